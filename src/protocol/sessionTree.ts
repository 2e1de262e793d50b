import * as v from "valibot";
import { callRow, riskLevel, sessionRow, untrustedText } from "./rows.js";

/** A session in the tree of sessions and the sub-agents that they started. */
export const treeSessionRow = v.object({
  ...sessionRow.entries,
  /** The sub-agents below it, at any depth. */
  below: v.object({
    sessions: v.number(),
    worstScore: v.number(),
    worstLevel: riskLevel,
    /** US dollars. */
    cost: v.number(),
    live: v.number(),
  }),
});
export type TreeSessionRow = v.InferOutput<typeof treeSessionRow>;

/** A message of a session's timeline. Its text is in the transcript only. */
export const messageStep = v.object({
  kind: v.literal("message"),
  id: v.string(),
  role: untrustedText,
  agent: v.nullable(untrustedText),
  modelId: v.nullable(untrustedText),
  /** US dollars. */
  cost: v.number(),
  /** Sent, received and reasoned, without what came from a cache. */
  tokens: v.number(),
  /** Milliseconds since 1970. */
  time: v.number(),
  timeCompleted: v.nullable(v.number()),
  error: v.nullable(untrustedText),
});

/** A step of a session: what was said, or what was done and how risky it was. */
export const stepRow = v.variant("kind", [messageStep, v.object({ kind: v.literal("call"), call: callRow })]);
export type StepRow = v.InferOutput<typeof stepRow>;
export type MessageStep = v.InferOutput<typeof messageStep>;
