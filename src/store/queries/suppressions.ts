import { SETTLED_STATES } from "../../model/finding.js";
import type { RiskLevel } from "../../model/risk.js";
import { type FindingPattern, isWide, type SuppressionScope } from "../../model/suppression.js";
import type { Database, Value } from "../database.js";
import { type Decided, scopedFindings } from "../suppressionCover.js";
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
  /** Which of these. */
  readonly only: CoveredPart;
}

/**
 * All that a suppression recognises; those among them that one made now would hide, which are all but those that a verdict settles; or those that a suppression
 * hides, where no later verdict speaks against it. `now` in milliseconds since 1970.
 */
export type CoveredPart = { readonly kind: "recognised" } | { readonly kind: "unsettled" } | { readonly kind: "hidden"; readonly by: Decided; readonly now: number };

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
export function coveredBy(db: Database, { id, scope, scope_id, critical }: StoredSuppression, only: CoveredPart): Covered {
  const rows = db.all<{ print: string; place: string }>("SELECT print, scope_id AS place FROM suppression_print WHERE suppression_id = ?", id);
  const [prints, places] = [new Set(rows.map(({ print }) => print)), new Set(rows.map(({ place }) => place))];
  places.delete(scope_id);
  return { prints: [...prints], scope: scopeOf(scope, scope_id, [...places]), critical: critical === 1, since: 0, only };
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

/** How many of these findings stay listed when a scope of theirs is suppressed: it is one of their calls, and lists show others. */
export function countPartly(db: Database, scope: SuppressionScope, findings: readonly string[]): number {
  if (scope.kind !== "call") return 0;
  return db.count(
    `SELECT count(DISTINCT finding_id) FROM finding_call CROSS JOIN tool_call ON tool_call.id = tool_call_id
     WHERE finding_id IN (SELECT value FROM json_each(?)) AND tool_call_id <> ? AND tool_call.rowid NOT IN (SELECT row FROM settled_call)`,
    JSON.stringify(findings), scope.callId,
  );
}

function coveredFindings({ prints, scope, critical, since, only }: Covered): { from: string; where: string; values: Value[] } {
  const within = scopedFindings(scope);
  const conditions = [within.condition, "finding.fingerprint IN (SELECT value FROM json_each(?))", "finding.time >= ?"];
  if (isWide(scope.kind) && !critical) conditions.push("finding.level <> 'critical'");
  // A call that is suppressed alone is hidden, while its finding is open.
  const alone = "EXISTS (SELECT 1 FROM tool_call CROSS JOIN settled_call ON settled_call.row = tool_call.rowid WHERE tool_call.id = finding_call.tool_call_id AND finding.state IN ('open', 'acknowledged'))";
  const values: Value[] = [...within.values, JSON.stringify(prints), since];
  if (only.kind === "unsettled") conditions.push(`finding.state NOT IN (${BY_VERDICT})`);
  if (only.kind === "hidden") {
    conditions.push(scope.kind === "call" ? `(finding.state = 'suppressed' OR ${alone})` : "finding.state = 'suppressed'", `NOT coalesce(${KEPT_LISTED}, 0)`);
    values.push(only.by.at, only.by.id, only.now);
  }
  return { from: within.from, where: conditions.join(" AND "), values };
}

/** The states that only a verdict gives. */
const BY_VERDICT = SETTLED_STATES.filter((state) => state !== "suppressed").map((state) => `'${state}'`).join(", ");
/** Whether the newest verdict on a finding holds, keeps it listed, and was given after a suppression; NULL where there is none. */
const KEPT_LISTED = `(SELECT (verdict.at, verdict.id) > (?, ?) AND verdict.payload ->> '$.state' IN ('open', 'acknowledged') AND coalesce(verdict.payload ->> '$.expires' > ?, 1)
  FROM decision AS verdict INDEXED BY decision_by_finding
  WHERE verdict.finding_id IN (SELECT finding.id UNION ALL SELECT former FROM finding_former WHERE finding_former.finding_id = finding.id) AND verdict.kind = 'verdict' AND verdict.undone_by IS NULL
  ORDER BY verdict.at DESC, verdict.id DESC LIMIT 1)`;

/** When the newest call was made that a suppression covered before it expired, in milliseconds since 1970; null where it covered none. */
export function lastCovered(db: Database, stored: StoredSuppression): number | null {
  const { from, where, values } = coveredFindings(coveredBy(db, stored, { kind: "recognised" }));
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
