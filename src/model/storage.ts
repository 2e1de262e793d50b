import type { Assessment } from "./assessment.js";
import type { Outcome, ToolCallStatus } from "./outcome.js";
import type { Untrusted } from "./untrusted.js";

/** The two generations of OpenCode storage. */
export type StorageKind = "json" | "sqlite";

/** A place where OpenCode keeps its data: a data directory with JSON files, or one database file. */
export interface StorageLocation {
  readonly kind: StorageKind;
  /** Absolute path: the data directory (`…/opencode`, holding `storage/`), or the `.db` file. */
  readonly path: string;
}

export interface ProjectRecord {
  readonly kind: "project";
  readonly id: string;
  /** Root of the work tree; `/` for the project that all folders without git share. */
  readonly worktree: string;
}

export interface SessionRecord {
  readonly kind: "session";
  readonly id: string;
  readonly parentId: string | null;
  readonly projectId: string;
  readonly directory: string;
  readonly title: Untrusted;
  readonly version: string | null;
  readonly agent: string | null;
  readonly modelId: string | null;
  /** Milliseconds since 1970, like all times here. */
  readonly timeCreated: number;
  readonly timeUpdated: number;
  readonly timeArchived: number | null;
}

export interface TokenCounts {
  readonly input: number;
  readonly output: number;
  readonly reasoning: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

export interface MessageRecord {
  readonly kind: "message";
  readonly id: string;
  readonly sessionId: string;
  readonly role: "user" | "assistant";
  readonly agent: string | null;
  readonly providerId: string | null;
  readonly modelId: string | null;
  /** US dollars, as OpenCode computed it. */
  readonly cost: number;
  readonly tokens: TokenCounts;
  readonly timeCreated: number;
  readonly timeCompleted: number | null;
  /** Name of the error that ended the message, for example `MessageAbortedError`. */
  readonly errorName: string | null;
}

/** Something that the full text of a call held: where, of what kind, and a keyed hash by which it is recognised elsewhere. */
export interface Observation {
  /** Begins with `secret:`, `personal:`, `injection:`, `hidden-text:`, `written-code:` or `indicator:`. */
  readonly kind: string;
  /** JSON pointer into the arguments, or `output`, `error` or `prompt`. */
  readonly place: string;
  /** Half-open range of UTF-16 code units of the text as it was. */
  readonly start: number;
  readonly end: number;
  readonly hash: string | null;
  /** Points, 0 to 100; none for what was only replaced. */
  readonly score?: number;
  /** How often it occurs between `start` and `end`, or it and those of its kind that are not listed; once where it is not said. */
  readonly count?: number;
  /** Where it left the machine to: the model's provider, or a host. */
  readonly leftTo?: "model" | "host" | null;
}

/** Shapes of records that this version knows. */
export type ShapeVersion = 1 | 2;

export interface ToolCallRecord {
  readonly kind: "toolCall";
  /** Id of OpenCode's part. */
  readonly id: string;
  /** OpenCode's callID. Not unique: providers repeat them, and a fork copies them. */
  readonly callId: string;
  readonly messageId: string;
  readonly sessionId: string;
  readonly tool: string;
  readonly status: ToolCallStatus;
  readonly outcome: Outcome;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Exit code of a shell command that ended by itself. */
  readonly exitCode: number | null;
  readonly error: Untrusted | null;
  /** Full output. Looked at once, while indexing; never stored. */
  readonly output: Untrusted | null;
  /** Hash of the output, where it was looked at in another thread and left there. */
  readonly outputHash?: string;
  /** Hash of all else that tells whether it changed, where another thread made it. */
  readonly contentHash?: string;
  /** What inspection found in the full texts, once, before anything was cut or masked; absent where nobody looked. */
  readonly observations?: readonly Observation[];
  /** Judged while all of it was there, with the ids of the person's rules that held: only for a call whose arguments are too long to be kept whole. */
  readonly whole?: { readonly rulesVersion: string; readonly assessment: Assessment; readonly held?: readonly string[] };
  /** Version of the rules by which nothing speaks against the call; absent where something does, or nobody looked yet. */
  readonly harmlessBy?: string;
  /**
   * The row is no call: a prompt, with its text as the argument `text`, typed by the user or added to what they typed (a file, for example).
   * One in which inspection finds nothing has no text and is not kept.
   */
  readonly prompt?: "typed" | "added";
  /** Shape that the part was checked against: 1 for parts of OpenCode 1.x, 2 for the contents of messages in the v2 engine. */
  readonly shapeVersion: ShapeVersion;
  /** When the part was created, and when the call began and ended. */
  readonly timeCreated: number;
  readonly timeStart: number | null;
  readonly timeEnd: number | null;
}

/** Why a record could not be read. */
export const DEAD_LETTER_REASONS = [
  "empty",
  "malformed-json",
  "unexpected-shape",
  "permission-denied",
  "unreadable",
  "too-large",
  "orphan",
] as const;
export type DeadLetterReason = (typeof DEAD_LETTER_REASONS)[number];

/** A record that could not be read. It stays on the list until its source can be read again. */
export interface DeadLetterRecord {
  readonly kind: "deadLetter";
  /** Path of the file below the data directory, or `table/id`. */
  readonly locator: string;
  readonly sessionId: string | null;
  readonly reason: DeadLetterReason;
  /** What was found there, in words for a person; holds no content. */
  readonly detail: string;
  /** Tells whether it is still the same that cannot be read: a hash of the text, or the system's error code. */
  readonly hash: string;
}

/**
 * What a source holds of one session, complete, given after the session's changed rows. It replaces the former census of
 * that session in that source: calls, messages and dead letters that it does not name are gone from the source.
 */
export interface CensusRecord {
  readonly kind: "census";
  readonly sessionId: string;
  /** Ids of the messages, also of those that could not be read just now: they are not gone. */
  readonly messageIds: readonly string[];
  /** Part ids of the tool calls, also of parts that could not be read just now: they may be calls, and are not gone. */
  readonly toolCallIds: readonly string[];
  /** Part ids of the prompts. */
  readonly promptIds: readonly string[];
  /** All part records, of whatever type, readable or not. */
  readonly parts: number;
  /** Tool parts among them. */
  readonly toolParts: number;
  /** Records of a type that this version does not know. */
  readonly unknownShapes: number;
  readonly deadLetters: readonly string[];
  /** When OpenCode wrote to the session last, in milliseconds; 0 where that is not known. */
  readonly lastChange: number;
  /** A folder of the session was closed: what is not named here may be there all the same. */
  readonly isPartial?: true;
}

/**
 * The dead letters of a source that belong to no session (an unreadable folder, a broken project file), complete: it
 * replaces the former list, so one that it does not name can be read again.
 */
export interface SourceCensusRecord {
  readonly kind: "sourceCensus";
  readonly deadLetters: readonly string[];
}

/** The session is not in the source any more. */
export interface SessionGoneRecord {
  readonly kind: "sessionGone";
  readonly sessionId: string;
}

/** The session is left out, by a glob that a person set: nothing of it is read, and what was read before goes. */
export interface SessionExcludedRecord {
  readonly kind: "sessionExcluded";
  readonly sessionId: string;
}

export type SourceRecord =
  | ProjectRecord
  | SessionRecord
  | MessageRecord
  | ToolCallRecord
  | DeadLetterRecord
  | CensusRecord
  | SourceCensusRecord
  | SessionGoneRecord
  | SessionExcludedRecord;

/** How the entry of a session begins in a source's cursor; its id follows. */
export const SESSION_ENTRY = "s:";
/** How an entry begins that says of a session that a person had it erased: it is passed by. The store adds these. */
export const FORGOTTEN_ENTRY = "forgotten:";
/** The entry that covers the list of projects. */
export const PROJECTS_ENTRY = "projects";

/** Rows and the cursor that covers them: stored together or not at all. */
export interface SourceBatch {
  readonly records: readonly SourceRecord[];
  /** Cursor entries to set (a string), or to remove (null). Values are the source's own, and so are keys but for those above. */
  readonly cursor: ReadonlyArray<readonly [key: string, value: string | null]>;
  /** Of the sessions that changed, those that were read and all. */
  readonly progress: { readonly done: number; readonly total: number };
  readonly reading: ReadingState;
}

/** Why a source is read: for the first time, since it changed, or to compare all of it although nothing hints at a change. */
export const READING_PHASES = ["bulk", "delta", "reconcile"] as const;
export type ReadingPhase = (typeof READING_PHASES)[number];

/** What a batch says of the reading that it belongs to. */
export interface ReadingState {
  readonly phase: ReadingPhase;
  /** Records that were looked at for this batch: sessions, messages and parts, whatever became of them. */
  readonly seen: number;
  /** Sessions that a person's globs leave out; null until all of them were looked at. */
  readonly excluded: number | null;
  /** True for the last batch of a reading that compared all of the source. */
  readonly reconciled: boolean;
}

/** Why a whole source could not be read. */
export const SOURCE_PROBLEMS = [
  "not-found",
  "empty",
  "permission-denied",
  "locked",
  "corrupt",
  "unknown-schema",
  "needs-newer-host",
  "changing",
  "failed",
] as const;
export type SourceProblemReason = (typeof SOURCE_PROBLEMS)[number];

export interface SourceProblem {
  readonly reason: SourceProblemReason;
  /** What was found, what it means and what to do: three sentences for the panel. */
  readonly message: string;
}
