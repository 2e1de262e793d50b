import type { RiskLevel } from "../../model/risk.js";
import { type FindingPattern, isWide, type SuppressionScope } from "../../model/suppression.js";
import type { Database, Value } from "../database.js";
import { scopedFindings } from "../suppressionCover.js";
import { scopeOf } from "../suppressions.js";
import { byLevel, selectedFindings, type StoredFinding } from "./findings.js";
import { type KeysetQuery, type Page, readPage } from "./page.js";

export interface StoredSuppression {
  readonly id: string;
  readonly decision_id: string;
  /** Folder of the team's file; null for a person's own. */
  readonly team_folder: string | null;
  readonly rule: string;
  readonly normalised: string;
  readonly target: string;
  readonly scope: SuppressionScope["kind"];
  readonly scope_id: string;
  readonly critical: number;
  readonly reason: string;
  readonly actor: string;
  readonly at: number;
  readonly expires: number | null;
}

/** What suppressions cover: findings with one of these fingerprints, within a scope. */
export interface Covered {
  readonly prints: readonly string[];
  readonly scope: SuppressionScope;
  /** Beyond a project critical findings are covered only where a person said so. */
  readonly critical: boolean;
  /** Milliseconds since 1970: findings whose newest call is older are left out. */
  readonly since: number;
  /** Only those that it hides now; otherwise also those on which a verdict holds, which may lapse or be taken back. */
  readonly hidden: boolean;
}

export interface CoveredCount {
  readonly ids: readonly string[];
  readonly byLevel: Record<RiskLevel, number>;
  /** When the newest call of these was made; null where there is none. */
  readonly newest: number | null;
}

/** Suppressions that stand, newest first. */
export function listSuppressions(db: Database, after: string | null, limit: number): Page<StoredSuppression> {
  return readPage<StoredSuppression>(db, suppressionsQuery(), after, limit);
}

export function suppressionsQuery(): KeysetQuery {
  return {
    from: "suppression INDEXED BY suppression_by_time", where: "1", values: [], keys: ["suppression.at", "suppression.id"],
    select: "suppression.*", complete: "JOIN suppression ON suppression.id = key1",
  };
}

export function getSuppression(db: Database, id: string): StoredSuppression | undefined {
  return db.get<StoredSuppression>("SELECT * FROM suppression WHERE id = ?", id);
}

/** Suppressions that expire within a span, the next first; milliseconds since 1970. */
export function expiringSuppressions(db: Database, from: number, to: number): StoredSuppression[] {
  return db.all<StoredSuppression>("SELECT * FROM suppression WHERE expires > ? AND expires <= ? ORDER BY expires, id", from, to);
}

/** What a suppression of the list covers. */
export function coveredBy(db: Database, { id, scope, scope_id, critical }: StoredSuppression): Covered {
  const prints = db.all<{ print: string }>("SELECT print FROM suppression_print WHERE suppression_id = ?", id).map(({ print }) => print);
  return { prints, scope: scopeOf(scope, scope_id), critical: critical === 1, since: 0, hidden: true };
}

/** A page of the covered findings, worst first. */
export function listCovered(db: Database, covered: Covered, after: string | null, limit: number): Page<StoredFinding> {
  const { from, where, values } = coveredFindings(covered);
  return readPage<StoredFinding>(db, selectedFindings(from, where, values), after, limit);
}

/** How many findings are covered, and which. */
export function countCovered(db: Database, covered: Covered): CoveredCount {
  const { from, where, values } = coveredFindings(covered);
  const rows = db.all<{ id: string; level: RiskLevel; time: number }>(`SELECT finding.id, finding.level, finding.time FROM ${from} WHERE ${where}`, ...values);
  return { ids: rows.map(({ id }) => id), byLevel: byLevel(rows.map(({ level }) => ({ level, findings: 1 }))), newest: rows.reduce<number | null>((newest, { time }) => Math.max(newest ?? time, time), null) };
}

function coveredFindings({ prints, scope, critical, since, hidden }: Covered): { from: string; where: string; values: Value[] } {
  const within = scopedFindings(scope);
  const conditions = [within.condition, "finding.fingerprint IN (SELECT value FROM json_each(?))", "finding.time >= ?"];
  if (isWide(scope.kind) && !critical) conditions.push("finding.level <> 'critical'");
  // A call that is suppressed alone is hidden, while its finding is open.
  const alone = "EXISTS (SELECT 1 FROM tool_call CROSS JOIN settled_call ON settled_call.row = tool_call.rowid WHERE tool_call.id = finding_call.tool_call_id AND finding.state IN ('open', 'acknowledged'))";
  if (hidden) conditions.push(scope.kind === "call" ? `(finding.state = 'suppressed' OR ${alone})` : "finding.state = 'suppressed'");
  return { from: within.from, where: conditions.join(" AND "), values: [...within.values, JSON.stringify(prints), since] };
}

/** When the newest call was made that a suppression covered before it expired, in milliseconds since 1970; null where it covered none. */
export function lastCovered(db: Database, stored: StoredSuppression): number | null {
  const { from, where, values } = coveredFindings({ ...coveredBy(db, stored), hidden: false });
  return db.get<{ time: number | null }>(`SELECT max(finding.time) AS time FROM ${from} WHERE ${where} AND finding.time < ?`, ...values, stored.expires ?? Number.MAX_SAFE_INTEGER)?.time ?? null;
}

/** Patterns of a finding's calls that have a score, the newest first; scored anew by other rules, they may be of another finding by now. */
export function patternsOf(db: Database, findingId: string): Array<FindingPattern & { readonly fingerprint: string }> {
  return db.all(
    `SELECT finding.rule, normalised, coalesce(target, '') AS target, finding.fingerprint
     FROM finding CROSS JOIN finding_call ON finding_call.finding_id = finding.id CROSS JOIN tool_call ON tool_call.id = finding_call.tool_call_id
     WHERE finding.id = ? AND normalised IS NOT NULL ORDER BY tool_call.time DESC`,
    findingId,
  );
}
