import { UNKNOWN } from "../shell/invocation.js";
import { Constants, isRequired, methodOf, type Constant } from "./constants.js";
import type { Token } from "./tokens.js";

/** A call as seen in code of any language: the name as written and its constant arguments, in order. */
export interface Call {
  readonly name: string;
  /** Name without what stands before the last dot, `::` or `->`, in lower case. */
  readonly method: string;
  /** Constant strings; `UNKNOWN` for an argument that is a name or another call. */
  readonly args: readonly string[];
  /** All strings stood in one list, as in `run(["rm", "-rf", "/"])`. */
  readonly list: boolean;
}

/** Tokens that one call's arguments extend over at most. */
const REACH = 120;

/** Methods of an object that stands for a path: what they do, they do to that path. */
const OF_A_PATH = /^(?:read_text|read_bytes|write_text|write_bytes|open|unlink|rmdir|rmtree|chmod|read|write|delete|remove|binread)$/;

/** A call, and the token at which its arguments end, or a function among them begins: that runs later. */
interface FoundCall {
  readonly call: Call;
  readonly end: number;
}
const FUNCTION = /^(?:function|lambda|proc|fn|func|do|sub)$/;

/** Calls in the order in which they are run, arguments before what they are given to, and commands between backticks as calls of "`". */
export function findCalls(tokens: readonly Token[], wanted: (method: string) => boolean): Call[] {
  const constants = new Constants(tokens);
  /** Full names of what stands after `require("module").`. */
  const qualified = new Map<number, string>();
  const aliases = new Map<string, string>();
  const out: FoundCall[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    if (token.kind === "command") out.push({ call: { name: "`", method: "`", args: [token.text], list: false }, end: index });
    if (token.kind !== "name" || BRINGS_IN.test(tokens[index - 1]?.text ?? "")) continue;
    if (token.text === "as" && tokens[index - 1]?.kind === "name") aliases.set(tokens[index + 1]?.text ?? "", tokens[index - 1]!.text);
    if ((token.text === "require" || token.text === "__import__") && isRequired(tokens, index)) {
      qualified.set(index + 5, `${tokens[index + 2]!.text.replace(/^node:/, "")}.${tokens[index + 5]!.text}`);
      continue;
    }
    const name = qualified.get(index) ?? inFull(token.text, aliases, tokens[index + 1]?.text === "(" ? constants.at(index)?.text : undefined);
    constants.assignment(index);
    const last = endOfHyphenated(tokens, index);
    if (last > index) {
      const hyphenated = joined(tokens, index, last);
      if (wanted(hyphenated)) out.push(collect(tokens, last, hyphenated, hyphenated, constants));
    }
    const method = methodOf(name);
    if (wanted(method)) out.push(collect(tokens, index, method, name, constants));
    const value = constants.at(index);
    if (value?.path === true) out.push(...methodOfPath(tokens, value, constants));
  }
  return out.sort((one, other) => one.end - other.end).map(({ call }) => call);
}

/** Words before the name of a module, which is no call of it. */
const BRINGS_IN = /^(?:import|from|use|package)$/;

/** A name as it was before `import x as y`, or the function that a variable such as PHP's `$f` names. */
function inFull(name: string, aliases: ReadonlyMap<string, string>, held: string | undefined): string {
  if (name.startsWith("$") && held !== undefined && /^\w+$/.test(held)) return held;
  const dot = name.indexOf(".");
  const alias = aliases.get(dot < 0 ? name : name.slice(0, dot));
  return alias === undefined ? name : alias + (dot < 0 ? "" : name.slice(dot));
}

/** `(Path.home() / "x").read_text()` as `read_text("~/x")`. */
function methodOfPath(tokens: readonly Token[], { text, next }: Constant, constants: Constants): FoundCall[] {
  const dot = tokens[next]?.text === ")" ? next + 1 : next;
  const name = tokens[dot + 1];
  if (tokens[dot]?.text !== "." || name?.kind !== "name" || !OF_A_PATH.test(name.text)) return [];
  const { call, end } = collect(tokens, dot + 1, methodOf(name.text), name.text, constants);
  return [{ call: { ...call, args: [text, ...call.args] }, end }];
}

/** Parts of a Lisp name at most: `call-process-shell-command`. */
const HYPHENATED = 8;

/** Index of the last part of a name such as `shell-command`, which tokens give in parts. */
function endOfHyphenated(tokens: readonly Token[], index: number): number {
  let last = index;
  while (last < index + HYPHENATED && tokens[last + 1]?.text === "-" && tokens[last + 1]!.kind === "mark" && tokens[last + 2]?.kind === "name") last += 2;
  return last;
}

function joined(tokens: readonly Token[], from: number, to: number): string {
  return tokens.slice(from, to + 1).map((token) => token.text).join("").toLowerCase();
}

function collect(tokens: readonly Token[], at: number, method: string, name: string, constants: Constants): FoundCall {
  const args: string[] = [];
  let depth = 0;
  let list = false;
  let joined = false;
  const end = Math.min(tokens.length, at + REACH);
  let index = at + 1;
  let later = Infinity;
  for (; index < end; index++) {
    const token = tokens[index]!;
    if (FUNCTION.test(token.text) || (token.text === "=" && tokens[index + 1]?.text === ">")) later = Math.min(later, index);
    if (token.kind === "mark") {
      if ("([{".includes(token.text)) {
        if (token.text === "[") list = true;
        depth++;
      } else if (")]}".includes(token.text) && --depth <= 0) break;
      else if (token.text === "+" || token.text === ".") joined = true;
      else if (token.text === "=" && depth === 0) break;
    } else if (token.kind === "line") {
      if (depth <= 0) break;
    } else {
      const value = token.kind === "command" ? { text: token.text, next: index + 1 } : constants.at(index);
      if (value !== null) index = value.next - 1;
      const text = value?.text ?? UNKNOWN;
      if (joined && args.length > 0) args[args.length - 1] += text;
      else args.push(text);
      joined = false;
    }
  }
  return { call: { name, method, args, list }, end: Math.min(index, later) };
}
