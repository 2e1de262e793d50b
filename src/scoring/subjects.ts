import type { Reason, ScoringInput } from "../model/assessment.js";
import { onPath, onUrl, type Action, type ActionKind, type Description } from "./actions/action.js";
import { ruleById } from "./catalogue.js";
import { Judge } from "./judge.js";
import { NormalisedCommand } from "./normalised.js";
import { homeOf, normalisePath } from "./paths/normalise.js";
import type { Surroundings } from "./paths/place.js";
import { TAINT, type Invocation } from "./shell/invocation.js";
import { TOP } from "./shell/circumstance.js";
import { ShellReader } from "./shell/reader.js";
import { Scope } from "./shell/scope.js";

export interface Judged {
  readonly reasons: readonly Reason[];
  readonly techniques: readonly string[];
  readonly normalised: string;
  readonly shadow: readonly string[];
  readonly target: string | null;
}

/** Brings the judge of one call. */
export type JudgeFor = (scope: Scope, surroundings: Surroundings) => Judge;

/** What one argument of a tool call is. */
type Subject =
  | { readonly kind: "command"; readonly text: string }
  | { readonly kind: "path"; readonly text: string; readonly action: ActionKind }
  | { readonly kind: "url"; readonly text: string };

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
  for (const subject of subjectsOf(input)) {
    if (subject.kind === "command") command(subject.text, scope, judge, normalised);
    else classes.push(other(subject, scope, surroundings, judge, input.tool));
  }
  const reasons = withOutcome(judge.reasons(), input);
  return { reasons, techniques: techniquesOf(reasons), normalised: [normalised.text(), ...classes].filter((part) => part !== "").join("; "), shadow: judge.shadow(), target: reasons.length === 0 ? null : judge.target };
}

/** Folder in which the call ran: its own `workdir`, else the session's. */
function folderOf(input: ScoringInput): string | null {
  const own = input.arguments["workdir"] ?? input.arguments["cwd"];
  const base = typeof input.cwd === "string" && input.cwd !== "" ? input.cwd : typeof input.project === "string" ? input.project : null;
  return typeof own === "string" && own !== "" ? normalisePath(own, base) : base;
}

function command(text: string, scope: Scope, judge: Judge, normalised: NormalisedCommand): void {
  const reader = new ShellReader(scope, (invocation) => {
    normalised.add(invocation);
    return judge.observe(invocation);
  });
  reader.text(text, TOP);
  reader.rest(text);
  if (reader.budget.cut) judge.note(ruleById("unread-part")!, { length: String(text.length) });
}

function other(subject: Exclude<Subject, { kind: "command" }>, scope: Scope, surroundings: Surroundings, judge: Judge, tool: string): string {
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
  onPath(description, subject.action, subject.text, ["tool"]);
  const target = seen?.path;
  return target == null ? "" : `${tool} <${target.sensitive ?? target.place} ${target.path.slice(target.path.lastIndexOf("/") + 1)}>`;
}

const PATH_TOOLS: Readonly<Record<string, ActionKind>> = { read: "read", write: "overwrite", edit: "append", multiedit: "append", patch: "append", apply_patch: "append", list: "search", view: "read", notebookread: "read", notebookedit: "append", str_replace_editor: "append" };
const PATH_KEYS = ["filePath", "file_path", "path", "filename", "file", "notebook_path", "target_file"];

/** Subjects of a call: of OpenCode's own tools by name, of any other tool by what its arguments look like. */
function subjectsOf(input: ScoringInput): Subject[] {
  const { tool, arguments: args } = input;
  if (tool === "bash" || tool === "shell" || tool === "terminal") {
    return typeof args["command"] === "string" ? [{ kind: "command", text: args["command"] }] : argvCommand(args["command"]);
  }
  const action = PATH_TOOLS[tool.toLowerCase()];
  if (action !== undefined) return pathSubjects(args, action);
  if (tool === "webfetch" || tool === "web_fetch" || tool === "fetch") return typeof args["url"] === "string" ? [{ kind: "url", text: args["url"] }] : [];
  if (QUIET_TOOLS.has(tool)) return typeof args["path"] === "string" && (tool === "grep" || tool === "glob") ? [{ kind: "path", text: args["path"], action: "search" }] : [];
  return looseSubjects(args, actionOfTool(tool));
}

function argvCommand(value: unknown): Subject[] {
  return Array.isArray(value) ? [{ kind: "command", text: value.filter((word): word is string => typeof word === "string").map((word) => (/^[\w./=:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(" ") }] : [];
}

/** Tools whose arguments are text for people or for models. */
const QUIET_TOOLS = new Set(["grep", "glob", "task", "todowrite", "todoread", "question", "skill", "invalid", "websearch", "codesearch", "plan_enter", "plan_exit", "lsp", "think"]);

function pathSubjects(args: Readonly<Record<string, unknown>>, action: ActionKind): Subject[] {
  const out: Subject[] = [];
  for (const key of PATH_KEYS) if (typeof args[key] === "string") out.push({ kind: "path", text: args[key], action });
  const patch = args["patchText"] ?? args["patch"] ?? args["input"];
  if (typeof patch === "string") {
    for (const match of patch.slice(0, 1_048_576).matchAll(/^\*\*\* (Add|Update|Delete) File: (.+)$|^\*\*\* Move to: (.+)$/gm)) {
      out.push({ kind: "path", text: (match[2] ?? match[3])!.trim(), action: match[1] === "Delete" ? "delete" : "append" });
      if (out.length >= 200) break;
    }
  }
  return out;
}

const COMMAND_KEY = /^(?:command|cmd|shell|script|commandline|command_line|bash|exec)$/i;
const URL_KEY = /^(?:url|uri|href|endpoint|link|target_url|page)$/i;
const PATH_KEY = /(?:^|_)(?:path|file|filename|filepath|directory|dir|folder)$|(?:Path|File)$/;
const QUERY_KEY = /^(?:sql|query|statement)$/i;

/** Arguments of a tool that is not known, judged by their names and shapes, two levels deep. */
function looseSubjects(args: Readonly<Record<string, unknown>>, action: ActionKind, depth = 0): Subject[] {
  const out: Subject[] = [];
  for (const [key, value] of Object.entries(args).slice(0, 64)) {
    if (typeof value === "string") out.push(...looseSubject(key, value, action));
    else if (Array.isArray(value)) {
      if (COMMAND_KEY.test(key)) out.push(...argvCommand(value));
      else for (const item of value.slice(0, 32)) if (typeof item === "string") out.push(...looseSubject(key.replace(/s$/, ""), item, action));
    } else if (typeof value === "object" && value !== null && depth < 2) out.push(...looseSubjects(value as Record<string, unknown>, action, depth + 1));
  }
  return out;
}

function looseSubject(key: string, value: string, action: ActionKind): Subject[] {
  if (value === "" || value.length > 1_048_576) return [];
  if (COMMAND_KEY.test(key)) return [{ kind: "command", text: value }];
  if (QUERY_KEY.test(key) && /\b(?:drop|truncate|delete|alter|update|grant)\b/i.test(value)) return [{ kind: "command", text: `sql -c '${value.replaceAll("'", `'\\''`)}'` }];
  if (URL_KEY.test(key) || /^(?:https?|file|ftp):\/\/\S+$/i.test(value)) return [{ kind: "url", text: value }];
  if (PATH_KEY.test(key) || /^(?:\/|~\/)[^\s]{1,400}$/.test(value)) return [{ kind: "path", text: value, action }];
  return [];
}

/** What a tool that is not known does to the paths it is given, as far as its name tells. */
function actionOfTool(tool: string): ActionKind {
  if (/(?:^|[^a-z])(?:delete|remove|unlink|rm|trash)/i.test(tool)) return "delete";
  return /(?:^|[^a-z])(?:write|edit|create|append|save|update|patch|move|rename|insert|replace|upload|put)/i.test(tool) ? "overwrite" : "read";
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
