import type { RiskLevel } from "../../model/risk.js";
import type { LetterAction } from "../../model/decision.js";
import type { DeadLetterReason, ReadingPhase, SourceProblemReason, StorageKind } from "../../model/storage.js";
import type { Database } from "../database.js";
import type { SummaryLevel } from "../summaries.js";
import { type KeysetQuery, type Page, readPage } from "./page.js";

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
  readonly phase: ReadingPhase;
  readonly rows_per_second: number;
  readonly batch_ms: number;
  readonly backlog: number;
  readonly last_reconcile: number | null;
  readonly excluded: number;
  readonly retried: number;
  readonly deleted: number;
  /** Dead letters that nobody decided of. */
  readonly dead_letters: number;
  readonly accepted: number;
  readonly discarded: number;
  /** Dead letters, decided of or not, whose record is not in the index: an orphan is shown all the same. */
  readonly lost: number;
}

/** A decision holds as long as the record is the same. */
const DECISION = `LEFT JOIN letter_decision
  ON source_path = source.path AND letter_decision.locator = dead_letter.locator AND letter_decision.hash = dead_letter.hash`;
const DECIDED = `dead_letter CROSS JOIN source ON source.id = dead_letter.source_id ${DECISION}`;

const LETTERS = "FROM dead_letter INDEXED BY dead_letter_by_source WHERE dead_letter.source_id = source.id";
/** From the few decisions to their letters, and not the other way. */
const decidedLetters = (action: LetterAction): string => `(SELECT count(*) FROM letter_decision CROSS JOIN dead_letter
  ON dead_letter.source_id = source.id AND dead_letter.locator = letter_decision.locator AND dead_letter.hash = letter_decision.hash
  WHERE source_path = source.path AND action = '${action}')`;

/** Sources with what each holds, by the last complete reading of each of its sessions. */
export function listSources(db: Database): StoredSource[] {
  return db.all<StoredSource & { readonly letters: number }>(
    `SELECT source.*, (SELECT count(*) ${LETTERS}) AS letters, (SELECT count(*) ${LETTERS} AND reason <> 'orphan') AS lost,
       ${decidedLetters("accept")} AS accepted, ${decidedLetters("discard")} AS discarded,
       count(session_id) AS sessions, coalesce(sum(messages), 0) AS messages, coalesce(sum(parts), 0) AS parts,
       coalesce(sum(tool_parts), 0) AS tool_parts, coalesce(sum(unknown_shapes), 0) AS unknown_shapes
     FROM source LEFT JOIN census ON census.source_id = source.id GROUP BY source.id ORDER BY source.id`,
  ).map(({ letters, ...source }) => ({ ...source, dead_letters: letters - source.accepted - source.discarded }));
}

export interface Totals {
  readonly sessions: number;
  readonly toolCalls: number;
  readonly scored: number;
  readonly failed: number;
  readonly byLevel: Readonly<Record<RiskLevel, number>>;
  /** Calls that are in these counts, but whose rows retention folded into them. */
  readonly folded: number;
  /** Calls of which retention let go the arguments. */
  readonly withoutArguments: number;
  /** Secrets that were replaced before anything was kept. */
  readonly masked: number;
}

/** Counts over everything, copies of forks left out: kept on write, so that asking costs nothing. */
export function readTotals(db: Database): Totals {
  const byLevel = { critical: 0, high: 0, medium: 0, low: 0, none: 0 };
  let toolCalls = 0;
  let folded = 0;
  for (const row of db.all<{ level: SummaryLevel; calls: number; folded: number }>("SELECT level, calls, folded FROM level_total")) {
    toolCalls += row.calls;
    folded += row.folded;
    if (row.level !== "unscored") byLevel[row.level] = row.calls;
  }
  return {
    sessions: db.count("SELECT count(*) FROM session"),
    toolCalls,
    scored: toolCalls - db.count("SELECT count(*) FROM tool_call INDEXED BY tool_call_unscored WHERE enriched_at IS NULL AND kind <> 'prompt'"),
    failed: db.count("SELECT count(*) FROM tool_call INDEXED BY tool_call_failed WHERE enrich_error IS NOT NULL"),
    byLevel,
    folded,
    withoutArguments: db.count("SELECT count(*) FROM tool_call INDEXED BY tool_call_without_arguments WHERE arguments_folded_at IS NOT NULL"),
    masked:
      db.count("SELECT sum(count) FROM observation INDEXED BY observation_secret WHERE kind GLOB 'secret:*' AND place <> 'output'") +
      db.count("SELECT sum(calls) FROM folded_fact WHERE kind = 'masked' AND value = ''"),
  };
}

/** Names of the agents that made calls, in their order; empty for calls that name none. */
export function listAgents(db: Database, limit: number): string[] {
  return db.all<{ agent: string }>("SELECT DISTINCT agent FROM summary ORDER BY agent LIMIT ?", limit).map(({ agent }) => agent);
}

export interface StoredDeadLetter {
  readonly path: string;
  readonly locator: string;
  readonly reason: DeadLetterReason;
  readonly detail: string;
  readonly first_seen: number;
  readonly last_seen: number;
  readonly attempts: number;
  readonly hash: string;
  readonly session_id: string | null;
  /** What a person decided of it, and why; null where nobody did. */
  readonly action: LetterAction | null;
  readonly decision_reason: string | null;
}

/** Which dead letters a list shows: those that nobody discarded, or all of them. */
export type LetterFilter = "standing" | "all";

/** One dead letter; undefined where there is none. */
export function getDeadLetter(db: Database, path: string, locator: string): StoredDeadLetter | undefined {
  return db.get<StoredDeadLetter>(`SELECT ${LETTER_COLUMNS} FROM source CROSS JOIN dead_letter ON source.id = dead_letter.source_id ${DECISION} WHERE source.path = ? AND dead_letter.locator = ?`, path, locator);
}

const LETTER_COLUMNS = `source.path, dead_letter.locator, dead_letter.reason, detail, first_seen, last_seen, attempts, dead_letter.hash, session_id, action,
  letter_decision.reason AS decision_reason`;

/** All that could not be read, decided of or not. */
export function allDeadLetters(db: Database): StoredDeadLetter[] {
  return db.all<StoredDeadLetter>(`SELECT ${LETTER_COLUMNS} FROM ${DECIDED}`);
}

/** What could not be read, newest first. */
export function listDeadLetters(db: Database, filter: LetterFilter, after: string | null, limit: number): Page<StoredDeadLetter> {
  return readPage<StoredDeadLetter>(db, deadLettersQuery(filter), after, limit);
}

/** The list as it is asked of SQLite. */
export function deadLettersQuery(filter: LetterFilter): KeysetQuery {
  return {
    from: filter === "all" ? "dead_letter" : DECIDED,
    where: filter === "all" ? "1" : "action IS NOT 'discard'",
    values: [],
    keys: ["dead_letter.last_seen", "dead_letter.source_id", "dead_letter.locator"],
    select: LETTER_COLUMNS,
    complete: `CROSS JOIN ${DECIDED} WHERE dead_letter.source_id = key1 AND dead_letter.locator = key2`,
  };
}
