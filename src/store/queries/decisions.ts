import type { Decision } from "../../model/decision.js";
import type { TeamSuppression } from "../../model/suppression.js";
import type { Database } from "../database.js";
import { acceptancesByFolder } from "../teamAcceptances.js";
import { findingsLeft } from "./findings.js";
import { type KeysetQuery, type Page, readPage } from "./page.js";
import type { WidgetFilter } from "./widgetFilter.js";

/** A decision as its table keeps it; `kind` is `newer` for one that this version does not understand. */
export interface StoredDecision {
  readonly id: string;
  readonly act: string | null;
  readonly at: number;
  readonly actor: string;
  readonly kind: Decision["kind"] | "newer";
  readonly finding_id: string | null;
  readonly undoes: string | null;
  readonly undone_by: string | null;
  /** JSON of the decision. */
  readonly payload: string;
  /** Rule of its finding, where that is there and the decision does not say. */
  readonly finding_rule: string | null;
}

export interface DecisionFilter {
  /** Decisions on this finding alone; null for any. */
  readonly findingId: string | null;
  /** Leaves out that something was seen, and that Spotter was installed. */
  readonly judgements: boolean;
}

/** Decisions, newest first. */
export function listDecisions(db: Database, filter: DecisionFilter, after: string | null, limit: number): Page<StoredDecision> {
  return readPage<StoredDecision>(db, decisionsQuery(filter), after, limit);
}

/** The list as it is asked of SQLite. */
export function decisionsQuery({ findingId, judgements }: DecisionFilter): KeysetQuery {
  const conditions = [judgements ? "kind NOT IN ('read', 'install')" : "1"];
  if (findingId !== null) conditions.push(`decision.id IN (${OF_FINDING} UNION ${OF_ITS_LIKE} UNION SELECT undo.id FROM decision AS undo INDEXED BY decision_by_undone WHERE undo.undoes IN (${OF_FINDING} UNION ${OF_ITS_LIKE}))`);
  return {
    from: findingId === null ? "decision INDEXED BY decision_by_time" : "decision",
    where: conditions.join(" AND "),
    values: findingId === null ? [] : [findingId],
    keys: ["decision.at", "decision.id"],
    select: "decision.*, finding.rule AS finding_rule",
    complete: "JOIN decision ON decision.id = key1 LEFT JOIN finding ON finding.id = decision.finding_id",
  };
}

/** Decisions that name the finding `?1`, also by an id that it had before. */
const OF_FINDING = "SELECT own.id FROM decision AS own INDEXED BY decision_by_finding WHERE own.finding_id IN (SELECT ?1 UNION ALL SELECT former FROM finding_former WHERE finding_former.finding_id = ?1)";
/** Suppressions that were made of the same rule, command and target. */
const OF_ITS_LIKE = `SELECT like.id FROM decision AS like INDEXED BY decision_by_kind WHERE like.kind = 'suppress' AND EXISTS (
  SELECT 1 FROM finding CROSS JOIN finding_call ON finding_call.finding_id = finding.id CROSS JOIN tool_call ON tool_call.id = finding_call.tool_call_id
  WHERE finding.id = ?1 AND like.payload ->> '$.pattern.rule' = finding.rule AND like.payload ->> '$.pattern.normalised' = tool_call.normalised
    AND like.payload ->> '$.pattern.target' = coalesce(tool_call.target, ''))`;

/** A person's suppression that stands; undefined where there is none of that id. */
export function standingSuppression(db: Database, id: string): Extract<Decision, { kind: "suppress" }> | undefined {
  const stored = db.get<{ payload: string }>("SELECT payload FROM decision WHERE id = ? AND kind = 'suppress' AND undone_by IS NULL", id);
  return stored && (JSON.parse(stored.payload) as Extract<Decision, { kind: "suppress" }>);
}

/** What was accepted last of the team's file of a folder, and by which paths it holds; null where nothing was. @param paths of the folder, as `pathsOf` gives them */
export function acceptedTeamFile(db: Database, paths: readonly string[]): { readonly entries: readonly TeamSuppression[]; readonly paths: readonly string[] } | null {
  const teams = db.all<{ id: string; folder: string; aliases: string }>(
    "SELECT id, payload ->> '$.folder' AS folder, coalesce(payload -> '$.aliases', '[]') AS aliases FROM decision INDEXED BY decision_by_kind WHERE kind = 'team' AND undone_by IS NULL ORDER BY at, id",
  ).map(({ id, folder, aliases }) => ({ id, folder, aliases: JSON.parse(aliases) as string[] }));
  const last = [...acceptancesByFolder(teams)].findLast(([folder]) => paths.includes(folder))?.[1];
  if (!last) return null;
  const { payload } = db.get<{ payload: string }>("SELECT payload FROM decision WHERE id = ?", last.all.at(-1)!.id)!;
  return { entries: (JSON.parse(payload) as Extract<Decision, { kind: "team" }>).entries, paths: last.paths };
}

/** Ids of findings with a verdict or a comment that begin so, in their order; those that have ended, too. @param prefix hexadecimal digits, in small letters */
export function decidedThatBegin(db: Database, prefix: string, limit: number): string[] {
  // Behind all digits: `g` follows `f`.
  return db.all<{ id: string }>(
    "SELECT DISTINCT finding_id AS id FROM decision INDEXED BY decision_by_finding WHERE finding_id >= ? AND finding_id < ? ORDER BY finding_id LIMIT ?",
    prefix, `${prefix}g`, limit,
  ).map(({ id }) => id);
}

interface StandingVerdict {
  readonly finding: string;
  readonly state: string;
  readonly at: number;
  readonly rule: string | null;
}

/** The newest verdict that stands on each finding, oldest first. */
export function standingVerdicts(db: Database): StandingVerdict[] {
  const newest = new Map<string, StandingVerdict>();
  const verdicts = db.all<StandingVerdict>(
    `SELECT finding_id AS finding, payload ->> '$.state' AS state, at, coalesce(payload ->> '$.about.rule', (SELECT rule FROM finding WHERE finding.id = finding_id)) AS rule
     FROM decision INDEXED BY decision_by_kind WHERE kind = 'verdict' AND undone_by IS NULL ORDER BY at, id`,
  );
  const names = currentIds(db);
  for (const verdict of verdicts) {
    const finding = names.get(verdict.finding) ?? verdict.finding;
    newest.delete(finding);
    newest.set(finding, { ...verdict, finding });
  }
  return [...newest.values()];
}

/** What findings are called now, by the ids that they had under their rules' former names. */
function currentIds(db: Database): Map<string, string> {
  return new Map(db.all<{ former: string; id: string }>("SELECT former, finding_id AS id FROM finding_former").map(({ former, id }) => [former, id]));
}

/**
 * The first decision on each finding, by the id that it had then: a verdict, where to reopen decides nothing, or a suppression that hid it when it was made, also
 * one whose expiry or reason was changed since.
 */
const FIRST_DECISIONS = `WITH RECURSIVE standing (act) AS (
    SELECT act FROM decision INDEXED BY decision_by_kind WHERE kind = 'suppress' AND undone_by IS NULL
    UNION SELECT earlier.act FROM standing CROSS JOIN decision AS change INDEXED BY decision_by_act ON change.act = standing.act AND change.kind = 'undo'
      CROSS JOIN decision AS earlier ON earlier.id = change.undoes AND earlier.kind = 'suppress' AND earlier.undone_by = change.id
  )
  SELECT finding, min(at) AS at FROM (
    SELECT finding_id AS finding, at FROM decision INDEXED BY decision_by_kind WHERE kind = 'verdict' AND undone_by IS NULL AND payload ->> '$.state' <> 'open'
    UNION ALL SELECT hidden.value, seen.at FROM standing CROSS JOIN decision AS seen INDEXED BY decision_by_act ON seen.act = standing.act AND seen.kind = 'read' CROSS JOIN json_each(seen.payload, '$.findings') AS hidden
  ) GROUP BY finding`;

/** How long it took, in milliseconds, of findings detected since then: until they were seen, and from then until the first decision. @param filter null for all of them, also those that are kept no more */
export function responses(db: Database, since: number, filter: WidgetFilter | null): { readonly seen: readonly Response[]; readonly decided: readonly Response[] } {
  const names = currentIds(db);
  const firsts = new Map<string, number>();
  for (const { finding, at } of db.all<{ finding: string; at: number }>(FIRST_DECISIONS)) {
    const id = names.get(finding) ?? finding;
    firsts.set(id, Math.min(at, firsts.get(id) ?? Infinity));
  }
  const all = db.all<{ finding: string; at: number; detected: number; level: string }>(
    "SELECT finding_id AS finding, at, detected_at AS detected, level FROM finding_read INDEXED BY finding_read_by_detection WHERE detected_at >= ? AND level IS NOT NULL",
    since,
  ).map((read) => ({ ...read, finding: names.get(read.finding) ?? read.finding }));
  const left = filter && findingsLeft(db, filter, all.map(({ finding }) => finding));
  const reads = left ? all.filter(({ finding }) => left.has(finding)) : all;
  const decided = reads.flatMap(({ finding, at, level }) => {
    const first = firsts.get(finding);
    return first === undefined ? [] : [{ level, took: first - at }];
  });
  return { seen: reads.map(({ at, detected, level }) => ({ level, took: at - detected })), decided };
}

interface Response {
  readonly level: string;
  readonly took: number;
}
