import { isAlias, isCollection, isMap, isScalar, isSeq, parseDocument, type Node, type Pair, type YAMLMap } from "yaml";
import { shellWord } from "./lineFormats.js";
import { COMMAND_LIMIT, type WrittenCommand } from "./writtenCommand.js";

/** Larger files of settings are not taken apart: nobody writes a workflow of this size. */
const SIZE_LIMIT = 262_144;
const DEPTH_LIMIT = 24;
const BRACKETS_LIMIT = 100;

/** Keys whose value is a shell's text. */
const SCRIPT_KEY =
  /^(?:run|script|scripts|before_script|after_script|before_install|install|after_success|after_failure|before_deploy|bash|sh|shell|cmd|cmds|commands?|entry|entrypoint|exec|(?:\w{1,24}C|postCreateC|initializeC)ommand|ansible\.builtin\.(?:shell|command)|args|build|start|test)$/;
/** Keys whose list is the words of one command. */
const WORDS_KEY = /^(?:command|entrypoint|args|exec|cmd|\w{1,24}Command)$/;

/** Where commands stand in a file of YAML or JSON. */
export interface StructuredFormat {
  /** Keys whose values are commands, besides those that always are. */
  readonly keys?: RegExp;
  /** Everything below this top-level key is a command. */
  readonly below?: string;
  readonly ground: WrittenCommand["ground"];
}

/** Aliases of one file that are followed: a bomb of ten lines stays one of ten lines. */
const ALIAS_LIMIT = 200;

/** Where a walk over one file is. */
interface Walk {
  readonly format: StructuredFormat;
  readonly commands: WrittenCommand[];
  readonly anchors: Map<string, Node>;
  aliases: number;
}

/** Commands of workflows, package files and other settings, also those that stand at an anchor and are named by it. What is no YAML gives none. */
export function structuredCommands(text: string, format: StructuredFormat): WrittenCommand[] {
  if (text.length > SIZE_LIMIT || isTooDeep(text)) return [];
  if (format.below !== undefined && !/^\s*\{/.test(text)) return pairsOf(text, format);
  const document = parseDocument(text, { logLevel: "silent", uniqueKeys: false, strict: false });
  const commands: WrittenCommand[] = [];
  // An edit inside of a block of commands is nothing but their lines.
  if (format.keys === undefined && isScalar(document.contents) && document.contents.type === "PLAIN") return [{ text: withVariables(text), start: 0, end: text.length, ground: format.ground }];
  if (document.contents !== null) walk(document.contents, null, 0, { format, commands, anchors: new Map(), aliases: 0 });
  return commands.slice(0, COMMAND_LIMIT);
}

const PAIR = /"([\w:.@/-]{1,100})"\s*:\s*"((?:[^"\\\n]|\\.)*)"/g;

/** What an edit or a patch puts into a file of JSON is a part of it, of which nobody knows below which key it stands: every pair may be a command, but prose. */
function pairsOf(text: string, { ground }: StructuredFormat): WrittenCommand[] {
  const commands: WrittenCommand[] = [];
  for (const match of text.matchAll(PAIR)) {
    const [pair, key, value] = match as unknown as readonly [string, string, string];
    if (key === "description") continue;
    commands.push({ text: value.replace(/\\(["\\/])/g, "$1").replace(/\\[nrt]/g, "\n"), start: match.index, end: match.index + pair.length, ground, key });
    if (commands.length >= COMMAND_LIMIT) break;
  }
  return commands;
}

/** Nested deeper than any workflow, so deep that the parser's time would grow with the square of it. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) depth++;
    else if ((code === 0x5d || code === 0x7d) && depth > 0) depth--;
    if (depth > BRACKETS_LIMIT) return true;
  }
  return /^\s*(?:[-?] +){12}/m.test(text) || /\n {240}/.test(text);
}

function walk(node: Node, key: string | null, depth: number, state: Walk): void {
  const { format, commands, anchors } = state;
  if (depth > DEPTH_LIMIT || commands.length >= COMMAND_LIMIT) return;
  if (isAlias(node)) {
    const target = anchors.get(node.source);
    if (target !== undefined && key !== null && state.aliases++ < ALIAS_LIMIT) walk(target, key, depth + 1, state);
    return;
  }
  if ((isScalar(node) || isCollection(node)) && node.anchor !== undefined) anchors.set(node.anchor, node);
  if (isMap(node) && addsProgram(node, format, key, commands)) return;
  if (isMap(node)) for (const pair of node.items) walkPair(pair as Pair<Node, Node | null>, key, depth, state);
  else if (isSeq(node)) {
    const words = key !== null && WORDS_KEY.test(key) ? wordsOf(node.items as Node[]) : null;
    if (words !== null) add(words, node, format, key!, commands);
    else for (const item of node.items) walk(item as Node, key, depth + 1, state);
  } else if (isScalar(node) && key !== null && typeof node.value === "string") add(node.value, node, format, key, commands);
}

function walkPair(pair: Pair<Node, Node | null>, outer: string | null, depth: number, state: Walk): void {
  const { format } = state;
  const name = isScalar(pair.key) ? String(pair.key.value) : "";
  if (pair.value === null || pair.value === undefined) return;
  const isCommand = format.below === undefined ? (format.keys ?? SCRIPT_KEY).test(name) : outer !== null || (depth === 0 && name === format.below);
  walk(pair.value, isCommand ? name : null, depth + 1, state);
}

/** `{"command": "sh", "args": ["-c", "…"]}`: one command in two places, as servers, tasks and containers are named. */
function addsProgram(node: YAMLMap, format: StructuredFormat, key: string | null, commands: WrittenCommand[]): boolean {
  const [program, list] = [node.get("command", true), node.get("args", true)];
  const words = (items: readonly unknown[]): string[] => items.map((item) => (isScalar(item) ? shellWord(String(item.value)) : ""));
  const first = isSeq(program) ? words(program.items) : isScalar(program) && typeof program.value === "string" ? [program.value] : null;
  if (format.below !== undefined || first === null || !isSeq(list)) return false;
  add([...first, ...words(list.items)].join(" "), node, format, key ?? "command", commands);
  return true;
}

/** The words of `["sh", "-c", "…"]`; null where the list is one of commands: its items hold blanks. */
function wordsOf(items: readonly Node[]): string | null {
  const words = items.map((item) => (isScalar(item) ? String(item.value) : null));
  if (words.some((word) => word === null) || words.length === 0 || /\s/.test(words[0]!)) return null;
  return words.map((word) => shellWord(word!)).join(" ");
}

function add(command: string, node: Node, format: StructuredFormat, key: string, commands: WrittenCommand[]): void {
  const [start, end] = node.range ?? [0, 0];
  commands.push({ text: withVariables(command), start, end, ground: format.ground, key });
}

/** `${{ secrets.TOKEN }}` is put in by the workflow's runner: for the shell's reader it is a variable of that name. */
function withVariables(command: string): string {
  return command.replace(/\$\{\{\s*([\w.[\]'"-]{1,100})[^}]{0,100}\}\}/g, (_all, name: string) => `$${/secret/i.test(name) ? "SECRET_" : ""}${name.replace(/[^\w]+/g, "_")}`);
}
