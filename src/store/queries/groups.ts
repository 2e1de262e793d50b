import { isSettled } from "../../model/finding.js";
import type { FindingFilter, Grouping, ListOrder } from "../../model/findingList.js";
import { LEVEL_FLOOR, RISK_LEVELS, type RiskLevel } from "../../model/risk.js";
import type { Database, Value } from "../database.js";
import { CALL_COLUMNS, type StoredCall } from "./calls.js";
import { type KeysetQuery, type Page, readPage } from "./page.js";
import { matchOf } from "./search.js";
import { sessionsBelow } from "./sessions.js";

const DAY_MS = 86_400_000;

/** Risky calls that have a value in common. */
export interface StoredGroup {
  /** Session id, project id, level, technique id, tool, agent, or days since 1970 in the reader's time zone. */
  readonly value: string;
  readonly calls: number;
  readonly critical: number;
  readonly high: number;
  readonly medium: number;
  readonly low: number;
  readonly worst: number;
  /** When the newest of them was made; milliseconds since 1970. */
  readonly newest: number;
}

export interface GroupedList {
  readonly by: Grouping;
  readonly order: ListOrder;
  readonly filter: FindingFilter;
  /** Minutes that the reader's clock is ahead of UTC: days begin at its midnight. */
  readonly zoneMinutes: number;
}

/** A risky call with the title of its session. */
export interface StoredListedCall extends StoredCall {
  readonly session_title: string | null;
}

interface Selection {
  readonly from: string;
  readonly score: string;
  readonly time: string;
  /** What the calls are grouped by. */
  readonly value: string;
  readonly conditions: readonly string[];
  readonly values: readonly Value[];
}

/** Each grouping reads the index of risky calls that begins with its value; together with score and time nothing else is needed. */
const INDEXES: Readonly<Record<Exclude<Grouping, "technique">, string>> = {
  session: "tool_call_risky_by_session",
  project: "tool_call_risky_by_project",
  tool: "tool_call_risky_by_tool",
  agent: "tool_call_risky_by_agent",
  level: "tool_call_risky",
  day: "tool_call_risky",
};

const LEVEL_CASE = `CASE ${RISK_LEVELS.filter((level) => level !== "none").map((level) => `WHEN tool_call.risk_score >= ${LEVEL_FLOOR[level]} THEN '${level}'`).join(" ")} END`;

/** Groups of the calls that the filter leaves: by risk the one with the worst call first, by time the one with the newest. Days are newest first, levels worst first. */
export function listGroups(db: Database, list: GroupedList, after: string | null, limit: number): Page<StoredGroup> {
  const { values } = selectionOf(list);
  const last = after === null ? null : cursorOf(after);
  const found = db.all<StoredGroup>(groupsSql(list, last !== null), ...values, ...(last ?? []), limit + 1);
  const rows = found.slice(0, limit);
  const end = rows.at(-1);
  const next = found.length > limit && end ? JSON.stringify(groupKeys(list).map((key) => end[key])) : null;
  // A first page that holds all has counted them: the index need not be walked once more.
  return { rows, next, total: after === null && next === null ? rows.length : db.count(groupCountSql(list), ...values) };
}

/** Calls of one group, in the list's order. */
export function listGroupCalls(db: Database, list: GroupedList, value: string, after: string | null, limit: number): Page<StoredListedCall> {
  return readPage<StoredListedCall>(db, groupCallsQuery(list, value), after, limit);
}

/** Ids of the findings of all calls in a list, or in one of its groups. */
export function findingIdsOfList(db: Database, list: GroupedList, group: string | null): string[] {
  const { from, conditions, values, value } = selectionOf(list);
  const member = group === null ? null : membership(list, value, group);
  const id = list.by === "technique" ? "technique.tool_call_id" : "tool_call.id";
  const calls = `SELECT ${id} FROM ${from} WHERE ${[...conditions, ...(member ? [member.condition] : [])].join(" AND ")}`;
  return db.all<{ id: string }>(`SELECT DISTINCT finding_id AS id FROM finding_call WHERE tool_call_id IN (${calls})`, ...values, ...(member?.values ?? [])).map((row) => row.id);
}

/** SQL of a page of groups. */
export function groupsSql(list: GroupedList, afterFirst: boolean): string {
  const { from, score, time, value, conditions } = selectionOf(list);
  const aggregates = { worst: `max(${score})`, newest: `max(${time})`, value };
  const keys = groupKeys(list);
  const seek = afterFirst ? `HAVING (${keys.map((key) => aggregates[key]).join(", ")}) < (?, ?, ?)` : "";
  return `SELECT ${value} AS value, count(*) AS calls, sum(${score} >= 80) AS critical, sum(${score} BETWEEN 60 AND 79) AS high,
    sum(${score} BETWEEN 30 AND 59) AS medium, sum(${score} BETWEEN 1 AND 29) AS low, max(${score}) AS worst, max(${time}) AS newest
    FROM ${from} WHERE ${conditions.join(" AND ")} GROUP BY 1 ${seek} ORDER BY ${keys.map((key) => `${key} DESC`).join(", ")} LIMIT ?`;
}

export function groupCountSql(list: GroupedList): string {
  const { from, value, conditions } = selectionOf(list);
  return `SELECT count(DISTINCT ${value}) FROM ${from} WHERE ${conditions.join(" AND ")}`;
}

/** The calls of a group as they are asked of SQLite. */
export function groupCallsQuery(list: GroupedList, value: string): KeysetQuery {
  const selection = selectionOf(list);
  const { condition, values } = membership(list, selection.value, value);
  const id = list.by === "technique" ? "technique.tool_call_id" : "tool_call.rowid";
  const keys = list.order === "risk" ? [selection.score, selection.time, id] : [selection.time, selection.score, id];
  return {
    from: selection.from,
    where: [...selection.conditions, condition].join(" AND "),
    values: [...selection.values, ...values],
    keys,
    select: `${CALL_COLUMNS}, session.title AS session_title`,
    complete: `JOIN tool_call ON tool_call.${list.by === "technique" ? "id" : "rowid"} = key2 LEFT JOIN session ON session.id = tool_call.session_id`,
  };
}

/** What must hold of a row of `tool_call` to be among the calls of a list, however it is grouped. */
export function listedCondition(filter: FindingFilter): { readonly condition: string; readonly values: readonly Value[] } {
  const [since, narrowed] = [sinceCondition("tool_call.time", filter), narrowing(filter)];
  const conditions = ["tool_call.duplicate_of IS NULL", "tool_call.risk_score >= ?", ...since.conditions, ...narrowed.conditions, ...shownCondition("session", filter)];
  return { condition: conditions.join(" AND "), values: [LEVEL_FLOOR[filter.minLevel], ...since.values, ...narrowed.values] };
}

function groupKeys({ by, order }: GroupedList): ReadonlyArray<"worst" | "newest" | "value"> {
  const newestFirst = by === "day" || (by !== "level" && order === "time");
  return newestFirst ? ["newest", "worst", "value"] : ["worst", "newest", "value"];
}

function selectionOf({ by, filter, zoneMinutes }: GroupedList): Selection {
  const narrowed = narrowing(filter);
  const shown = shownCondition(by, filter);
  const minScore = LEVEL_FLOOR[filter.minLevel];
  if (by === "technique") {
    const from = narrowed.conditions.length === 0 ? "technique" : "technique CROSS JOIN tool_call ON tool_call.id = technique.tool_call_id";
    const since = sinceCondition("technique.time", filter);
    return {
      from, score: "technique.risk_score", time: "technique.time", value: "technique.technique",
      conditions: ["technique.risk_score >= ?", ...since.conditions, ...narrowed.conditions, ...shown],
      values: [minScore, ...since.values, ...narrowed.values],
    };
  }
  const since = sinceCondition("tool_call.time", filter);
  return {
    from: `tool_call INDEXED BY ${INDEXES[by]}`, score: "tool_call.risk_score", time: "tool_call.time", value: valueOf(by, zoneMinutes),
    conditions: ["tool_call.duplicate_of IS NULL", "tool_call.risk_score > 0", "tool_call.risk_score >= ?", ...since.conditions, ...narrowed.conditions, ...shown],
    values: [minScore, ...since.values, ...narrowed.values],
  };
}

/** Settled calls are left out of what is asked for without them. */
function shownCondition(by: Grouping, { state }: FindingFilter): string[] {
  if (state === "any" || (state !== null && isSettled(state))) return [];
  // Their rows' numbers stand in each index of risky calls; the table of techniques knows their ids alone.
  return [
    by === "technique"
      ? "technique.tool_call_id NOT IN (SELECT tool_call.id FROM settled_call CROSS JOIN tool_call ON tool_call.rowid = settled_call.row)"
      : "tool_call.rowid NOT IN (SELECT row FROM settled_call)",
  ];
}

function valueOf(by: Exclude<Grouping, "technique">, zoneMinutes: number): string {
  if (by === "level") return LEVEL_CASE;
  if (by === "day") return `CAST((tool_call.time + ${Math.round(zoneMinutes) * 60_000}) / ${DAY_MS} AS TEXT)`;
  return `tool_call.${by === "session" || by === "project" ? `${by}_id` : by}`;
}

/** A level is a range of scores and a day one of times, so that their calls are found in the index too. */
function membership({ by, zoneMinutes }: GroupedList, expression: string, value: string): { condition: string; values: Value[] } {
  if (by === "level") {
    const worse = RISK_LEVELS[RISK_LEVELS.indexOf(value as RiskLevel) - 1];
    const floor = LEVEL_FLOOR[value as RiskLevel] ?? Number.MAX_SAFE_INTEGER;
    return { condition: "tool_call.risk_score >= ? AND tool_call.risk_score < ?", values: [floor, worse ? LEVEL_FLOOR[worse] : 101] };
  }
  if (by !== "day") return { condition: `${expression} = ?`, values: [value] };
  const begin = Number(value) * DAY_MS - Math.round(zoneMinutes) * 60_000;
  return { condition: "tool_call.time >= ? AND tool_call.time < ?", values: [begin, begin + DAY_MS] };
}

function sinceCondition(time: string, { since }: FindingFilter): { conditions: string[]; values: Value[] } {
  return since === null ? { conditions: [], values: [] } : { conditions: [`${time} >= ?`], values: [since] };
}

/** What must be looked up outside the grouping's index. */
function narrowing({ text, tool, project, state, folders }: FindingFilter): { conditions: string[]; values: Value[] } {
  const conditions: string[] = [];
  const values: Value[] = [];
  const add = (condition: string, ...used: Value[]): void => void (conditions.push(condition), values.push(...used));
  const match = text === "" ? null : matchOf(text);
  if (match !== null) add("tool_call.rowid IN (SELECT docid FROM call_text WHERE call_text MATCH ?)", match);
  // A text of signs alone holds no word that could be found: it finds nothing, as in the search.
  else if (text.trim() !== "") add("tool_call.risk_score < 0");
  if (tool !== "") add("tool_call.tool = ? COLLATE NOCASE", tool);
  if (project !== "") {
    add("tool_call.session_id IN (SELECT session.id FROM session LEFT JOIN project ON project.id = session.project_id WHERE instr(lower(coalesce(worktree, '') || char(10) || directory), lower(?)))", project);
  }
  if (state === "suppressed") {
    add(`tool_call.rowid IN (SELECT row FROM settled_call) AND NOT EXISTS (SELECT 1 FROM finding_call CROSS JOIN finding ON finding.id = finding_call.finding_id
      WHERE finding_call.tool_call_id = tool_call.id AND finding.state IN ('false-positive', 'accepted-risk', 'resolved'))`);
  } else if (state !== null && state !== "any") {
    add("tool_call.id IN (SELECT finding_call.tool_call_id FROM finding CROSS JOIN finding_call ON finding_call.finding_id = finding.id WHERE finding.state = ?)", state);
  }
  if (folders.length > 0) {
    const { sessions, values: below } = sessionsBelow(folders);
    add(`tool_call.session_id IN (${sessions})`, ...below);
  }
  return { conditions, values };
}

/** A cursor that is not one of ours starts at the beginning: it can only come from a caller's mistake. */
function cursorOf(after: string): Value[] | null {
  try {
    const keys: unknown = JSON.parse(after);
    const valid = Array.isArray(keys) && keys.length === 3 && keys.every((key) => typeof key === "number" || typeof key === "string");
    return valid ? keys : null;
  } catch {
    return null;
  }
}
