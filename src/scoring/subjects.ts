import type { Reason, ScoringInput } from "../model/assessment.js";
import { onPath, onUrl, type Action, type Description } from "./actions/action.js";
import { ruleById } from "./catalogue.js";
import { Judge } from "./judge.js";
import { NormalisedCommand } from "./normalised.js";
import { homeOf, normalisePath } from "./paths/normalise.js";
import type { Surroundings } from "./paths/place.js";
import { TAINT, type Invocation } from "./shell/invocation.js";
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
  for (const subject of subjects) {
    judge.argument = subject.argument;
    if (subject.kind === "command") command(subject, scope, judge, normalised);
    else classes.push(other(subject, scope, surroundings, judge, input.tool));
  }
  if (cut) judge.note(ruleById("unread-part")!, { length: String(JSON.stringify(input.arguments).length) });
  const reasons = withOutcome(judge.reasons(), input);
  return { reasons, techniques: techniquesOf(reasons), normalised: [normalised.text(), ...classes].filter((part) => part !== "").join("; "), shadow: judge.shadow(), target: reasons.length === 0 ? null : judge.target };
}

/** Folder in which the call ran: its own `workdir`, else the session's. */
function folderOf(input: ScoringInput): string | null {
  const own = input.arguments["workdir"] ?? input.arguments["cwd"];
  const base = typeof input.cwd === "string" && input.cwd !== "" ? input.cwd : typeof input.project === "string" ? input.project : null;
  return typeof own === "string" && own !== "" ? normalisePath(own, base) : base;
}

function command({ text, written }: Subject, scope: Scope, judge: Judge, normalised: NormalisedCommand): void {
  // Offsets in a command that was put together from an argument would point beside what stands there.
  const span = written === undefined ? null : { start: 0, end: written };
  const reader = new ShellReader(scope, (invocation) => {
    normalised.add(invocation);
    return judge.observe(span === null ? invocation : { ...invocation, span });
  });
  reader.text(text, TOP);
  reader.rest(text);
  if (reader.budget.cut) judge.note(ruleById("unread-part")!, { length: String(text.length) });
}

function other(subject: Subject, scope: Scope, surroundings: Surroundings, judge: Judge, tool: string): string {
  const invocation: Invocation = { program: tool, name: tool, args: [], assignments: [], redirects: [], input: null, elevated: false, ground: "host", cwd: surroundings.cwd, via: null, decoded: null, taint: TAINT.none, span: { start: 0, end: subject.text.length } };
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
