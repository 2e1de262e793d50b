import { decodeBase64, decodeHex, decodePercent } from "../shell/decode.js";
import { UNKNOWN } from "../shell/invocation.js";
import { tokenise, type Token } from "./tokens.js";

/** A value that code spells out, as far as it does: parts that are not known are `UNKNOWN`. */
export interface Constant {
  readonly text: string;
  /** Index of the token after it. */
  readonly next: number;
  /** It is an object that stands for a path, so that `/` joins and `.read_text()` reads. */
  readonly path: boolean;
}

/** Tokens that the arguments of one call extend over at most, and calls inside one another. */
const REACH = 120;
const DEPTH = 8;

const BASE64 = /^(?:b64decode|atob|base64_decode|decode64|decode_base64|urlsafe_b64decode|strict_decode64|decodestring|base64decode)$/;
const HEX = /^(?:fromhex|unhexlify|hex2bin|a2b_hex)$/;
const PERCENT = /^(?:unquote|unquote_plus|urldecode|rawurldecode|unescape|decodeuri|decodeuricomponent|uri_unescape|cgi_unescape)$/;
const ROT13 = /^(?:str_rot13|rot13)$/;
const REVERSED = /^strrev$/;
const CHARACTERS = /^(?:chr|char|fromcharcode|fromcodepoint|bytes|bytearray)$/;
/** The home folder as each language calls it. */
const HOME = /^(?:Dir\.home|process\.env\.(?:HOME|USERPROFILE)|(?:pathlib\.)?Path\.home|os\.(?:homedir|UserHomeDir)|homedir)$/;
const ENVIRONMENT = /^(?:ENV|(?:os\.)?environ|process\.env|\$_ENV|\$_SERVER|\$ENV)$/;
const ENVIRONMENT_CALL = /(?:^|[.:])getenv$|^os\.Getenv$|(?:^|\.)environ\.get$|^ENV\.fetch$/;
const JOIN = /(?:^|\.)(?:path|posixpath|osp|p|File|filepath)(?:\.|::)(?:join|resolve|Join)$/;
const PATH_OBJECT = /^(?:(?:pathlib\.)?(?:Pure|Posix)?Path|Pathname(?:\.new)?|Paths\.get|Path\.of)$/;
/** Calls that give their first argument in another form. */
const SAME = /(?:^|[.:])(?:expanduser|expand_path|expandvars|realpath|abspath|normpath|fspath|str|String|URI|URL|Uri|encode|bytes|resolve|glob)$|^compile$|^(?:URI|Uri|URL|url)(?:\.|::)(?:parse|new|join)$/;
/** Methods of a text or a path that leave it what it is, and those that go on with it. */
const KEEPS = /^(?:decode|encode|strip|trim|chomp|to_s|tostring|expanduser|resolve|absolute|as_posix|string|value|freeze)$/i;
const GOES_ON = /^(?:joinpath|join|concat)$/;

/** Values of the constants in a piece of code: strings, sums and joins of them, decoders' results, the home folder, and variables that hold these. */
export class Constants {
  private readonly variables = new Map<string, Constant>();
  private readonly seen = new Map<number, Constant | null>();

  constructor(private readonly tokens: readonly Token[]) {}

  /** Remembers `name = value` where one stands at the index. */
  assignment(index: number): void {
    const { tokens } = this;
    const equals = tokens[index + 1]?.text === ":" ? index + 2 : index + 1;
    if (tokens[equals]?.text !== "=" || tokens[equals]!.kind !== "mark") return;
    const value = this.at(equals + 1);
    if (value !== null) this.variables.set(tokens[index]!.text, value);
  }

  /** The constant that begins at a token; null where there is none. */
  at(index: number, depth = 0): Constant | null {
    const known = this.seen.get(index);
    if (known !== undefined) return known;
    const found = this.sum(index, depth);
    this.seen.set(index, found);
    return found;
  }

  private sum(index: number, depth: number): Constant | null {
    let value = depth > DEPTH ? null : this.single(index, depth);
    for (let round = 0; value !== null && round < REACH; round++) {
      const more: Constant | null = this.continued(value, depth);
      if (more === null) return value;
      value = more;
    }
    return value;
  }

  /** The value with what is joined to it, cut from it or called on it next; null where nothing is. */
  private continued(value: Constant, depth: number): Constant | null {
    const { tokens } = this;
    const [mark, following] = [tokens[value.next], tokens[value.next + 1]];
    if (mark?.kind !== "mark") return null;
    if (mark.text === "[") return this.reversed(value);
    if (mark.text === "." && following?.kind === "name") {
      if (tokens[value.next + 2]?.text === "(" && KEEPS.test(following.text)) return { ...value, next: this.argumentsAt(value.next + 3, depth).next };
      if (tokens[value.next + 2]?.text === "(" && GOES_ON.test(following.text)) {
        const { values, next } = this.argumentsAt(value.next + 3, depth);
        return { ...value, text: value.path ? joinPath([value.text, ...values]) : value.text + values.join(""), next };
      }
      if (!following.text.startsWith("$")) return null;
    }
    if (mark.text !== "+" && mark.text !== "." && !(mark.text === "/" && value.path)) return null;
    const right = this.single(value.next + 1, depth + 1);
    if (right === null) return null;
    return { text: mark.text === "/" ? joinPath([value.text, right.text]) : value.text + right.text, next: right.next, path: value.path };
  }

  /** `[::-1]`. */
  private reversed(value: Constant): Constant | null {
    const slice = this.tokens.slice(value.next, value.next + 6).map(({ text }) => text).join("");
    return slice === "[::-1]" ? { ...value, text: [...value.text].reverse().join(""), next: value.next + 6 } : null;
  }

  private single(index: number, depth: number): Constant | null {
    const token = this.tokens[index];
    if (token === undefined) return null;
    if (token.kind === "string") return { text: this.filled(token, depth), next: index + 1, path: false };
    return token.kind === "name" ? this.named(index, token.text, depth) : null;
  }

  /** A string with the values of what is interpolated in it. */
  private filled(token: Token, depth: number): string {
    if (token.holes === undefined || depth > DEPTH) return token.text;
    let at = 0;
    return token.text.replaceAll(UNKNOWN, () => {
      const tokens = tokenise(token.holes![at++] ?? "");
      const inner = new Constants(tokens);
      for (const [name, value] of this.variables) inner.variables.set(name, value);
      const value = inner.at(0, depth + 1);
      return value !== null && value.next === tokens.length ? value.text : UNKNOWN;
    });
  }

  private named(index: number, name: string, depth: number): Constant | null {
    const { tokens } = this;
    if (name === "new") return this.single(index + 1, depth + 1);
    if ((name === "require" || name === "__import__") && isRequired(tokens, index)) return this.named(index + 5, `${tokens[index + 2]!.text.replace(/^node:/, "")}.${tokens[index + 5]!.text}`, depth);
    const variable = this.variables.get(name);
    if (variable !== undefined) return { ...variable, next: index + 1 };
    const opens = tokens[index + 1]?.text;
    if (HOME.test(name)) return { text: "~", next: opens === "(" && tokens[index + 2]?.text === ")" ? index + 3 : index + 1, path: name.includes("Path") };
    if (ENVIRONMENT.test(name) && (opens === "[" || opens === "{")) return tokens[index + 2]?.text === "HOME" ? { text: "~", next: index + 4, path: false } : null;
    return opens === "(" ? this.called(index, name, depth) : null;
  }

  private called(index: number, name: string, depth: number): Constant | null {
    const method = methodOf(name);
    if (CHARACTERS.test(method)) {
      const characters = this.charactersAt(index + 2);
      if (characters !== null) return characters;
    }
    const joins = JOIN.test(name) || PATH_OBJECT.test(name) || (name === "join" && this.at(index + 2, depth + 1)?.text.startsWith("~") === true);
    if (method === "map" && this.tokens[index + 2]?.text === "chr" && this.tokens[index + 3]?.text === ",") return this.charactersAt(index + 4);
    const decodes = BASE64.test(method) || HEX.test(method) || PERCENT.test(method) || ROT13.test(method) || REVERSED.test(method) || method === "from" || method === "pack" || name === "codecs.decode";
    if (!joins && !decodes && !SAME.test(name) && !ENVIRONMENT_CALL.test(name)) return null;
    const { values, next } = this.argumentsAt(index + 2, depth + 1);
    const [first, second] = values;
    if (first === undefined || values.every((value) => value === UNKNOWN)) return null;
    if (ENVIRONMENT_CALL.test(name)) return first === "HOME" ? { text: "~", next, path: false } : null;
    if (joins) return { text: joinPath(values), next, path: PATH_OBJECT.test(name) };
    if (!decodes) return { text: first, next, path: false };
    const text = method === "pack" ? (/^H\*?$/.test(first) ? decodeHex(second ?? "") : null) : decodedBy(method, first, second);
    return text === null ? null : { text, next, path: false };
  }

  /** Arguments up to the closing bracket, and the index after it. */
  private argumentsAt(from: number, depth: number): { readonly values: string[]; readonly next: number } {
    const { tokens } = this;
    const values: string[] = [];
    const end = Math.min(tokens.length, from + REACH);
    let index = from;
    while (index < end && tokens[index]!.text !== ")") {
      const value = this.at(index, depth + 1);
      if (value !== null) index = value.next;
      const known = value?.text ?? "";
      const whole = value !== null && (tokens[index]?.text === "," || tokens[index]?.text === ")");
      values.push(whole ? known : known + UNKNOWN);
      for (let open = 0; index < end && !(open === 0 && /^[,)]$/.test(tokens[index]!.text) && tokens[index]!.kind === "mark"); index++) {
        if (tokens[index]!.kind !== "mark") continue;
        if ("([{".includes(tokens[index]!.text)) open++;
        else if (")]}".includes(tokens[index]!.text)) open--;
      }
      if (tokens[index]?.text === ",") index++;
    }
    return { values, next: index + 1 };
  }

  /** `chr(114)`, `String.fromCharCode(114, 109)`, `bytes([114, 109])`; null where the numbers are not all there. */
  private charactersAt(from: number): Constant | null {
    const { tokens } = this;
    let digits = "";
    let index = from;
    while (index < tokens.length && index < from + 2_000 && /^[\d,[]$/.test(tokens[index]!.text)) digits += tokens[index++]!.text;
    while (/^[\]]$/.test(tokens[index]?.text ?? "")) index++;
    if (digits === "" || tokens[index]?.text !== ")") return null;
    const codes = digits.replaceAll("[", "").split(",").filter((code) => code !== "").map(Number);
    return codes.every((code) => code <= 0x10ffff) ? { text: String.fromCodePoint(...codes), next: index + 1, path: false } : null;
  }
}

/** What a decoder of that name, told that notation, makes of a text; null where it is none of either. */
function decodedBy(method: string, text: string, notation: string | undefined): string | null {
  if (PERCENT.test(method)) return decodePercent(text);
  if (REVERSED.test(method)) return [...text].reverse().join("");
  if (ROT13.test(method) || /^rot_?13$/.test(notation ?? "")) return rot13(text);
  if (HEX.test(method) || /^hex(?:_codec)?$/.test(notation ?? "")) return decodeHex(text);
  return BASE64.test(method) || /^base64(?:_codec)?$/.test(notation ?? "") ? decodeBase64(text) : null;
}

function rot13(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => String.fromCharCode(letter.charCodeAt(0) + (letter.toLowerCase() < "n" ? 13 : -13)));
}

/** `require("http").get`: a module that is named in a string. */
export function isRequired(tokens: readonly Token[], index: number): boolean {
  return tokens[index + 1]?.text === "(" && tokens[index + 2]?.kind === "string" && tokens[index + 3]?.text === ")" && tokens[index + 4]?.text === "." && tokens[index + 5]?.kind === "name";
}

/** Name of a function without what it belongs to, in lower case. */
export function methodOf(name: string): string {
  const at = Math.max(name.lastIndexOf("."), name.lastIndexOf(":"), name.lastIndexOf(">"));
  // PHP's `@system` is `system` that says nothing of its errors.
  const method = name.slice(at + 1).replace(/^@|!/g, "").toLowerCase();
  // `TCPSocket.new` says what it is before the dot.
  if (at > 0 && (method === "new" || method === "create")) return methodOf(name.slice(0, at).replace(/[.:>-]+$/, ""));
  return method;
}

/** Parts joined as paths; one that is absolute begins anew. */
function joinPath(parts: readonly string[]): string {
  return parts.reduce((path, part) => (path === "" || /^[/~]/.test(part) ? part : `${path.replace(/\/$/, "")}/${part}`), "");
}
