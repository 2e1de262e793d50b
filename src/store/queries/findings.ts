import type { ActionTaken, FindingKind, FindingState } from "../../model/finding.js";
import type { RiskLevel } from "../../model/risk.js";
import type { Database, Value } from "../database.js";
import { CALL_COLUMNS, type StoredCall } from "./calls.js";
import { type KeysetQuery, type Page, readPage } from "./page.js";
import { sessionsBelow } from "./sessions.js";
import { ofFindings, where, type WidgetFilter } from "./widgetFilter.js";

/** A finding with the newest of its calls. */
export interface StoredFinding extends StoredCall {
  readonly finding_id: string;
  readonly finding_kind: FindingKind;
  readonly rule: string;
  readonly fingerprint: string;
  readonly score: number;
  readonly level: RiskLevel;
  readonly state: FindingState;
  readonly action_taken: ActionTaken;
  readonly call_count: number;
  /** Of these, calls that lists leave out while the finding stays listed: they are suppressed one by one. */
  readonly suppressed_calls: number;
  readonly session_title: string;
  readonly session_directory: string;
  /** JSON of the arguments, as they are kept, of a call that writes files; null for others. */
  readonly written_arguments: string | null;
  /** JSON array of its calls' callIDs, oldest first. */
  readonly call_ids: string;
}

/** Findings in a state at or above a score, worst first. */
export function listFindings(db: Database, minScore: number, after: string | null, limit: number, state: FindingState | "any" = "open"): Page<StoredFinding> {
  return readPage<StoredFinding>(db, findingsQuery(minScore, state), after, limit);
}

/** The list as it is asked of SQLite. */
export function findingsQuery(minScore: number, state: FindingState | "any" = "open"): KeysetQuery {
  const which = state === "any" ? { where: "score >= ?", values: [minScore] } : { where: "state = ? AND score >= ?", values: [state, minScore] };
  return selectedFindings(`finding INDEXED BY ${state === "any" ? "finding_by_score" : "finding_by_state"}`, which.where, which.values);
}

/** Findings that a condition selects, worst first. */
export function selectedFindings(from: string, where: string, values: readonly Value[]): KeysetQuery {
  return {
    from, where, values,
    keys: ["finding.score", "finding.time", "finding.id"],
    select: `finding.id AS finding_id, finding.kind AS finding_kind, finding.rule, finding.fingerprint, finding.score, finding.level, finding.state,
      finding.action_taken, session.title AS session_title, session.directory AS session_directory,
      CASE WHEN tool_call.kind = 'write' THEN tool_call.arguments END AS written_arguments,
      (SELECT count(*) FROM finding_call WHERE finding_id = finding.id) AS call_count,
      CASE WHEN finding.state IN ('open', 'acknowledged') THEN (SELECT count(*) FROM finding_call CROSS JOIN tool_call AS member ON member.id = tool_call_id
        CROSS JOIN settled_call ON settled_call.row = member.rowid WHERE finding_id = finding.id) ELSE 0 END AS suppressed_calls,
      (SELECT json_group_array(call_id) FROM (SELECT member.call_id FROM finding_call JOIN tool_call AS member ON member.id = tool_call_id
        WHERE finding_id = finding.id ORDER BY member.time)) AS call_ids, ${CALL_COLUMNS}`,
    complete: `JOIN finding ON finding.id = key2 JOIN session ON session.id = finding.session_id JOIN tool_call ON tool_call.id = (
      SELECT newest.id FROM finding_call JOIN tool_call AS newest ON newest.id = tool_call_id WHERE finding_id = finding.id
      ORDER BY newest.risk_score DESC, newest.time DESC LIMIT 1)`,
  };
}

/** Those of the named findings that are open, worst first. */
export function openFindingsOf(db: Database, ids: readonly string[]): StoredFinding[] {
  return ids.length === 0 ? [] : [...readPage<StoredFinding>(db, named(ids, "AND state = 'open'"), null, ids.length).rows];
}

/** The named findings, worst first, whatever their state. */
export function findingsOf(db: Database, ids: readonly string[], limit: number = ids.length): StoredFinding[] {
  return ids.length === 0 ? [] : [...readPage<StoredFinding>(db, named(ids, ""), null, limit).rows];
}

function named(ids: readonly string[], more: string): KeysetQuery {
  return { ...selectedFindings("finding", `finding.id IN (SELECT value FROM json_each(?)) ${more}`, [JSON.stringify(ids)]), total: ids.length };
}

/** Ids of the findings of these calls; of what a fork copied, those of the call that it repeats. */
export function findingIdsOfCalls(db: Database, calls: readonly string[]): string[] {
  return db.all<{ id: string }>(
    `SELECT DISTINCT finding_id AS id FROM finding_call WHERE tool_call_id IN (
       SELECT coalesce(duplicate_of, tool_call.id) FROM tool_call WHERE tool_call.id IN (SELECT value FROM json_each(?)))`,
    JSON.stringify(calls),
  ).map(({ id }) => id);
}

/** Findings by state and the age of their newest call: within a day, a week, 30 days, and older. @param now milliseconds since 1970 */
export function statesByAge(db: Database, filter: WidgetFilter, now: number): Array<{ readonly state: FindingState; readonly day: number; readonly week: number; readonly month: number; readonly older: number }> {
  const found = ofFindings({ ...filter, state: "any" });
  const since = (days: number): number => now - days * 86_400_000;
  return db.all(
    `SELECT state, sum(finding.time >= ${since(1)}) AS day, sum(finding.time < ${since(1)} AND finding.time >= ${since(7)}) AS week,
       sum(finding.time < ${since(7)} AND finding.time >= ${since(30)}) AS month, sum(finding.time < ${since(30)}) AS older
     FROM finding WHERE ${where(found)} GROUP BY state`,
    ...found.values,
  );
}

/** Findings that tell a story, worst first. */
export function storiesWithin(db: Database, filter: WidgetFilter, limit: number): StoredFinding[] {
  const found = ofFindings(filter);
  const query = selectedFindings("finding", `finding.kind = 'story' AND ${where(found)}`, found.values);
  return [...readPage<StoredFinding>(db, { ...query, total: 0 }, null, limit).rows];
}

/** Those of these findings that the filter leaves, whatever it says of time and state. */
export function findingsLeft(db: Database, filter: WidgetFilter, ids: readonly string[]): Set<string> {
  const found = ofFindings({ ...filter, from: null, to: null, state: "any" });
  const rows = db.all<{ id: string }>(`SELECT finding.id FROM json_each(?) AS asked CROSS JOIN finding ON finding.id = asked.value WHERE ${where(found)}`, JSON.stringify(ids), ...found.values);
  return new Set(rows.map(({ id }) => id));
}

/** Those of these ids that are findings. */
export function knownFindings(db: Database, ids: readonly string[]): string[] {
  return db.all<{ id: string }>("SELECT id FROM finding WHERE id IN (SELECT value FROM json_each(?))", JSON.stringify(ids)).map(({ id }) => id);
}

/** Those of these findings that are not simply open: in another state, or with a call that lists leave out. */
export function decidedFindings(db: Database, ids: readonly string[]): string[] {
  return db.all<{ id: string }>(
    `SELECT id FROM finding WHERE id IN (SELECT value FROM json_each(?)) AND (state <> 'open' OR EXISTS (
       SELECT 1 FROM finding_call CROSS JOIN tool_call ON tool_call.id = finding_call.tool_call_id CROSS JOIN settled_call ON settled_call.row = tool_call.rowid
       WHERE finding_call.finding_id = finding.id))`,
    JSON.stringify(ids),
  ).map(({ id }) => id);
}

/** Those of these findings that nobody has seen. */
export function unreadOf(db: Database, ids: readonly string[]): string[] {
  return db.all<{ id: string }>("SELECT id FROM finding WHERE id IN (SELECT value FROM json_each(?)) AND read_at IS NULL", JSON.stringify(ids)).map(({ id }) => id);
}

/** The named findings with their levels and states, in the order of their ids. */
export function levelsAndStates(db: Database, ids: readonly string[]): Array<{ readonly id: string; readonly level: RiskLevel; readonly state: FindingState }> {
  return db.all("SELECT id, level, state FROM finding WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id", JSON.stringify(ids));
}

/** Findings in a state, by level. */
export function countInState(db: Database, state: FindingState): Record<RiskLevel, number> {
  return byLevel(db.all("SELECT level, count(*) AS findings FROM finding INDEXED BY finding_by_state WHERE state = ? GROUP BY level", state));
}

/** Counts by level, those without any included. */
export function byLevel(rows: ReadonlyArray<{ readonly level: RiskLevel; readonly findings: number }>): Record<RiskLevel, number> {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, none: 0 };
  for (const { level, findings } of rows) counts[level] += findings;
  return counts;
}

/** Findings of sessions in these folders and below, as a condition that follows others; of all where none is named. */
function inFolders(folders: readonly string[]): { readonly and: string; readonly values: readonly string[] } {
  if (folders.length === 0) return { and: "", values: [] };
  const { sessions, values } = sessionsBelow(folders);
  return { and: `AND finding.session_id IN (${sessions})`, values };
}

/** Which open findings are counted. */
export interface OpenScope {
  /** Milliseconds since 1970: those whose newest call is older are nothing new. */
  readonly since: number;
  /** Of sessions in these folders and below; none: of all sessions. */
  readonly folders: readonly string[];
}

export interface OpenFindings {
  readonly byLevel: Record<RiskLevel, number>;
  /** Critical ones that nobody has seen. */
  readonly unreadCritical: number;
}

/** Open findings by level. */
export function countOpenFindings(db: Database, { since, folders }: OpenScope): OpenFindings {
  const within = inFolders(folders);
  const { unread, ...byLevel } = db.get<Record<RiskLevel | "unread", number>>(
    `SELECT coalesce(sum(score >= 80), 0) AS critical, coalesce(sum(score BETWEEN 60 AND 79), 0) AS high, coalesce(sum(score BETWEEN 30 AND 59), 0) AS medium,
       coalesce(sum(score BETWEEN 1 AND 29), 0) AS low, coalesce(sum(score = 0), 0) AS none, coalesce(sum(score >= 80 AND read_at IS NULL), 0) AS unread
     FROM finding INDEXED BY finding_open WHERE state = 'open' AND time >= ? ${within.and}`,
    since, ...within.values,
  )!;
  return { byLevel, unreadCritical: unread };
}

/** The newest open finding in that scope; undefined where there is none. */
export function newestFinding(db: Database, { since, folders }: OpenScope): StoredFinding | undefined {
  const within = inFolders(folders);
  const id = db.get<{ id: string }>(
    `SELECT id FROM finding INDEXED BY finding_open WHERE state = 'open' AND time >= ? ${within.and} ORDER BY time DESC, id LIMIT 1`,
    since, ...within.values,
  )?.id;
  return id === undefined ? undefined : openFindingsOf(db, [id])[0];
}

export function sessionsOfFindings(db: Database, findings: readonly string[]): ReadonlySet<string> {
  const rows = db.all<{ id: string }>("SELECT DISTINCT session_id AS id FROM finding WHERE id IN (SELECT value FROM json_each(?))", JSON.stringify(findings));
  return new Set(rows.map(({ id }) => id));
}

/** Open findings that nobody has seen: all of them, or those of the named calls (of what a fork copied, those of the call that it repeats). */
export function unreadFindings(db: Database, calls: readonly string[] | null): string[] {
  const rows = calls === null
    ? db.all<{ id: string }>("SELECT id FROM finding INDEXED BY finding_unread WHERE state = 'open' AND read_at IS NULL")
    : db.all<{ id: string }>(
        `SELECT DISTINCT finding.id FROM finding_call JOIN finding ON finding.id = finding_id
         WHERE tool_call_id IN (SELECT coalesce(duplicate_of, tool_call.id) FROM tool_call WHERE tool_call.id IN (SELECT value FROM json_each(?))) AND read_at IS NULL`,
        JSON.stringify(calls),
      );
  return rows.map(({ id }) => id);
}

/** Ids of findings that begin so, in their order. @param prefix hexadecimal digits, in small letters */
export function findingsThatBegin(db: Database, prefix: string, limit: number): string[] {
  // Behind all digits: `g` follows `f`.
  return db.all<{ id: string }>("SELECT id FROM finding WHERE id >= ? AND id < ? ORDER BY id LIMIT ?", prefix, `${prefix}g`, limit).map(({ id }) => id);
}
