import type { Action, ActionKind } from "../actions/action.js";
import type { ActionClause, Rule } from "../rules/rule.js";
import { CARRIERS } from "../shell/carriers.js";
import type { Invocation } from "../shell/invocation.js";
import { WRAPPERS } from "../shell/wrappers.js";
import { compilePattern, matchesPattern, type CommandPattern } from "./command-pattern.js";

interface PatternEntry {
  readonly rule: Rule;
  readonly pattern: CommandPattern;
}

/** Patterns of one program: those that ask for a word, by that word, and the others. */
interface ProgramEntries {
  readonly byWord: Map<string, PatternEntry[]>;
  readonly rest: PatternEntry[];
}

interface ActionEntry {
  readonly rule: Rule;
  readonly clause: ActionClause;
}

/**
 * The rules by what they look at: command patterns by program, action clauses by the action's kind. A command of a program
 * that no rule names costs one look-up, however many rules there are.
 */
export class RuleIndex {
  private readonly byProgram = new Map<string, ProgramEntries>();
  private readonly byAction = new Map<string, ActionEntry[]>();
  private readonly exceptions = new Map<Rule, readonly CommandPattern[]>();

  constructor(rules: readonly Rule[]) {
    for (const rule of rules) {
      if (rule.unless !== undefined) this.exceptions.set(rule, rule.unless.map(compilePattern));
      for (const clause of rule.when) {
        if (typeof clause === "string") this.addPattern(rule, clause);
        else if ("action" in clause) for (const kind of typeof clause.action === "string" ? [clause.action] : clause.action) this.addAction(rule, kind, clause);
      }
    }
  }

  private addPattern(rule: Rule, source: string): void {
    const pattern = compilePattern(source);
    for (const program of pattern.programs) {
      let entries = this.byProgram.get(program);
      if (entries === undefined) this.byProgram.set(program, (entries = { byWord: new Map(), rest: [] }));
      if (pattern.keys === null) entries.rest.push({ rule, pattern });
      else for (const key of pattern.keys) append(entries.byWord, key, { rule, pattern });
    }
  }

  private addAction(rule: Rule, kind: ActionKind, clause: ActionClause): void {
    const keys = clause.sensitive ?? clause.url ?? [""];
    for (const key of keys) append(this.byAction, `${kind}:${key}`, { rule, clause });
  }

  /** Rules whose command patterns fit an invocation. */
  commandRules(invocation: Invocation, found: (rule: Rule) => void): void {
    if (asksForHelp(invocation)) return;
    const entries = this.byProgram.get(invocation.program) ?? (/[A-Z]/.test(invocation.program) ? this.byProgram.get(invocation.program.toLowerCase()) : undefined);
    if (entries === undefined) return;
    this.patternRules(entries.rest, invocation, found);
    if (entries.byWord.size === 0) return;
    for (const arg of invocation.args) {
      if (arg.length > 64 || arg.charCodeAt(0) === 45) continue;
      const candidates = entries.byWord.get(arg) ?? entries.byWord.get(arg.toLowerCase());
      if (candidates !== undefined) this.patternRules(candidates, invocation, found);
    }
  }

  private patternRules(entries: readonly PatternEntry[], invocation: Invocation, found: (rule: Rule) => void): void {
    for (const { rule, pattern } of entries) if (matchesPattern(pattern, invocation) && !this.excepted(rule, invocation)) found(rule);
  }

  /** Rules whose action clauses fit an action of an invocation. */
  actionRules(action: Action, invocation: Invocation, found: (rule: Rule) => void): void {
    this.actionEntries(`${action.kind}:`, action, invocation, found);
    if (action.path?.sensitive != null) this.actionEntries(`${action.kind}:${action.path.sensitive}`, action, invocation, found);
    if (action.url !== null) this.actionEntries(`${action.kind}:${action.url.class}`, action, invocation, found);
  }

  private actionEntries(key: string, action: Action, invocation: Invocation, found: (rule: Rule) => void): void {
    const entries = this.byAction.get(key);
    if (entries === undefined) return;
    for (const { rule, clause } of entries) if (fits(clause, action, invocation) && !this.excepted(rule, invocation)) found(rule);
  }

  private excepted(rule: Rule, invocation: Invocation): boolean {
    const exceptions = this.exceptions.get(rule);
    if (exceptions === undefined) return false;
    return exceptions.some((pattern) => pattern.programs.includes(invocation.program) && matchesPattern(pattern, invocation));
  }
}

/** A program that is asked how it is used does nothing else; what it would run is judged for itself. */
function asksForHelp({ program, args }: Invocation): boolean {
  const at = args.indexOf("--help");
  return at >= 0 && !args.slice(0, at).includes("--") && !WRAPPERS.has(program) && !CARRIERS.has(program);
}

/** True when an action fits a clause. */
export function fits(clause: ActionClause, action: Action, invocation: Invocation): boolean {
  if (clause.place !== undefined && (action.path === null || !clause.place.includes(action.path.place))) return false;
  if (clause.sensitive !== undefined && (action.path?.sensitive == null || !clause.sensitive.includes(action.path.sensitive))) return false;
  if (clause.url !== undefined && (action.url === null || !clause.url.includes(action.url.class))) return false;
  if (clause.with !== undefined && !clause.with.every((trait) => action.traits.includes(trait))) return false;
  if (clause.withAny !== undefined && !clause.withAny.some((trait) => action.traits.includes(trait))) return false;
  if (clause.without !== undefined && clause.without.some((trait) => action.traits.includes(trait))) return false;
  if (clause.programs !== undefined && !clause.programs.includes(invocation.program)) return false;
  return clause.elevated === undefined || clause.elevated === invocation.elevated;
}

function append<T>(map: Map<string, T[]>, key: string, entry: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [entry]);
  else list.push(entry);
}
