import * as v from "valibot";
import { LETTER_ACTIONS } from "../model/decision.js";
import { FINDING_STATES } from "../model/finding.js";
import { RISK_LEVELS } from "../model/risk.js";
import { DEAD_LETTER_REASONS, READING_PHASES, SOURCE_PROBLEMS } from "../model/storage.js";
import type { Untrusted } from "../model/untrusted.js";

/** Text from outside, checked to be text and typed so that only a sink's own function can render it. */
export const untrustedText = v.custom<Untrusted>((input) => typeof input === "string", "Expected text");

export const riskLevel = v.picklist(RISK_LEVELS);
export const levelCounts = v.object({ critical: v.number(), high: v.number(), medium: v.number(), low: v.number(), none: v.number() });
export type LevelCounts = v.InferOutput<typeof levelCounts>;

export const OUTCOMES = ["pending", "running", "succeeded", "failed", "denied", "rejected", "blocked", "aborted", "interrupted"] as const;

/** One reason of an assessment: what the rule says, and the values that it saw. Words are made of it where the reader's language is known. */
export const reasonRow = v.object({
  rule: v.string(),
  /** The rule's title, in English. */
  title: v.string(),
  /** The rule's message, in English, with `{places}` for the values. */
  template: v.string(),
  args: v.record(v.string(), untrustedText),
  score: v.number(),
});
export type ReasonRow = v.InferOutput<typeof reasonRow>;

/** A tool call. */
export const callRow = v.object({
  /** Part id. */
  id: v.string(),
  sessionId: v.string(),
  messageId: v.string(),
  tool: untrustedText,
  outcome: v.picklist(OUTCOMES),
  /** Command, path or URL, at most 2,000 code units; else the arguments as JSON. */
  subject: untrustedText,
  /** Null until scored. */
  score: v.nullable(v.number()),
  level: v.nullable(riskLevel),
  reasons: v.array(reasonRow),
  techniques: v.array(v.string()),
  /** When the call began, else when it was recorded; milliseconds since 1970. */
  time: v.number(),
  /** The finding that it belongs to, and how that is decided; null for a call that is too mild for one. A call that is suppressed alone is `suppressed`. */
  findingId: v.nullable(v.string()),
  findingState: v.nullable(v.picklist(FINDING_STATES)),
});
export type CallRow = v.InferOutput<typeof callRow>;

export const sessionRow = v.object({
  id: v.string(),
  parentId: v.nullable(v.string()),
  title: untrustedText,
  directory: untrustedText,
  agent: v.nullable(untrustedText),
  modelId: v.nullable(untrustedText),
  /** US dollars. */
  cost: v.number(),
  timeCreated: v.number(),
  timeUpdated: v.number(),
  calls: v.number(),
  /** Calls by level; the unscored are in none of them. */
  byLevel: levelCounts,
  worstScore: v.number(),
  worstLevel: riskLevel,
  /** A call of it is running. */
  live: v.boolean(),
  /** Its rows are gone from OpenCode's storage; what Spotter kept is still shown. */
  deleted: v.boolean(),
});
export type SessionRow = v.InferOutput<typeof sessionRow>;

export const findingRow = v.object({
  id: v.string(),
  kind: v.picklist(["rule", "story"]),
  rule: v.string(),
  title: v.string(),
  score: v.number(),
  level: riskLevel,
  state: v.picklist(FINDING_STATES),
  actionTaken: v.picklist(["allowed", "blocked", "flagged"]),
  /** What its rule means, and what to do, in English. */
  meaning: v.string(),
  remediation: v.string(),
  /** The newest of its calls, which a click opens. */
  call: callRow,
  callCount: v.number(),
  /** Of these, calls that are suppressed one by one while the finding stays listed; 0 for one that is settled as a whole. */
  suppressedCalls: v.number(),
  sessionTitle: untrustedText,
  /** The first file that its call wrote or edited: its absolute path, and the head of the text that was put there; null where it wrote none. */
  written: v.nullable(v.object({ path: untrustedText, text: untrustedText })),
});
export type FindingRow = v.InferOutput<typeof findingRow>;

export const sourceRow = v.object({
  kind: v.picklist(["json", "sqlite"]),
  path: v.string(),
  sessions: v.number(),
  messages: v.number(),
  parts: v.number(),
  /** Parts that are tool calls: copies that forks made are counted, and what of them could not be read. */
  toolParts: v.number(),
  /** Records that could not be read and that nobody decided of. */
  deadLetters: v.number(),
  accepted: v.number(),
  discarded: v.number(),
  unknownShapes: v.number(),
  /** Records that the source holds (sessions, messages, parts), and those of them that could be read. */
  seen: v.number(),
  parsed: v.number(),
  /** parsed / seen; null until something was read. */
  captureRate: v.nullable(v.number()),
  /** Sessions that globs leave out. */
  excluded: v.number(),
  /** Dead letters that were tried again, and records that OpenCode deleted: since the index was begun. */
  retried: v.number(),
  deleted: v.number(),
  /** Why it was read last, or is being read. */
  phase: v.picklist(READING_PHASES),
  rowsPerSecond: v.number(),
  /** Milliseconds that a batch takes, on average over the last reading. */
  batchMs: v.number(),
  /** Changed sessions that are still to be read. */
  backlog: v.number(),
  /** When all of the source was compared last. */
  lastReconcile: v.nullable(v.number()),
  /** Changes are found by looking every two seconds, since watching failed. */
  polling: v.boolean(),
  /** Null until it was read once. */
  lastRead: v.nullable(v.number()),
  problem: v.nullable(v.object({ reason: v.picklist(SOURCE_PROBLEMS), message: v.string() })),
});
export type SourceRow = v.InferOutput<typeof sourceRow>;

export const deadLetterRow = v.object({
  source: v.string(),
  locator: v.string(),
  reason: v.picklist(DEAD_LETTER_REASONS),
  detail: v.string(),
  firstSeen: v.number(),
  lastSeen: v.number(),
  attempts: v.number(),
  /** Of the record as it could not be read; a decision holds as long as it is the same. */
  hash: v.string(),
  action: v.nullable(v.picklist(LETTER_ACTIONS)),
  /** Why a person decided so; empty where nobody decided. */
  decisionReason: v.string(),
});
export type DeadLetterRow = v.InferOutput<typeof deadLetterRow>;
