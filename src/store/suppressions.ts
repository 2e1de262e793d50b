import type { Decision } from "../model/decision.js";
import { RENAMED_RULES, type RenamedRule, predecessorsOf, successorsOf } from "../model/renamedRules.js";
import { entryKey, type FindingPattern, type SuppressionScope } from "../model/suppression.js";
import type { ContentHasher } from "./contentHash.js";
import type { Database } from "./database.js";
import type { FindingStates } from "./findingStates.js";
import { folderOf, pathsOf } from "./suppressionCover.js";
import { acceptancesByFolder, pathsAround, type TeamAcceptances } from "./teamAcceptances.js";

type Suppress = Extract<Decision, { kind: "suppress" }>;
type Team = Extract<Decision, { kind: "team" }>;

/** What makes two calls of a session one finding: the rule that weighs most in them, the normalised command, and the class of its target. */
export function fingerprintOf(hasher: ContentHasher, { rule, normalised, target }: FindingPattern): string {
  return hasher.of(rule, normalised, target);
}

/** Id of the finding of a session's calls that have this fingerprint. */
export function findingIdOf(hasher: ContentHasher, sessionId: string, fingerprint: string): string {
  return hasher.of("rule", sessionId, fingerprint).slice(0, 20);
}

/** The suppressions that stand, as rows: decisions made ready for asking which of them covers a finding. */
export class Suppressions {
  constructor(
    private readonly db: Database,
    private readonly hasher: ContentHasher,
    private readonly states: FindingStates,
    private readonly renamed: readonly RenamedRule[] = RENAMED_RULES,
  ) {}

  /** Fingerprint of what a pattern recognises. */
  printOf(pattern: FindingPattern): string {
    return fingerprintOf(this.hasher, pattern);
  }

  /** Fingerprints that a pattern covers: its own, and those under the names that its rule got since. */
  printsOf(pattern: FindingPattern): string[] {
    return successorsOf(pattern.rule, this.renamed).map((rule) => fingerprintOf(this.hasher, { ...pattern, rule }));
  }

  /** Ids that a finding would have under the former names of its rule. */
  formerIdsOf(sessionId: string, pattern: FindingPattern): string[] {
    const [, ...former] = predecessorsOf(pattern.rule, this.renamed);
    return former.map((rule) => findingIdOf(this.hasher, sessionId, fingerprintOf(this.hasher, { ...pattern, rule })));
  }

  /** Has the rows follow a decision that was taken, or taken back. */
  follow(decision: Suppress | Team, stands: boolean): void {
    if (decision.kind === "team") return this.followTeam(decision);
    const prints = this.remove({ decision: decision.id });
    if (stands) prints.push(...this.addOne(decision));
    this.states.refreshCovered(prints, decision.scope);
  }

  private followTeam(decision: Team): void {
    const teams = this.standing<Team>("team");
    const around = pathsAround(decision, teams);
    const prints = [...around].flatMap((path) => this.remove({ team: path }));
    for (const [folder, acceptances] of acceptancesByFolder(teams)) if (around.has(folder)) prints.push(...this.addTeam(acceptances));
    this.states.refreshCovered(prints, { kind: "workspace", folder: decision.folder, aliases: [...around] });
  }

  /** Makes all rows anew, after the index was opened or replaced: rules may have other names since. */
  rebuild(): void {
    this.db.transaction(() => {
      this.db.run("DELETE FROM suppression");
      this.db.run("DELETE FROM suppression_print");
      for (const decision of this.standing<Suppress>("suppress")) this.addOne(decision);
      for (const acceptances of acceptancesByFolder(this.standing<Team>("team")).values()) this.addTeam(acceptances);
      this.states.rebuild();
    });
  }

  /** Oldest first. */
  private standing<D extends Decision>(kind: D["kind"]): D[] {
    return this.db.all<{ payload: string }>("SELECT payload FROM decision WHERE kind = ? AND undone_by IS NULL ORDER BY at, id", kind).map(({ payload }) => JSON.parse(payload) as D);
  }

  private addOne({ id, at, actor, pattern, scope, reason, expires, critical }: Suppress): string[] {
    return this.add(id, { decision: id, folder: null, pattern, scope, critical, reason, actor, at, expires });
  }

  /** Adds the newest of the acceptances of one folder's file. An entry is as old as the first of those that kept it as it is. */
  private addTeam({ all, paths: [folder = "", ...aliases] }: TeamAcceptances<Team>): string[] {
    const newest = all.at(-1)!;
    const scope: SuppressionScope = { kind: "workspace", folder, aliases };
    const kept = all.map(({ entries }) => new Set(entries.map(entryKey)));
    return newest.entries.flatMap((entry, index) => {
      const { rule, normalised, target, reason, by, expires, critical } = entry;
      const key = entryKey(entry);
      const since = all[kept.findLastIndex((keys) => !keys.has(key)) + 1]!;
      return this.add(`${since.id}:${index}`, { decision: newest.id, folder, pattern: { rule, normalised, target }, scope, critical, reason, actor: by, at: since.at, expires });
    });
  }

  private add(id: string, row: SuppressionContent): string[] {
    const { rule, normalised, target } = row.pattern;
    this.db.run(
      "INSERT OR REPLACE INTO suppression VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      id, row.decision, row.folder, rule, normalised, target, row.scope.kind, scopeIdOf(row.scope), row.critical ? 1 : 0, row.reason, row.actor, row.at, row.expires,
    );
    const prints = this.printsOf(row.pattern);
    const places = row.scope.kind === "workspace" ? pathsOf(row.scope) : [scopeIdOf(row.scope)];
    for (const print of prints) for (const place of places) this.db.run("INSERT OR IGNORE INTO suppression_print VALUES (?, ?, ?, ?)", print, row.scope.kind, place, id);
    return prints;
  }

  private remove(which: { readonly team: string } | { readonly decision: string }): string[] {
    const ids = "team" in which ? "SELECT id FROM suppression WHERE team_folder = ?" : "SELECT id FROM suppression WHERE decision_id = ?";
    const value = "team" in which ? folderOf(which.team) : which.decision;
    const prints = this.db.all<{ print: string }>(`SELECT DISTINCT print FROM suppression_print WHERE suppression_id IN (${ids})`, value).map(({ print }) => print);
    this.db.run(`DELETE FROM suppression_print WHERE suppression_id IN (${ids})`, value);
    this.db.run(`DELETE FROM suppression WHERE id IN (${ids})`, value);
    return prints;
  }
}

interface SuppressionContent {
  readonly decision: string;
  readonly folder: string | null;
  readonly pattern: FindingPattern;
  readonly scope: SuppressionScope;
  readonly critical: boolean;
  readonly reason: string;
  readonly actor: string;
  readonly at: number;
  readonly expires: number | null;
}

/** What names the place of a scope beside its kind: a call, session, project or folder; empty for everywhere. */
export function scopeIdOf(scope: SuppressionScope): string {
  switch (scope.kind) {
    case "call":
      return scope.callId;
    case "session":
      return scope.sessionId;
    case "project":
      return scope.projectId;
    case "workspace":
      return folderOf(scope.folder);
    case "everywhere":
      return "";
  }
}

/** The scope of a row; a call's session is not kept in it. @param aliases other paths of a folder */
export function scopeOf(kind: SuppressionScope["kind"], id: string, aliases: readonly string[] = []): SuppressionScope {
  switch (kind) {
    case "call":
      return { kind, callId: id, sessionId: "" };
    case "session":
      return { kind, sessionId: id };
    case "project":
      return { kind, projectId: id };
    case "workspace":
      return { kind, folder: id, aliases };
    case "everywhere":
      return { kind };
  }
}
