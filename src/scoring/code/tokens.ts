import { UNKNOWN } from "../shell/invocation.js";

/** A piece of program text: a dotted name, a string, a line break, or one other character. */
export interface Token {
  readonly kind: "name" | "string" | "command" | "mark" | "line";
  readonly text: string;
  /** Code that is interpolated in a string, for each `UNKNOWN` of its text in order; absent where there is none. */
  readonly holes?: readonly string[];
}

/** Tokens read of one text at most; what follows is not looked at, which the caller counts as unread. */
const TOKEN_LIMIT = 20_000;

/**
 * Splits code of any common scripting language into tokens, in one pass. It knows no grammar: names with their dots,
 * strings with their escapes, text between backticks as a command. Good enough to see which function is called with
 * which constants.
 */
export function tokenise(code: string): Token[] {
  const out: Token[] = [];
  let index = 0;
  while (index < code.length && out.length < TOKEN_LIMIT) {
    const char = code[index]!;
    if (char === "\n" || char === ";") {
      out.push({ kind: "line", text: char });
      index++;
    } else if (char === " " || char === "\t" || char === "\r") index++;
    else if (char === '"' || char === "'" || char === "`") index = quoted(code, index, out);
    else if (char === "[" && code[index + 1] === "[") index = long(code, index, "]]", out);
    else if (char === "%" && /[qQwWx][([{<|/]/.test(code.slice(index + 1, index + 3))) index = percent(code, index + 1, out);
    else if (isNameStart(code.charCodeAt(index))) index = name(code, index, out);
    else {
      out.push({ kind: "mark", text: char });
      index++;
    }
  }
  return out;
}

function isNameStart(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 || code === 36 || code === 64;
}

const NAME = /[$@]*[A-Za-z_][\w$]*(?:(?:\.|::|->|\?\.)[A-Za-z_$][\w$]*)*[!]?/y;
const PREFIX = /^(?:[rRbBuUfF]{1,2}|qq?|qx|qw)$/;

function name(code: string, start: number, out: Token[]): number {
  NAME.lastIndex = start;
  const match = NAME.exec(code);
  if (match === null) {
    out.push({ kind: "mark", text: code[start]! });
    return start + 1;
  }
  const end = start + match[0].length;
  if (PREFIX.test(match[0]) && end < code.length) {
    const next = code[end]!;
    if (next === '"' || next === "'") return quoted(code, end, out, /f/i.test(match[0]));
    if (match[0].startsWith("q") && "([{<|/".includes(next)) return percent(code, end - 1, out);
  }
  out.push({ kind: "name", text: match[0] });
  return end;
}

function quoted(code: string, start: number, out: Token[], formatted = false): number {
  const quote = code[start]!;
  const triple = code.startsWith(quote.repeat(3), start) && quote !== "`";
  const fence = triple ? quote.repeat(3) : quote;
  let text = "";
  let index = start + fence.length;
  let from = index;
  while (index < code.length && !(code[index] === quote && code.startsWith(fence, index))) {
    if (code[index] !== "\\") {
      index++;
      continue;
    }
    text += code.slice(from, index);
    const [decoded, next] = escape(code, index + 1);
    text += decoded;
    index = next;
    from = index;
  }
  text += code.slice(from, index);
  out.push(interpolated(quote === "`" ? "command" : "string", text, formatted));
  return Math.min(index + fence.length, code.length);
}

/** Parts that are interpolated: `${…}`, `#{…}`, of a formatted string `{…}`, and Perl's `$ENV{…}`. */
const HOLE = /[$#]\{([^{}]{0,200})\}|(\$ENV\{\w+\})/g;
const FORMATTED = /\{([^{}]{0,200})\}/g;

function interpolated(kind: "command" | "string", text: string, formatted: boolean): Token {
  if (!text.includes("{")) return { kind, text };
  const holes: string[] = [];
  const filled = text.replace(formatted ? FORMATTED : HOLE, (_all, inner: string | undefined, variable: string | undefined) => {
    holes.push(inner ?? variable!);
    return UNKNOWN;
  });
  return holes.length === 0 ? { kind, text } : { kind, text: filled, holes };
}

const SIMPLE: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "0": "\0", e: "\u001b", a: "\u0007" };

function escape(code: string, at: number): [string, number] {
  const char = code[at];
  if (char === undefined) return ["", at];
  const hex = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-7]{3}))/.exec(code.slice(at, at + 6));
  if (hex !== null) {
    const value = hex[3] === undefined ? Number.parseInt((hex[1] ?? hex[2])!, 16) : Number.parseInt(hex[3], 8);
    return [String.fromCharCode(value), at + hex[0].length];
  }
  if (char === "\n") return ["", at + 1];
  return [SIMPLE[char] ?? char, at + 1];
}

function long(code: string, start: number, fence: string, out: Token[]): number {
  const end = code.indexOf(fence, start + 2);
  const close = code.slice(start + 2, end < 0 ? start + 2 : end);
  // `[[` opens a list of lists far more often than a Lua string: only text that begins like words is one.
  if (end < 0 || !/^[\w/.\s-]{2}/.test(close) || close.includes("[")) {
    out.push({ kind: "mark", text: "[" });
    return start + 1;
  }
  out.push({ kind: "string", text: close });
  return end + fence.length;
}

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}", "<": ">" };

/** Ruby's `%x(…)`, `%w[…]` and Perl's `qx{…}`, `q(…)`: `at` is the index of the letter. */
function percent(code: string, at: number, out: Token[]): number {
  const letter = code[at]!;
  const open = code[at + 1]!;
  const end = code.indexOf(CLOSING[open] ?? open, at + 2);
  const stop = end < 0 ? code.length : end;
  out.push({ kind: letter === "x" ? "command" : "string", text: code.slice(at + 2, stop) });
  return Math.min(stop + 1, code.length);
}
