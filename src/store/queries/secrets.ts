import type { Database } from "../database.js";

/** A secret in a call's texts. */
export interface StoredSecret {
  /** Begins with `secret:`. */
  readonly kind: string;
  /** Keyed hash, hexadecimal. */
  readonly hash: string;
  /** Calls that held it, folded ones included. */
  readonly sightings: number;
  /** Part id of the earliest of them that is not folded, and where it stood in it. */
  readonly first_call: string;
  readonly first_place: string;
  /** Whether it left the machine through any of them; `host` weighs more. */
  readonly left_to: "model" | "host" | null;
}

/** Secrets that one call may hold and of which each is told. */
const SECRETS_LIMIT = 50;

/** The secrets in a call's texts, each with all calls that held it; those that were seen most are first. */
export function secretsOfCall(db: Database, callId: string): StoredSecret[] {
  const held = db.all<{ kind: string; hash: string }>(
    "SELECT DISTINCT kind, hash FROM observation WHERE tool_call_id = ? AND kind GLOB 'secret:*' AND hash IS NOT NULL LIMIT ?", callId, SECRETS_LIMIT,
  );
  return held.flatMap(({ kind, hash }) => traced(db, kind, hash) ?? []).sort((one, other) => other.sightings - one.sightings);
}

function traced(db: Database, kind: string, hash: string): StoredSecret | undefined {
  const first = db.get<{ id: string; place: string }>(
    `SELECT tool_call.id, place FROM observation JOIN tool_call ON tool_call.id = tool_call_id WHERE hash = ? AND duplicate_of IS NULL
     ORDER BY tool_call.time, tool_call.id LIMIT 1`,
    hash,
  );
  const sum = db.get<{ sightings: number; left_to: "model" | "host" | null }>(
    `SELECT sum(calls) AS sightings, CASE max(gone) WHEN 2 THEN 'host' WHEN 1 THEN 'model' END AS left_to FROM (
       SELECT count(DISTINCT tool_call_id) AS calls, max(CASE left_to WHEN 'host' THEN 2 WHEN 'model' THEN 1 ELSE 0 END) AS gone
         FROM observation JOIN tool_call ON tool_call.id = tool_call_id WHERE hash = ?1 AND duplicate_of IS NULL
       UNION ALL SELECT coalesce(sum(calls), 0), max(score) FROM folded_fact WHERE kind = 'secret' AND value = ?1)`,
    hash,
  );
  return first && sum && { kind, hash, sightings: sum.sightings, first_call: first.id, first_place: first.place, left_to: sum.left_to };
}
