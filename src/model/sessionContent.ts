import type { DeadLetterReason, MessageRecord, SessionRecord, ToolCallRecord } from "./storage.js";
import type { Untrusted } from "./untrusted.js";

/** A session as it is in OpenCode's storage now, with its texts: read on demand, never stored. */
export interface SessionContent {
  readonly session: SessionRecord;
  /** By time, then id: ids alone are not chronological. */
  readonly messages: readonly MessageContent[];
  /** True where the session is larger than a transcript can be and its later parts were left out. */
  readonly truncated: boolean;
}

export interface MessageContent {
  readonly id: string;
  /** Null where the message itself is missing or broken and only parts of it are there. */
  readonly message: MessageRecord | null;
  readonly parts: readonly PartContent[];
}

export type PartContent =
  | { readonly kind: "text"; readonly id: string; readonly text: Untrusted; readonly synthetic: boolean }
  | { readonly kind: "reasoning"; readonly id: string; readonly text: Untrusted }
  | { readonly kind: "toolCall"; readonly id: string; readonly call: ToolCallRecord; readonly title: Untrusted | null }
  | { readonly kind: "file"; readonly id: string; readonly name: Untrusted; readonly mime: Untrusted; readonly url: Untrusted }
  | { readonly kind: "subtask"; readonly id: string; readonly agent: Untrusted; readonly prompt: Untrusted }
  /** A part without text of its own (`step-start`, `patch`, …), or of a type that this version does not know. */
  | { readonly kind: "other"; readonly id: string; readonly type: Untrusted }
  | { readonly kind: "unreadable"; readonly id: string; readonly reason: DeadLetterReason; readonly detail: string };
