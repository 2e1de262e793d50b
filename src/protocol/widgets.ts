import * as v from "valibot";
import { FINDING_STATES } from "../model/finding.js";
import { isTimeZone } from "../model/timeZone.js";
import { threat } from "./alerts.js";
import { callRow, levelCounts, riskLevel, untrustedText } from "./rows.js";
import { responseTimes, suppressionRow } from "./triage.js";

/** Milliseconds from 1970 that a date can be. */
const DATE_LIMIT = 8.64e15;
const moment = v.pipe(v.number(), v.minValue(-DATE_LIMIT), v.maxValue(DATE_LIMIT));

/** What all widgets of the dashboard are narrowed by; docs/metrics.md says which of it each number follows. */
export const dashboardFilter = v.object({
  /** Half-open span of time, in milliseconds since 1970; null: from the beginning, until now. Counts are in whole hours. */
  from: v.nullable(moment),
  to: v.nullable(moment),
  projectId: v.nullable(v.string()),
  /** OpenCode's name of the agent. */
  agent: v.nullable(v.string()),
  /** Id of an ATT&CK technique: those calls alone that cite it. */
  technique: v.nullable(v.string()),
  /** The mildest level that is counted; `none` counts all, unscored calls too. */
  minLevel: riskLevel,
  /** State of findings; `any` for all, null for those that are open or acknowledged. */
  state: v.nullable(v.picklist([...FINDING_STATES, "any"])),
  /** The reader's time zone, such as `Europe/Berlin`: days begin at its midnight. */
  zone: v.pipe(v.string(), v.maxLength(100), v.check(isTimeZone, "No time zone that is known here.")),
});
export type DashboardFilter = v.InferOutput<typeof dashboardFilter>;

/** What the filter bar offers: projects and agents that there are. */
export const filterChoices = v.object({
  projects: v.array(v.object({ id: v.string(), folder: untrustedText })),
  agents: v.array(untrustedText),
  /** When the oldest call was made; null where there is none. */
  oldest: v.nullable(v.number()),
});
export type FilterChoices = v.InferOutput<typeof filterChoices>;

/** Worst of the open findings: red for a critical one, yellow for a high one. */
export const THREAT_LIGHTS = ["green", "yellow", "red"] as const;
const place = v.object({ ...threat.entries, light: v.picklist(THREAT_LIGHTS) });

/** How bad it is here and on the whole machine (open findings since Spotter was installed), and against the period before. */
export const threatLevel = v.object({
  /** Null where no folder is open. */
  workspace: v.nullable(place),
  machine: place,
  /** Findings of the filter's span, and of a span as long right before it; of a span that ends ahead of now, as far as it has come. Null where the filter has no beginning, or begins ahead of now. */
  period: v.nullable(v.object({ now: levelCounts, before: levelCounts })),
});
export type ThreatLevel = v.InferOutput<typeof threatLevel>;

export const TREND_BUCKETS = ["hour", "day", "week"] as const;
export type TrendBucket = (typeof TREND_BUCKETS)[number];

/** Calls by level and kind, and findings by level, in the course of time. Buckets without any are there, too, where that makes no more than 2,000. */
export const trend = v.object({
  bucket: v.picklist(TREND_BUCKETS),
  buckets: v.array(
    v.object({
      /** When the bucket begins. */
      at: v.number(),
      calls: v.object({ ...levelCounts.entries, unscored: v.number() }),
      kinds: v.object({ command: v.number(), read: v.number(), write: v.number(), fetch: v.number(), other: v.number() }),
      /** By the time of their newest call. */
      findings: levelCounts,
    }),
  ),
});
export type Trend = v.InferOutput<typeof trend>;

/** A call of the event stream. */
export const streamRow = v.object({ ...callRow.entries, agent: untrustedText, sessionTitle: untrustedText });
export type StreamRow = v.InferOutput<typeof streamRow>;

/** A page of the event stream. `total` is null where only looking at all calls would tell it. */
export const streamPage = v.object({
  rows: v.array(streamRow),
  next: v.nullable(v.string()),
  total: v.nullable(v.number()),
  /** Calls that match and are not listed: those that are settled, and those that retention folded, as far as that is known. */
  leftOut: v.object({ settled: v.number(), folded: v.number() }),
});
export type StreamPage = v.InferOutput<typeof streamPage>;

/** Calls by technique. A technique stands under each of its tactics. */
export const techniqueMatrix = v.array(
  v.object({
    tactic: v.string(),
    name: v.string(),
    techniques: v.array(v.object({ id: v.string(), name: v.string(), calls: v.number(), worst: v.number() })),
  }),
);
export type TechniqueMatrix = v.InferOutput<typeof techniqueMatrix>;

/** What is ranked by risk, the worst first: so many that a page can show, `of` all that there are. `failures` did not succeed: failed, denied, rejected or blocked. */
const ranked = { calls: v.number(), byLevel: levelCounts, worst: v.number(), failures: v.number() };
export const rankings = v.object({
  /** Cost in US dollars of the whole session; duration from its creation to its last change, in milliseconds. */
  sessions: v.array(v.object({ ...ranked, id: v.string(), title: untrustedText, agent: v.nullable(untrustedText), cost: v.number(), duration: v.number() })),
  agents: v.array(v.object({ ...ranked, agent: untrustedText })),
  /** Cost of the model's messages. */
  models: v.array(v.object({ ...ranked, provider: untrustedText, model: untrustedText, cost: v.number() })),
  of: v.object({ sessions: v.number(), agents: v.number(), models: v.number() }),
});
export type Rankings = v.InferOutput<typeof rankings>;

/** Attack patterns that were found, worst first: their calls in order. */
export const storyList = v.array(
  v.object({
    id: v.string(), title: v.string(), level: riskLevel, score: v.number(), state: v.picklist(FINDING_STATES), sessionId: v.string(), sessionTitle: untrustedText, steps: v.array(callRow),
  }),
);
export type StoryList = v.InferOutput<typeof storyList>;

export const FLOW_SOURCES = ["secrets", "outside", "web", "project", "user"] as const;
export const FLOW_SINKS = ["hosts", "files", "system", "model"] as const;
/** Where data came from, by which kind of tool, and where it went, in calls. Each call is in one link of each side. */
export const dataFlow = v.object({
  sources: v.array(v.object({ source: v.picklist(FLOW_SOURCES), kind: v.picklist(["command", "read", "write", "fetch", "other"]), calls: v.number(), worst: v.number() })),
  sinks: v.array(v.object({ kind: v.picklist(["command", "read", "write", "fetch", "other"]), sink: v.picklist(FLOW_SINKS), calls: v.number(), worst: v.number() })),
});
export type DataFlow = v.InferOutput<typeof dataFlow>;

/** What a card or a mark of a drawing leads to: the calls that it counts, in any state: all, or those that cite any technique; of a flow, what is null is any. */
export const streamMark = v.variant("by", [
  v.object({ by: v.literal("calls") }),
  v.object({ by: v.literal("technique") }),
  v.object({ by: v.literal("model"), provider: untrustedText, model: untrustedText }),
  v.object({ by: v.literal("hour"), weekday: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(6)), hour: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(23)) }),
  v.object({ by: v.literal("directory"), path: untrustedText }),
  v.object({ by: v.literal("host"), host: untrustedText }),
  v.object({ by: v.literal("flow"), source: v.nullable(v.picklist(FLOW_SOURCES)), kind: v.nullable(v.picklist(["command", "read", "write", "fetch", "other"])), sink: v.nullable(v.picklist(FLOW_SINKS)) }),
]);
export type StreamMark = v.InferOutput<typeof streamMark>;

/** When and where agents work. `weekday` counts from Monday = 0, `hour` from 0, by the reader's clock. */
export const accessPattern = v.object({
  hours: v.array(v.object({ weekday: v.number(), hour: v.number(), calls: v.number(), unusual: v.boolean() })),
  directories: v.array(v.object({ path: untrustedText, inside: v.boolean(), calls: v.number(), sessions: v.number(), worst: v.number(), unusual: v.boolean() })),
  hosts: v.array(v.object({ host: untrustedText, calls: v.number(), sessions: v.number(), worst: v.number(), unusual: v.boolean() })),
});
export type AccessPattern = v.InferOutput<typeof accessPattern>;

/** What is still to be decided, and how deciding goes. */
export const openWork = v.object({
  /** Findings by state and the age of their newest call: within a day, a week, 30 days, and older. */
  states: v.array(v.object({ state: v.picklist(FINDING_STATES), day: v.number(), week: v.number(), month: v.number(), older: v.number() })),
  response: responseTimes,
  decided: v.number(),
  falsePositives: v.number(),
  /** Suppressions that expire within 30 days, the next first. */
  expiring: v.array(suppressionRow),
});
export type OpenWork = v.InferOutput<typeof openWork>;

const filtered = { filter: dashboardFilter };
/** One request a widget: the page asks for aggregates, and shows each as soon as it is there. */
export const widgetRequests = {
  filterChoices: { params: v.object({}), result: filterChoices },
  threatLevel: { params: v.object({ ...filtered, folders: v.array(v.string()) }), result: threatLevel },
  /** `bucket` null: as fits the span. */
  trend: { params: v.object({ ...filtered, bucket: v.nullable(v.picklist(TREND_BUCKETS)) }), result: trend },
  /** Newest first; `text`: words that the command, path or URL holds; `mark`: those alone that it counts, whatever the filter says of states; null for any. */
  eventStream: {
    params: v.object({ ...filtered, text: v.string(), mark: v.nullable(streamMark), after: v.nullable(v.string()), limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)) }),
    result: streamPage,
  },
  techniqueMatrix: { params: v.object(filtered), result: techniqueMatrix },
  rankings: { params: v.object(filtered), result: rankings },
  stories: { params: v.object(filtered), result: storyList },
  dataFlow: { params: v.object(filtered), result: dataFlow },
  accessPattern: { params: v.object(filtered), result: accessPattern },
  openWork: { params: v.object(filtered), result: openWork },
} as const;
