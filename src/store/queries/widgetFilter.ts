import type { FindingState } from "../../model/finding.js";
import { LEVEL_FLOOR, RISK_LEVELS, type RiskLevel } from "../../model/risk.js";
import type { Value } from "../database.js";
import { HOUR_MS } from "../summaries.js";
import { divided } from "./flooredSql.js";

/** What the dashboard's numbers are narrowed by; see `protocol/widgets.ts`. */
export interface WidgetFilter {
  readonly from: number | null;
  readonly to: number | null;
  readonly projectId: string | null;
  readonly agent: string | null;
  readonly technique: string | null;
  readonly minLevel: RiskLevel;
  readonly state: FindingState | "any" | null;
  readonly zone: string;
}

export interface Conditions {
  readonly conditions: readonly string[];
  readonly values: readonly Value[];
}

class Collected implements Conditions {
  readonly conditions: string[] = [];
  readonly values: Value[] = [];

  add(condition: string, ...values: Value[]): void {
    this.conditions.push(condition);
    this.values.push(...values);
  }
}

/** The hour since 1970 that is the first after a time, where an hour counts from its middle on: it is on that side on which most of it lies, and of two halves the later decides. */
export function wholeHour(time: number): number {
  return Math.ceil(time / HOUR_MS - 0.5);
}

/** Calls that cite a technique, with the columns of `summary`, which knows no techniques. */
const CITING_HOURS = `(SELECT ${divided("tool_call.time", HOUR_MS)} AS hour, tool_call.project_id, tool_call.agent, tool_call.tool, tool_call.risk_level AS level, 1 AS calls, 0 AS folded
  FROM technique AS cited CROSS JOIN tool_call ON tool_call.id = cited.tool_call_id WHERE cited.technique = ? AND tool_call.duplicate_of IS NULL AND tool_call.kind <> 'prompt') AS summary`;

/** Of rows of `source`, which has the columns of `summary`: whole hours. The values are those of the source and, after it, of the conditions. */
export function ofHours({ from, to, projectId, agent, technique, minLevel }: WidgetFilter): Conditions & { readonly source: string } {
  const all = new Collected();
  if (technique !== null) all.values.push(technique);
  all.add("calls > 0");
  if (from !== null) all.add("hour >= ?", wholeHour(from));
  if (to !== null) all.add("hour < ?", wholeHour(to));
  if (projectId !== null) all.add("project_id = ?", projectId);
  if (agent !== null) all.add("agent = ?", agent);
  if (minLevel !== "none") all.add(`level IN (${levelsFrom(minLevel)})`);
  return { ...all, source: technique === null ? "summary" : CITING_HOURS };
}

/** Of rows of `tool_call`, copies of forks and prompts left out; of rows of another table that are joined with it, their own `time` and `score`. */
export function ofCalls({ from, to, projectId, agent, technique, minLevel }: WidgetFilter, time = "tool_call.time", score = "tool_call.risk_score"): Conditions {
  const all = new Collected();
  if (from !== null) all.add(`${time} >= ?`, from);
  if (to !== null) all.add(`${time} < ?`, to);
  if (projectId !== null) all.add("tool_call.project_id = ?", projectId);
  if (agent !== null) all.add("tool_call.agent = ?", agent);
  if (technique !== null) all.add("tool_call.id IN (SELECT cited.tool_call_id FROM technique AS cited WHERE cited.technique = ?)", technique);
  if (minLevel !== "none") all.add(`${score} >= ?`, LEVEL_FLOOR[minLevel]);
  return all;
}

/** Of rows of `finding`, by the time of their newest call; those below medium are no findings. */
export function ofFindings({ from, to, projectId, agent, technique, minLevel, state }: WidgetFilter): Conditions {
  const all = new Collected();
  if (from !== null) all.add("finding.time >= ?", from);
  if (to !== null) all.add("finding.time < ?", to);
  if (projectId !== null) all.add("finding.session_id IN (SELECT session.id FROM session WHERE session.project_id = ?)", projectId);
  if (agent !== null) all.add("EXISTS (SELECT 1 FROM finding_call CROSS JOIN tool_call ON tool_call.id = finding_call.tool_call_id WHERE finding_call.finding_id = finding.id AND tool_call.agent = ?)", agent);
  if (technique !== null) all.add("EXISTS (SELECT 1 FROM finding_call CROSS JOIN technique AS cited INDEXED BY technique_by_call ON cited.tool_call_id = finding_call.tool_call_id WHERE finding_call.finding_id = finding.id AND cited.technique = ?)", technique);
  if (minLevel !== "none") all.add("finding.score >= ?", LEVEL_FLOOR[minLevel]);
  if (state === null) all.add("finding.state IN ('open', 'acknowledged')");
  else if (state !== "any") all.add("finding.state = ?", state);
  return all;
}

function levelsFrom(minLevel: RiskLevel): string {
  return RISK_LEVELS.slice(0, RISK_LEVELS.indexOf(minLevel) + 1).map((level) => `'${level}'`).join(", ");
}

export function where({ conditions }: Conditions): string {
  return conditions.length === 0 ? "1" : conditions.join(" AND ");
}
