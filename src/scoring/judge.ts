import type { Place, Reason } from "../model/assessment.js";
import { cutAt } from "../model/neutralise.js";
import { taintOf, type Action, type Description, type PathTarget } from "./actions/action.js";
import { describeEncryption } from "./actions/encryption.js";
import { describeEnvironment, environmentTaint } from "./actions/environment.js";
import { describeExecution } from "./actions/execution.js";
import { describeFiles } from "./actions/files.js";
import { describeNetwork, isNetworkSource } from "./actions/network.js";
import { RULE_INDEX } from "./catalogue.js";
import type { RuleIndex } from "./matching/rule-index.js";
import { basisOf } from "./paths/basis.js";
import type { Surroundings } from "./paths/place.js";
import { worksOnDisposable } from "./paths/worktree.js";
import type { Rule } from "./rules/rule.js";
import { describeSql } from "./actions/sql.js";
import { TAINT, UNKNOWN, type Invocation } from "./shell/invocation.js";
import type { Scope } from "./shell/scope.js";
import { SHELLS } from "./shell/wrappers.js";

/** Programs whose output says little of their input: counts, digests, tests. */
const REDUCES = new Set(["wc", "md5sum", "sha1sum", "sha256sum", "sha512sum", "shasum", "cksum", "b2sum", "test", "[", "file", "stat", "du", "ls", "cmp", "true", "false", "sleep", "kill", "mkdir", "touch", "chmod", "rm", "cd"]);
/** A container's own account in its cluster: what it opens lies outside the container. */
const CLUSTER_SECRET = /^\/(?:var\/)?run\/secrets\//;
const ARGUMENT_LIMIT = 200;
/** Reasons that one call keeps, the worst ones, and places of each besides its own. */
const REASON_LIMIT = 24;
const PLACE_LIMIT = 15;

/** Judges invocations as they are read, and gathers the reasons. */
export class Judge {
  private readonly found = new Map<string, Reason>();
  private readonly experimental = new Set<string>();
  /** Target class of the worst reason. */
  private worst = 0;
  target: string | null = null;
  /** Where the judged text stands among the tool's arguments; null where the tool has but one. */
  argument: string | null = null;

  constructor(
    private readonly scope: Scope,
    private readonly surroundings: Surroundings,
    private readonly index: RuleIndex = RULE_INDEX,
  ) {}

  /** Judges one invocation; gives the taint of what it prints. */
  observe(invocation: Invocation): number {
    let taint: number = TAINT.none;
    const copies: string[] = [];
    const description: Description = {
      invocation,
      scope: this.scope,
      surroundings: this.surroundings,
      emit: (action) => {
        taint |= this.action(action, invocation);
        if (action.kind === "overwrite" && action.path !== null && action.traits.includes("copies")) copies.push(action.path.path);
      },
    };
    describeFiles(description);
    const read = taint;
    if (read & TAINT.secret) for (const copy of copies) this.scope.files.set(copy, { text: null, taint: read });
    // Sending is judged with what the program itself reads: `curl -T ~/.ssh/id_rsa` reads and sends.
    const sending = read === TAINT.none ? description : { ...description, invocation: { ...invocation, taint: invocation.taint | read, input: invocation.input === null ? (redirectsInput(invocation) ? { text: null, taint: read } : null) : { ...invocation.input, taint: invocation.input.taint | read } } };
    describeNetwork(sending);
    describeExecution(description);
    describeEncryption(description);
    if (invocation.assignments.length > 0) describeEnvironment(description);
    describeSql(description);
    this.index.commandRules(invocation, (rule) => {
      if (rule.sparesDisposable !== true || !worksOnDisposable(invocation)) this.add(rule, invocation, null);
    });
    return this.outputTaint(invocation, taint);
  }

  /** Judges one action that stands alone: a tool's path or URL. */
  addAction(action: Action, invocation: Invocation): void {
    this.action(action, invocation);
  }

  private action(action: Action, invocation: Invocation): number {
    // Inside a container paths are the container's own; what leaves it over the network does not.
    if (invocation.ground === "container" && action.path !== null && !CLUSTER_SECRET.test(action.path.path)) return TAINT.none;
    if (action.kind === "encrypt" && action.path !== null) this.scope.encrypted.add(action.path.path);
    if (action.kind === "delete" && action.path !== null) {
      if (this.ownWorktree(action.path)) return TAINT.none;
      if (this.scope.encrypted.has(action.path.path)) this.action({ ...action, kind: "encrypt", traits: ["removes"] }, invocation);
    }
    this.index.actionRules(action, invocation, (rule) => this.add(rule, invocation, action));
    if (action.kind !== "read" || action.path === null) return TAINT.none;
    // An archive of the whole project holds what git leaves out, too.
    const whole = action.path.place === "project-root" && action.traits.includes("archives") ? TAINT.outside : TAINT.none;
    return whole | taintOf(action.path) | (this.scope.files.get(action.path.path)?.taint ?? TAINT.none);
  }

  /** A worktree that the same text added and then deletes: nothing was in it before. What matters wherever it lies counts all the same. */
  private ownWorktree({ path, place, sensitive }: PathTarget): boolean {
    return this.scope.worktrees.size > 0 && sensitive === null && (place === "other-project" || place === "outside" || place === "project") && this.scope.worktrees.has(path);
  }

  private outputTaint(invocation: Invocation, read: number): number {
    const { program, args, input } = invocation;
    if (REDUCES.has(program)) return TAINT.none;
    let taint = read | (input?.taint ?? TAINT.none) | environmentTaint(invocation);
    if (program === "echo" || program === "printf" || program === "print") taint |= invocation.taint;
    if (isNetworkSource(program, args)) taint = (taint & ~(TAINT.secret | TAINT.outside)) | TAINT.network;
    if (SHELLS.has(program) && !args.some((arg) => arg.includes("c") && arg.startsWith("-"))) taint |= TAINT.shell;
    return taint;
  }

  /** Adds a reason; of one rule the first with the most points stays, and the others' places with it. */
  add(rule: Rule, invocation: Invocation, action: Action | null): void {
    if (rule.maturity !== "stable") {
      this.experimental.add(rule.id);
      return;
    }
    const score = Math.min(100, rule.score + (invocation.elevated && rule.score >= 30 ? 5 : 0));
    const before = this.found.get(rule.id);
    if (before !== undefined && before.score >= score) {
      const elsewhere = withPlace(before, this.placeOf(invocation));
      if (elsewhere !== null) this.found.set(rule.id, { ...before, elsewhere });
      return;
    }
    if (before === undefined && this.found.size >= REASON_LIMIT && !this.makesRoom(score)) return;
    const reason: Reason = { rule: rule.id, score, args: this.argumentsOf(invocation, action), span: invocation.span };
    const elsewhere = before === undefined ? [] : placesOf(before).filter((place) => !samePlace(place, this.placeOf(invocation)));
    this.found.set(rule.id, elsewhere.length === 0 ? reason : { ...reason, elsewhere });
    if (score > this.worst) {
      this.worst = score;
      this.target = targetClass(action);
    }
  }

  private argumentsOf(invocation: Invocation, action: Action | null): Record<string, string> {
    const args = reasonArguments(invocation, action, this.surroundings);
    return this.argument === null ? args : { ...args, argument: shown(this.argument) };
  }

  private placeOf({ span }: Invocation): Place {
    return this.argument === null ? span : { ...span, argument: shown(this.argument) };
  }

  /** Drops the least of the reasons where it has fewer points, so that what comes late in a text is not kept out by small things before it. */
  private makesRoom(score: number): boolean {
    let least: Reason | null = null;
    for (const reason of this.found.values()) if (least === null || reason.score < least.score) least = reason;
    return least !== null && least.score < score && this.found.delete(least.rule);
  }

  /** Says that a part of the call was not judged; `characters`: of all that was to be judged. The reason belongs to no place. */
  unread(characters: number, invocation: Invocation): void {
    this.index.actionRules({ kind: "unread", path: null, url: null, traits: [], subject: String(characters) }, invocation, (rule) => {
      this.found.set(rule.id, { rule: rule.id, score: rule.score, args: { length: String(characters) }, span: null });
      if (rule.score > this.worst) this.target = null;
    });
  }

  /** Experimental rules that fired, sorted. */
  shadow(): string[] {
    return [...this.experimental].sort();
  }

  /** Worst first; equal ones in the order of the text. */
  reasons(): Reason[] {
    return [...this.found.values()].sort((a, b) => b.score - a.score || (a.span?.start ?? 0) - (b.span?.start ?? 0));
  }
}

/** All places of a reason, its own first. */
function placesOf({ span, args, elsewhere = [] }: Reason): readonly Place[] {
  if (span === null) return elsewhere;
  const argument = args["argument"];
  return [argument === undefined ? span : { ...span, argument }, ...elsewhere];
}

/** The other places of a reason with one more; null where it is known already, as in a loop, or there are enough. */
function withPlace(reason: Reason, place: Place): readonly Place[] | null {
  const { elsewhere = [] } = reason;
  return elsewhere.length >= PLACE_LIMIT || placesOf(reason).some((known) => samePlace(known, place)) ? null : [...elsewhere, place];
}

function samePlace(one: Place, other: Place): boolean {
  return one.start === other.start && one.end === other.end && one.argument === other.argument;
}

function redirectsInput(invocation: Invocation): boolean {
  return invocation.redirects.some(({ operator }) => operator === "<" || operator === "<>");
}

function targetClass(action: Action | null): string | null {
  if (action === null) return null;
  if (action.path !== null) return action.path.sensitive ?? action.path.place;
  return action.url === null ? null : action.url.class;
}

function shown(text: string): string {
  return cutAt(text.replaceAll(UNKNOWN, "…"), ARGUMENT_LIMIT);
}

function reasonArguments(invocation: Invocation, action: Action | null, surroundings: Surroundings): Record<string, string> {
  const args: Record<string, string> = {
    program: shown(invocation.program),
    target: shown(action?.path?.path ?? action?.subject ?? [invocation.name, ...invocation.args].join(" ")),
  };
  const kind = targetClass(action);
  if (kind !== null) args["place"] = kind;
  if (action?.path != null) args["because"] = shown(basisOf(action.path, surroundings));
  if (invocation.decoded !== null) args["decoded"] = shown(invocation.decoded);
  if (invocation.via !== null) args["via"] = shown(invocation.via);
  if (invocation.elevated) args["elevated"] = "yes";
  if (invocation.ground !== "host") args["ground"] = invocation.ground;
  return args;
}
