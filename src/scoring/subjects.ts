import type { Reason, ScoringInput } from "../model/assessment.js";
import { onPath, onUrl, type Action, type Description } from "./actions/action.js";
import { ruleById } from "./catalogue.js";
import { Judge } from "./judge.js";
import { NormalisedCommand } from "./normalised.js";
import { homeOf, normalisePath } from "./paths/normalise.js";
import type { Surroundings } from "./paths/place.js";
import { TAINT, type Invocation } from "./shell/invocation.js";
import { boundTarget } from "./shell/bounds.js";
import { Budget, COMMANDS } from "./shell/budget.js";
import { TOP } from "./shell/circumstance.js";
import { ShellReader } from "./shell/reader.js";
import { Scope } from "./shell/scope.js";
import { subjectsOf, type Subject } from "./tool-arguments.js";

export interface Judged {
  readonly reasons: readonly Reason[];
  readonly techniques: readonly string[];
  readonly normalised: string;
  readonly shadow: readonly string[];
  readonly target: string | null;
}

/** Brings the judge of one call. */
export type JudgeFor = (scope: Scope, surroundings: Surroundings) => Judge;

/** Judges everything in a tool call that is a command, a path or a URL; `judgeFor` puts other rules in place of the catalogue's. */
export function judgeSubjects(input: ScoringInput, judgeFor: JudgeFor = (scope, surroundings) => new Judge(scope, surroundings)): Judged {
  const cwd = folderOf(input);
  const project = typeof input.project === "string" && input.project !== "/" ? input.project : (cwd ?? null);
  const home = (project ?? cwd) === null ? null : homeOf((project ?? cwd)!);
  const surroundings: Surroundings = { cwd, project: project !== null && project !== home && project !== "/" ? normalisePath(project, null) : null };
  const scope = new Scope(cwd);
  const judge = judgeFor(scope, surroundings);
  const normalised = new NormalisedCommand();
  const classes: string[] = [];
  const { subjects, cut } = subjectsOf(input);
  const budget = new Budget();
  for (const subject of shortestFirst(subjects)) {
    judge.argument = subject.argument;
    if (subject.kind === "command") command(subject, scope, judge, normalised, budget);
    else classes.push(other({ ...subject, text: boundTarget(subject.text, budget) }, scope, surroundings, judge, input.tool));
  }
  judge.argument = null;
  const characters = subjects.reduce((sum, { text }) => sum + text.length, 0);
  if (cut || budget.cut) judge.unread(characters, toolInvocation(input.tool, surroundings, characters));
  const reasons = withOutcome(judge.reasons(), input);
  return { reasons, techniques: techniquesOf(reasons), normalised: [normalised.text(), ...classes].filter((part) => part !== "").join("; "), shadow: judge.shadow(), target: reasons.length === 0 ? null : judge.target };
}

/** Texts that are more than the budget in the order of their length, so that no long one keeps a short one from being read; else as they stand, since they may build on one another. */
function shortestFirst(subjects: readonly Subject[]): readonly Subject[] {
  const characters = subjects.reduce((sum, { kind, text }) => sum + (kind === "command" ? text.length : 0), 0);
  return subjects.length < 2 || characters <= COMMANDS ? subjects : [...subjects].sort((one, other) => one.text.length - other.text.length);
}

/** Folder in which the call ran: its own `workdir`, else the session's. */
function folderOf(input: ScoringInput): string | null {
  const own = input.arguments["workdir"] ?? input.arguments["cwd"];
  const base = typeof input.cwd === "string" && input.cwd !== "" ? input.cwd : typeof input.project === "string" ? input.project : null;
  return typeof own === "string" && own !== "" ? normalisePath(own, base) : base;
}

function command({ text, written }: Subject, scope: Scope, judge: Judge, normalised: NormalisedCommand, budget: Budget): void {
  if (budget.spent) {
    budget.cut = true;
    return;
  }
  // Offsets in a command that was put together from an argument would point beside what stands there.
  const span = written === undefined ? null : { start: 0, end: written };
  const reader = new ShellReader(scope, (invocation) => {
    normalised.add(invocation);
    return judge.observe(span === null ? invocation : { ...invocation, span });
  }, budget);
  reader.text(text, TOP);
  reader.rest(text);
}

function other(subject: Subject, scope: Scope, surroundings: Surroundings, judge: Judge, tool: string): string {
  const invocation = toolInvocation(tool, surroundings, subject.text.length);
  let seen: Action | null = null as Action | null;
  const description: Description = { invocation, scope, surroundings, emit: (action) => {
    judge.addAction(action, invocation);
    seen = action;
  } };
  if (subject.kind === "url") {
    onUrl(description, "fetch", subject.text, ["tool"]);
    return `${tool} <url ${seen?.url?.host ?? ""}>`;
  }
  onPath(description, subject.action ?? "read", subject.text, ["tool"]);
  const target = seen?.path;
  return target == null ? "" : `${tool} <${target.sensitive ?? target.place} ${target.path.slice(target.path.lastIndexOf("/") + 1)}>`;
}

/** A tool as what does something by itself, to a text of this length. */
function toolInvocation(tool: string, { cwd }: Surroundings, length: number): Invocation {
  return { program: tool, name: tool, args: [], assignments: [], redirects: [], input: null, elevated: false, ground: "host", cwd, via: null, decoded: null, taint: TAINT.none, tainted: null, span: { start: 0, end: length } };
}

/** An attempt and a failure say so in each reason; the points stay those of the action. */
function withOutcome(reasons: readonly Reason[], input: ScoringInput): readonly Reason[] {
  const outcome = input.outcome;
  const failed = outcome === "failed" || (typeof input.exitCode === "number" && input.exitCode !== 0);
  const said = outcome === "denied" || outcome === "rejected" || outcome === "blocked" || outcome === "aborted" ? outcome : failed ? "failed" : null;
  return said === null ? reasons : reasons.map((reason) => ({ ...reason, args: { ...reason.args, outcome: said } }));
}

function techniquesOf(reasons: readonly Reason[]): string[] {
  const out = new Set<string>();
  for (const reason of reasons) for (const technique of ruleById(reason.rule)?.techniques ?? []) out.add(technique);
  return [...out].sort();
}
