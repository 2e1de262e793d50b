import type { Database } from "../database.js";
import { CALL_COLUMNS, type StoredCall } from "./calls.js";
import { type KeysetQuery, type Page, readPage } from "./page.js";

/** A message as a timeline lists it; its text is not in the store. */
export interface StoredMessage {
  readonly message_role: string;
  readonly message_agent: string | null;
  readonly message_model: string | null;
  /** US dollars. */
  readonly message_cost: number;
  /** Sent, received and reasoned; what came from a cache is left out. */
  readonly message_tokens: number;
  readonly message_completed: number | null;
  readonly message_error: string | null;
}

/** A step of a session: a message, or a tool call. */
export type StoredStep = { readonly key0: number; readonly key2: string } & (({ readonly key1: 0 } & StoredMessage) | ({ readonly key1: 1 } & StoredCall));

const MESSAGE_COLUMNS = `message.role AS message_role, message.agent AS message_agent, message.model_id AS message_model, message.cost AS message_cost,
  message.tokens_input + message.tokens_output + message.tokens_reasoning AS message_tokens, message.time_completed AS message_completed,
  message.error_name AS message_error`;

/** Messages and calls of a session in one list, newest first: what it did and what of it was risky. */
export function listTimeline(db: Database, sessionId: string, after: string | null, limit: number): Page<StoredStep> {
  return readPage<StoredStep>(db, timelineQuery(sessionId), after, limit);
}

/** The list as it is asked of SQLite. */
export function timelineQuery(sessionId: string): KeysetQuery {
  return {
    from: `(SELECT time_created AS time, 0 AS what, id FROM message INDEXED BY message_by_session WHERE session_id = ?1
      UNION ALL SELECT time, 1 AS what, id FROM tool_call INDEXED BY tool_call_by_session WHERE session_id = ?1)`,
    where: "1",
    values: [sessionId],
    keys: ["time", "what", "id"],
    select: `${CALL_COLUMNS}, ${MESSAGE_COLUMNS}`,
    complete: "LEFT JOIN tool_call ON key1 = 1 AND tool_call.id = key2 LEFT JOIN message ON key1 = 0 AND message.id = key2",
  };
}
