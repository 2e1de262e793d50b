import type { RiskLevel } from "../../model/risk.js";
import type { DeadLetterReason, SourceProblemReason, StorageKind } from "../../model/storage.js";
import type { Database } from "../database.js";
import { type Page, readPage } from "./page.js";

export interface StoredSource {
  readonly id: number;
  readonly kind: StorageKind;
  readonly path: string;
  readonly last_read: number | null;
  readonly problem_reason: SourceProblemReason | null;
  readonly problem_message: string | null;
  readonly sessions: number;
  readonly messages: number;
  readonly parts: number;
  readonly tool_parts: number;
  readonly unknown_shapes: number;
  readonly dead_letters: number;
}

/** Sources with what each holds, by the last complete reading of each of its sessions. */
export function listSources(db: Database): StoredSource[] {
  return db.all<StoredSource>(
    `SELECT id, kind, path, last_read, problem_reason, problem_message, count(session_id) AS sessions, coalesce(sum(messages), 0) AS messages,
       coalesce(sum(parts), 0) AS parts, coalesce(sum(tool_parts), 0) AS tool_parts, coalesce(sum(unknown_shapes), 0) AS unknown_shapes,
       (SELECT count(*) FROM dead_letter WHERE source_id = source.id) AS dead_letters
     FROM source LEFT JOIN census ON source_id = source.id GROUP BY source.id ORDER BY source.id`,
  );
}

export interface Totals {
  readonly sessions: number;
  readonly toolCalls: number;
  readonly scored: number;
  readonly failed: number;
  readonly byLevel: Readonly<Record<RiskLevel, number>>;
}

/** Counts over everything, copies of forks left out. */
export function readTotals(db: Database): Totals {
  const byLevel = { critical: 0, high: 0, medium: 0, low: 0, none: 0 };
  let toolCalls = 0;
  let scored = 0;
  const rows = db.all<{ level: RiskLevel | null; count: number; scored: number }>(
    `SELECT risk_level AS level, count(*) AS count, sum(enriched_at IS NOT NULL) AS scored FROM tool_call
     WHERE duplicate_of IS NULL GROUP BY risk_level`,
  );
  for (const row of rows) {
    toolCalls += row.count;
    scored += row.scored;
    if (row.level) byLevel[row.level] += row.count;
  }
  return {
    sessions: db.count("SELECT count(*) FROM session"),
    toolCalls,
    scored,
    failed: db.count("SELECT count(*) FROM tool_call WHERE enrich_error IS NOT NULL"),
    byLevel,
  };
}

export interface StoredDeadLetter {
  readonly path: string;
  readonly locator: string;
  readonly reason: DeadLetterReason;
  readonly detail: string;
  readonly first_seen: number;
  readonly last_seen: number;
  readonly attempts: number;
}

/** What could not be read, newest first. */
export function listDeadLetters(db: Database, after: string | null, limit: number): Page<StoredDeadLetter> {
  return readPage<StoredDeadLetter>(
    db,
    {
      select: "source.path, locator, reason, detail, first_seen, last_seen, attempts",
      from: "dead_letter JOIN source ON source.id = source_id",
      where: "1",
      values: [],
      keys: ["last_seen", "source_id", "locator"],
    },
    after,
    limit,
  );
}
