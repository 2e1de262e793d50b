import type { ScoringInput } from "../model/assessment.js";
import type { ActionKind } from "./actions/action.js";

/** What one argument of a tool call is. */
export interface Subject {
  readonly kind: "command" | "path" | "url";
  readonly text: string;
  /** What the tool does to a path. */
  readonly action?: ActionKind;
  /** Length in UTF-16 code units of what stands in the argument, where `text` is a command that was put together from it. */
  readonly written?: number;
  /** Where it stands among the arguments of a tool that is not known, for example `files[0].path`; null for OpenCode's own. */
  readonly argument: string | null;
}

export interface Subjects {
  readonly subjects: readonly Subject[];
  /** True where a part of the arguments was not looked at. */
  readonly cut: boolean;
}

/**
 * Values of an unknown tool's arguments and levels of them that are looked at, what is judged among them or in a patch, and
 * words of a program's list of arguments (docs/scoring.md).
 */
const VALUES = 10_000;
const LEVELS = 32;
const SUBJECTS = 1_000;
const WORDS = 2_500;

const PATH_TOOLS: Readonly<Record<string, ActionKind>> = { read: "read", write: "overwrite", edit: "append", multiedit: "append", patch: "append", apply_patch: "append", list: "search", view: "read", notebookread: "read", notebookedit: "append", str_replace_editor: "append" };
const PATH_KEYS = ["filePath", "file_path", "path", "filename", "file", "notebook_path", "target_file"];

/** Subjects of a call: of OpenCode's own tools by name, of any other tool by what its arguments look like. */
export function subjectsOf({ tool, arguments: args }: ScoringInput): Subjects {
  if ((tool === "bash" || tool === "shell" || tool === "terminal") && (tool === "bash" || args["command"] !== undefined)) return whole(commandOf(args["command"], null));
  const action = Object.hasOwn(PATH_TOOLS, tool.toLowerCase()) ? PATH_TOOLS[tool.toLowerCase()] : undefined;
  if (action !== undefined) return pathSubjects(args, action);
  if (tool === "webfetch" || tool === "web_fetch" || tool === "fetch") return whole(typeof args["url"] === "string" ? [{ kind: "url", text: args["url"], argument: null }] : []);
  if (QUIET_TOOLS.has(tool)) return whole(typeof args["path"] === "string" && (tool === "grep" || tool === "glob") ? [{ kind: "path", text: args["path"], action: "search", argument: null }] : []);
  const loose = new LooseArguments(tool);
  loose.record(args, "", 0);
  return loose;
}

function whole(subjects: readonly Subject[]): Subjects {
  return { subjects, cut: false };
}

function commandOf(value: unknown, argument: string | null): Subject[] {
  if (typeof value === "string") return [{ kind: "command", text: value, argument }];
  return Array.isArray(value) ? [{ kind: "command", text: joined(value), argument }] : [];
}

/** Words of an argv as a command line that means the same; of very many the first and the last, more than the reader takes, so that it says so. */
function joined(words: readonly unknown[]): string {
  const kept = words.length > WORDS ? [...words.slice(0, WORDS / 2), ...words.slice(-WORDS / 2)] : words;
  return kept.filter((word) => typeof word === "string").map((word) => (/^[\w./=:@%+-]+$/.test(word) ? word : quoted(word))).join(" ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Tools whose arguments are text for people or for models. */
const QUIET_TOOLS = new Set(["grep", "glob", "task", "todowrite", "todoread", "question", "skill", "invalid", "websearch", "codesearch", "plan_enter", "plan_exit", "lsp", "think"]);

function pathSubjects(args: Readonly<Record<string, unknown>>, action: ActionKind): Subjects {
  const subjects: Subject[] = [];
  for (const key of PATH_KEYS) if (typeof args[key] === "string") subjects.push({ kind: "path", text: args[key], action, argument: null });
  const patch = args["patchText"] ?? args["patch"] ?? args["input"];
  if (typeof patch !== "string") return whole(subjects);
  for (const match of patch.matchAll(/^\*\*\* (Add|Update|Delete) File: (.+)$|^\*\*\* Move to: (.+)$/gm)) {
    if (subjects.length >= SUBJECTS) return { subjects, cut: true };
    subjects.push({ kind: "path", text: (match[2] ?? match[3])!.trim(), action: match[1] === "Delete" ? "delete" : "append", argument: null });
  }
  return whole(subjects);
}

/** Names of arguments, in lower case with underscores, by what they hold. */
const COMMAND_KEY = /^(?:shell|script|bash|exec|argv|program|executable|command_?line)$|(?:^|_)(?:command|cmd)$/;
const WORDS_KEY = /^(?:args|arguments|argv|parameters)$/;
const URL_KEY = /^(?:href|endpoint|link|page)$|(?:^|_)(?:url|uri)$/;
const PATH_KEY = /(?:^|_)(?:path|file|filename|filepath|directory|dir|folder)$/;
const QUERY_KEY = /^(?:sql|query|statement)$/;
/** Where a tool that is a shell by its name gets its command, if it is not called one. */
const INPUT_KEY = /^(?:input|code|text|line|body|content)$/;
/** Source that a tool runs, and the argument beside it that says in which language. */
const CODE_KEY = /^(?:code|source|source_code|snippet|python|javascript|js|ruby|php|python_code|js_code|javascript_code)$/;
const LANGUAGE_KEY = /^(?:language|lang|runtime|kernel|interpreter)$/;
const LANGUAGES: ReadonlyArray<readonly [RegExp, program: string, option: string]> = [[/^(?:js|javascript|typescript|ts|node)/i, "node", "-e"], [/^ruby/i, "ruby", "-e"], [/^php/i, "php", "-r"], [/^perl/i, "perl", "-e"], [/^(?:sh|shell|bash|zsh)/i, "bash", "-c"], [/./, "python3", "-c"]];
/** Source of which the beginning and the end are looked at where it is longer. */
const SOURCE = 24_000;
const SHELL_TOOL = /(?:^|[^a-z])(?:shell|bash|zsh|powershell|terminal|command|cmd)(?![a-z])|^exec$/i;

/** What a tool that moves takes away from where it is. */
const SOURCE_KEY = /^(?:source|src|from|old)(?:_|$)/;

const URL_SHAPE = /^(?:https?|file|ftp):\/\/\S+$/i;
const PATH_SHAPE = /^(?:~|\.{1,2})?\/[^\s]{1,400}$/;
const CHANGES_DATA = /\b(?:drop|truncate|delete|alter|update|grant)\b/i;

/** Arguments of a tool that is not known, judged by their names and shapes, however they are nested. */
class LooseArguments implements Subjects {
  readonly subjects: Subject[] = [];
  cut = false;
  /** True once a bound on their number was reached. */
  private full = false;
  private values = 0;
  private readonly action: ActionKind;
  private readonly isShell: boolean;
  private readonly moves: boolean;

  constructor(tool: string) {
    this.action = actionOfTool(tool);
    this.isShell = SHELL_TOOL.test(tool);
    this.moves = /(?:^|[^a-z])(?:move|rename|mv)/i.test(tool);
  }

  record(args: Readonly<Record<string, unknown>>, where: string, level: number): void {
    const entries = Object.keys(args).slice(0, VALUES + 1).map((key) => [key, args[key]] as const);
    // `{command: "rm", args: ["-rf", "/"]}`: neither says anything without the other.
    const words = entries.some(([key, value]) => typeof value === "string" && COMMAND_KEY.test(snakeCase(key))) ? entries.find(([key, value]) => WORDS_KEY.test(key) && (Array.isArray(value) || (typeof value === "string" && value !== ""))) : undefined;
    const language = entries.find(([key, value]) => typeof value === "string" && LANGUAGE_KEY.test(key))?.[1] as string | undefined;
    for (const [key, value] of entries) {
      if (this.full) return;
      const name = snakeCase(key);
      const argument = where === "" ? key : `${where}.${key}`;
      if (typeof value === "string" && value !== "" && CODE_KEY.test(name) && /[\s(;=!]/.test(value) && this.action === "read" && !this.isShell) {
        this.add(this.source(value, language ?? name, argument));
        continue;
      }
      if (words === undefined || !(key === words[0] || (typeof value === "string" && COMMAND_KEY.test(name)))) this.value(name, value, argument, level);
      else if (key !== words[0]) this.add({ kind: "command", text: `${value as string} ${Array.isArray(words[1]) ? joined(words[1]) : (words[1] as string)}`, argument });
    }
  }

  /** Source as the command that runs it; which language it is matters little to what is looked for. */
  private source(text: string, language: string, argument: string): Subject {
    const [, program, option] = LANGUAGES.find(([name]) => name.test(language))!;
    if (text.length > SOURCE) this.cut = true;
    const kept = text.length > SOURCE ? `${text.slice(0, SOURCE / 2)}\n${text.slice(-SOURCE / 2)}` : text;
    return { kind: "command", text: `${program} ${option} ${quoted(kept)}`, written: text.length, argument };
  }

  private add(subject: Subject): void {
    if (this.subjects.length >= SUBJECTS) this.full = this.cut = true;
    else this.subjects.push(subject);
  }

  private value(name: string, value: unknown, argument: string, level: number): void {
    if (typeof value === "string" ? ++this.values > VALUES : level >= LEVELS && typeof value === "object" && value !== null) {
      this.cut = true;
      this.full ||= typeof value === "string";
    } else if (typeof value === "string") {
      const held = level < LEVELS ? objectIn(value) : null;
      if (held !== null) this.record(held, argument, level + 1);
      else this.text(name, value, argument);
    } else if (Array.isArray(value)) {
      if (COMMAND_KEY.test(name)) commandOf(value, argument).forEach((subject) => this.add(subject));
      else for (let index = 0; index < value.length && !this.full; index++) this.value(name.replace(/s$/, ""), value[index], `${argument}[${index}]`, level + 1);
    } else if (typeof value === "object" && value !== null) {
      this.record(value as Record<string, unknown>, argument, level + 1);
    }
  }

  private text(name: string, value: string, argument: string): void {
    const subject = this.subject(name, value, argument);
    if (subject !== null) this.add(subject);
  }

  private subject(name: string, text: string, argument: string): Subject | null {
    if (text === "") return null;
    if (COMMAND_KEY.test(name) || (this.isShell && INPUT_KEY.test(name))) return { kind: "command", text, argument };
    if (QUERY_KEY.test(name) && CHANGES_DATA.test(text)) return { kind: "command", text: `sql -c ${quoted(text)}`, written: text.length, argument };
    if (URL_KEY.test(name) || URL_SHAPE.test(text)) return { kind: "url", text, argument };
    if (PATH_KEY.test(name) || PATH_SHAPE.test(text)) return { kind: "path", text, action: this.moves && SOURCE_KEY.test(name) ? "delete" : this.action, argument };
    return text.length < 4_000 && UNMISTAKABLE.test(text) ? { kind: "command", text, argument } : null;
  }
}

/** A download that is piped into a shell, and nothing else: no prose reads like that. */
const UNMISTAKABLE = /^(?:sudo\s+)?(?:curl|wget)\s[^\n|]{1,500}\|\s*(?:sudo\s+)?(?:ba|z|da|k)?sh\s*$/;

/** The object that a text spells out as JSON; null where it spells none. */
function objectIn(text: string): Record<string, unknown> | null {
  if (!/^\s*\{/.test(text) || !text.trimEnd().endsWith("}")) return null;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    // Other texts begin with a brace, too.
    return null;
  }
}

function snakeCase(key: string): string {
  return key.slice(-64).replace(/([a-z])([A-Z])/g, "$1_$2").replaceAll("-", "_").toLowerCase();
}

/** What a tool that is not known does to the paths it is given, as far as its name tells. */
function actionOfTool(tool: string): ActionKind {
  if (/(?:^|[^a-z])(?:delete|remove|unlink|rm|trash)/i.test(tool)) return "delete";
  return /(?:^|[^a-z])(?:write|edit|create|append|save|update|patch|move|rename|insert|replace|upload|put)/i.test(tool) ? "overwrite" : "read";
}
