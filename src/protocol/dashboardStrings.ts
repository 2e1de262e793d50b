import * as v from "valibot";
import { OUTCOMES } from "./rows.js";

/** Words of the dashboard's page, handed to it in the reader's language; `{0}` and `{1}` stand for values. */
const NAMES = [
  "title",
  "refresh",
  "loading",
  "openFindings",
  "critical",
  "high",
  "medium",
  "low",
  "none",
  "allCalls",
  "newestRisky",
  "topSessions",
  "coverage",
  "nothingRisky",
  "nothingScanned",
  "summary",
  "reading",
  "scoring",
  "failed",
  "asOf",
  "untitled",
  "openCall",
  "openSession",
  "sessionCalls",
  "sourceCounts",
  "sourceJson",
  "sourceSqlite",
  "unreadable",
  "unknownShapes",
  "keptMasked",
  "keptFolded",
  "keptWithoutArguments",
  "lastRead",
  "neverRead",
  "running",
  "deleted",
  "actionFailed",
  "score",
  "rules",
] as const;

/** What became of a call has words of its own: "running" is said of a session, too. */
const OUTCOME_NAMES = OUTCOMES.map((outcome) => `outcome:${outcome}` as const);

export type DashboardString = (typeof NAMES)[number] | (typeof OUTCOME_NAMES)[number];
export type DashboardStrings = Readonly<Record<DashboardString, string>>;

export const dashboardStrings = v.record(v.picklist([...NAMES, ...OUTCOME_NAMES]), v.string()) as v.GenericSchema<unknown, DashboardStrings>;
