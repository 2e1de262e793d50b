import { decodeBase64, decodeHex } from "../shell/decode.js";
import { UNKNOWN } from "../shell/invocation.js";
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

/** Calls in the order in which they stand, and commands between backticks as calls of "`". */
export function findCalls(tokens: readonly Token[], wanted: (method: string) => boolean): Call[] {
  const constants = new Map<string, string>();
  /** Full names of what stands after `require("module").`. */
  const qualified = new Map<number, string>();
  const out: Call[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    if (token.kind === "command") out.push({ name: "`", method: "`", args: [token.text], list: false });
    if (token.kind !== "name") continue;
    if ((token.text === "require" || token.text === "__import__") && isRequired(tokens, index)) {
      qualified.set(index + 5, `${tokens[index + 2]!.text.replace(/^node:/, "")}.${tokens[index + 5]!.text}`);
      continue;
    }
    const name = qualified.get(index) ?? token.text;
    if (tokens[index + 1]?.text === "=" && tokens[index + 2] !== undefined) {
      const value = constantAt(tokens, index + 2, constants);
      if (value !== null) constants.set(token.text, value);
    }
    const last = endOfHyphenated(tokens, index);
    if (last > index) {
      const hyphenated = joined(tokens, index, last);
      if (wanted(hyphenated)) out.push({ ...collect(tokens, last, hyphenated, constants), name: hyphenated });
    }
    const method = methodOf(name);
    if (wanted(method)) out.push({ ...collect(tokens, index, method, constants), name });
  }
  return out;
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

/** `require("http").get`: a module that is named in a string. */
function isRequired(tokens: readonly Token[], index: number): boolean {
  return tokens[index + 1]?.text === "(" && tokens[index + 2]?.kind === "string" && tokens[index + 3]?.text === ")" && tokens[index + 4]?.text === "." && tokens[index + 5]?.kind === "name";
}

function methodOf(name: string): string {
  const at = Math.max(name.lastIndexOf("."), name.lastIndexOf(":"), name.lastIndexOf(">"));
  const method = name.slice(at + 1).replace("!", "").toLowerCase();
  // `TCPSocket.new` says what it is before the dot.
  if (at > 0 && (method === "new" || method === "create")) return methodOf(name.slice(0, at).replace(/[.:>-]+$/, ""));
  return method;
}

function collect(tokens: readonly Token[], at: number, method: string, constants: Map<string, string>): Call {
  const args: string[] = [];
  let depth = 0;
  let list = false;
  let joined = false;
  const end = Math.min(tokens.length, at + REACH);
  for (let index = at + 1; index < end; index++) {
    const token = tokens[index]!;
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
      const text = token.kind === "name" ? nameValue(tokens, index, constants) : token.text;
      if (joined && args.length > 0) args[args.length - 1] += text;
      else args.push(text);
      joined = false;
    }
  }
  return { name: tokens[at]!.text, method, args, list };
}

function nameValue(tokens: readonly Token[], index: number, constants: Map<string, string>): string {
  return constants.get(tokens[index]!.text) ?? constantAt(tokens, index, constants) ?? UNKNOWN;
}

const BASE64 = new Set(["b64decode", "atob", "base64_decode", "decode64", "decode_base64", "urlsafe_b64decode", "strict_decode64", "decodestring", "base64decode"]);
const HEX = new Set(["fromhex", "unhexlify", "hex2bin", "a2b_hex"]);

/** The constant that begins at a token: a string, a sum of strings, or a decoder's result; null where it is none. */
function constantAt(tokens: readonly Token[], index: number, constants: Map<string, string>): string | null {
  const token = tokens[index]!;
  if (token.kind === "string") {
    let text = token.text;
    let next = index + 1;
    while (tokens[next]?.text === "+" && tokens[next + 1]?.kind === "string" && next < index + REACH) {
      text += tokens[next + 1]!.text;
      next += 2;
    }
    return text;
  }
  if (token.kind !== "name") return null;
  const method = methodOf(token.text);
  const argument = tokens[index + 1]?.text === "(" ? tokens[index + 2] : undefined;
  const text = argument?.kind === "string" ? argument.text : argument?.kind === "name" ? constants.get(argument.text) : undefined;
  if (text === undefined) return null;
  if (BASE64.has(method) || (method === "from" && tokens[index + 4]?.text === "base64")) return decodeBase64(text);
  if (HEX.has(method) || (method === "from" && tokens[index + 4]?.text === "hex")) return decodeHex(text);
  return null;
}
