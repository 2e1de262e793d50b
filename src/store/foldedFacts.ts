import type { Database, Value } from "./database.js";

const ADD = "INSERT INTO folded_fact (kind, value, score, session_id, calls)";
const COUNT = "ON CONFLICT (kind, value, score, session_id) DO UPDATE SET calls = calls + excluded.calls";

/** By what a folded call is counted besides its hour, each statement with the call's id as its only value. Copies of forks are counted nowhere. */
const FACTS: readonly string[] = [
  `SELECT 'technique', technique, technique.risk_score, session_id, 1 FROM tool_call CROSS JOIN technique INDEXED BY technique_by_call
     ON technique.tool_call_id = tool_call.id WHERE tool_call.id = ? AND duplicate_of IS NULL`,
  `SELECT 'model', json_array(coalesce(provider_id, ''), coalesce(model_id, '')), risk_score, tool_call.session_id, 1 FROM tool_call CROSS JOIN message
     ON message.id = message_id WHERE tool_call.id = ? AND duplicate_of IS NULL AND kind <> 'prompt' AND risk_score > 0`,
];
const SECRETS = `SELECT 'secret', hash, CASE WHEN max(left_to = 'host') THEN 2 WHEN max(left_to = 'model') THEN 1 ELSE 0 END, session_id, 1
  FROM tool_call CROSS JOIN observation ON tool_call_id = tool_call.id
  WHERE tool_call.id = ? AND observation.kind GLOB 'secret:*' AND hash IS NOT NULL AND duplicate_of IS NULL GROUP BY hash, session_id`;

/** What of a call that is to be folded tells which of its facts there can be: most have none. */
export interface FactBearer {
  readonly id: string;
  readonly risk_score: number;
  /** 1 where it has techniques. */
  readonly has_techniques: number;
}

/** Keeps how many secrets were replaced in a call. */
export function keepMasked(db: Database, sessionId: string, secrets: number): void {
  db.run(`${ADD} VALUES ('masked', '', 0, ?, ?) ${COUNT}`, sessionId, secrets);
}

/** Keeps what techniques, models and secrets are counted by, before the call's rows go. */
export function keepFacts(db: Database, { id, risk_score, has_techniques }: FactBearer, hasSecrets: boolean): void {
  const add = (facts: string, ...values: Value[]): void => db.run(`${ADD} ${facts} ${COUNT}`, ...values);
  if (has_techniques === 1 || risk_score > 0) for (const facts of FACTS) add(facts, id);
  if (hasSecrets) add(SECRETS, id);
}
