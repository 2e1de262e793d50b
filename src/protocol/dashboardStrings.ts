import * as v from "valibot";

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
  "lastRead",
  "neverRead",
  "running",
  "deleted",
  "actionFailed",
  "score",
  "rules",
] as const;

export type DashboardString = (typeof NAMES)[number];
export type DashboardStrings = Readonly<Record<DashboardString, string>>;

export const dashboardStrings = v.record(v.picklist(NAMES), v.string()) as v.GenericSchema<unknown, DashboardStrings>;
