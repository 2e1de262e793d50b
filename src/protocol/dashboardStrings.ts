import * as v from "valibot";
import { OUTCOMES } from "./rows.js";

/** Words of the dashboard's page, handed to it in the reader's language; `{0}` and `{1}` stand for values. What follows a colon is a value of the protocol. */
const NAMES = [
  "title", "refresh", "loading", "critical", "high", "medium", "low", "none", "unscored", "summary", "reading", "scoring", "failed", "asOf",
  "numbersOf", "noAnswer", "askFailed", "retry", "actionFailed", "untitled", "openCall", "openSession", "openFindingsView", "openCoverageView",
  "showCalls", "narrowToThis", "asTable", "asChart", "saveSvg", "saveCsv", "dismiss", "andMore", "alertUnreadable", "alertUnwatched", "rules",
  "score", "score100", "filter", "clearFilter", "time", "time:day", "time:week", "time:month", "time:all", "time:span", "from", "to", "spanWords",
  "project", "allProjects", "agent", "allAgents", "noAgent", "noModel", "level", "from:none", "from:low", "from:medium", "from:high", "from:critical", "findings", "state",
  "state:unsettled", "state:any", "state:open", "state:acknowledged", "state:false-positive", "state:accepted-risk", "state:resolved",
  "state:suppressed", "threat", "place", "thisWorkspace", "thisMachine", "noFolder", "light:green", "light:yellow", "light:red", "why:green",
  "why:yellow", "why:red", "nothingOpen", "unread", "unreadCritical", "newestFinding", "noPeriod", "periodSame", "periodMore", "periodLess", "trend",
  "counted", "per", "trend:calls", "trend:kinds", "trend:findings", "bucket:auto", "bucket:hour", "bucket:day", "bucket:week", "kind:command",
  "kind:read", "kind:write", "kind:fetch", "kind:other", "trendSummary", "brushHint", "sharedHours", "nothingThen", "noCalls", "noFindings", "stream", "search",
  "streamCount", "loadedCount", "settledLeftOut", "foldedLeftOut", "techniqueChip", "dropMark", "dropTechnique", "markHint", "tool", "callText", "outcome", "reason", "session", "sessions", "matrix", "tactic", "technique",
  "techniqueId", "cellTitle", "unseenTactics", "noTechniques", "rankings", "ranked", "rank:sessions", "rank:agents", "rank:models", "worstOf", "worst", "calls",
  "failures", "cost", "length", "coverage", "nothingScanned", "storage", "captureRate", "lastReadTitle", "neverRead", "backlog", "deadLetters",
  "unknownShapesTitle", "toolParts", "unreadable", "unknownShapes", "sourceJson", "sourceSqlite", "engine", "rulesTitle", "toScore", "notScored", "memory",
  "masked", "stories", "noStories", "flow", "flowSummary", "flowLink", "source:secrets", "source:outside", "source:web", "source:project",
  "source:user", "sink:hosts", "sink:files", "sink:system", "sink:model", "access", "callsPerHour", "hoursSummary", "noUnusualHours", "unusualHours", "unusual",
  "directories", "noDirectories", "inside", "outside", "hosts", "noHosts", "callCount", "weekday", "hour", "what", "name", "openWork", "age:day",
  "age:week", "age:month", "age:older", "response", "noResponse", "seenHalf", "seenMost", "decidedHalf", "decidedMost", "verdicts", "noneDecided",
  "judgedWrong", "expiring", "noneExpiring", "expires", "hides",
] as const;

/** What became of a call has words of its own: "running" is said of a session, too. */
const OUTCOME_NAMES = OUTCOMES.map((outcome) => `outcome:${outcome}` as const);

export type DashboardString = (typeof NAMES)[number] | (typeof OUTCOME_NAMES)[number];
export type DashboardStrings = Readonly<Record<DashboardString, string>>;

export const dashboardStrings = v.record(v.picklist([...NAMES, ...OUTCOME_NAMES]), v.string()) as v.GenericSchema<unknown, DashboardStrings>;
