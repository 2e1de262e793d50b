import * as v from "valibot";
import { findingRow, levelCounts } from "./rows.js";

/** What the engine tells one window unasked: the one that had the attention last. */
export const alert = v.variant("kind", [
  /** Findings of calls that have just begun, worst first; `more` came with them and are not named. */
  v.object({ kind: v.literal("findings"), findings: v.array(findingRow), more: v.number() }),
  /** More records of a source cannot be read than before. */
  v.object({ kind: v.literal("unreadable"), source: v.string(), records: v.number() }),
  /** Changes of a source are looked for every two seconds now. */
  v.object({ kind: v.literal("unwatched"), source: v.string() }),
]);
export type Alert = v.InferOutput<typeof alert>;

/** How bad it is: open findings since Spotter was installed. */
export const threat = v.object({
  byLevel: levelCounts,
  /** Critical ones that nobody has seen. */
  unreadCritical: v.number(),
  newest: v.nullable(findingRow),
  /** Sessions that work there. */
  sessions: v.number(),
});
export type Threat = v.InferOutput<typeof threat>;
