import { inflateText } from "./inflate.js";
import { base64Bytes, bytesToText, decodeBase32, decodeBase64, decodeEscapes, decodeHex, decodePercent, expandSet } from "./decode.js";
import { UNKNOWN, type Flow } from "./invocation.js";
import { hasFlag, operands, optionValues } from "./options.js";

type Print = (args: readonly string[], input: string | null) => string | null;

const echo: Print = (args) => {
  let index = 0;
  let escapes = false;
  while (/^-[neE]+$/.test(args[index] ?? "")) escapes = args[index++]!.includes("e") || escapes;
  const text = args.slice(index).join(" ");
  return escapes ? decodeEscapes(text) : text;
};

/** `%s`, `%b`, `%d`, `%%` and escapes of the format; a format without directives is printed as it is. */
const printf: Print = (args) => {
  const start = args[0] === "--" ? 1 : args[0] === "-v" ? 2 : 0;
  const [format, ...values] = args.slice(start);
  if (format === undefined) return null;
  let next = 0;
  const once = (): string =>
    decodeEscapes(format.replace(/%(%|[-+ #0]*\d*(?:\.\d+)?([sbdiuxXoqc]))/g, (_all, body: string, kind: string) => {
      if (body === "%") return "%";
      const value = values[next++] ?? "";
      if (kind === "b") return decodeEscapes(value);
      return kind === "x" ? Number(value).toString(16) : value;
    }));
  let out = once();
  for (let round = 0; next > 0 && next < values.length && round < 1_000; round++) out += once();
  return out;
};

const reverseLines = (text: string): string => text.split("\n").map((line) => [...line].reverse().join("")).join("\n");

const translate: Print = (args, input) => {
  if (input === null) return null;
  const remove = hasFlag(args, "-d", "--delete");
  const [from, to] = operands(args, {}).map(expandSet);
  if (from === undefined || from === null) return null;
  if (remove) return [...input].filter((char) => !from.includes(char)).join("");
  if (to === undefined || to === null || to === "") return null;
  return [...input].map((char) => {
    const at = from.indexOf(char);
    return at < 0 ? char : to[Math.min(at, to.length - 1)]!;
  }).join("");
};

const base64: Print = (args, input) => {
  const given = optionValues(args, "-i")[0];
  if (!hasFlag(args, "-d", "-D", "--decode")) return null;
  return input === null ? (given === undefined ? null : decodeBase64(given)) : decodeBase64(input);
};

const openssl: Print = (args, input) => {
  if (input === null || !args.some((arg) => arg === "-d")) return null;
  return args.some((arg) => /^-?(?:base64|a|-base64)$/.test(arg)) && !args.some((arg) => /^-(?:aes|des|k|pass)/.test(arg)) ? decodeBase64(input) : null;
};

const gunzip: Print = (_args, input) => {
  if (input === null) return null;
  const bytes = Uint8Array.from(input, (char) => char.charCodeAt(0) & 255);
  return inflateText(bytes);
};

const sed: Print = (args, input) => {
  if (input === null) return null;
  const script = operands(args, { values: "ef" })[0] ?? optionValues(args, "-e")[0];
  const edge = script === undefined ? null : /^s(.)([\^$])\1([^\\&]*?)\1g?$/.exec(script);
  if (edge !== null) return input.split("\n").map((line) => (edge[2] === "^" ? edge[3]! + line : line + edge[3]!)).join("\n");
  if (script !== undefined && /^(?:\d+|\$|\d+,(?:\d+|\$))?[pd]$/.test(script)) return input;
  const match = script === undefined ? null : /^s(.)([^\\[\]*.^$+?()]+?)\1([^\\&]*?)\1(g?)$/.exec(script);
  if (match === null) return null;
  return match[4] === "g" ? input.split(match[2]!).join(match[3]!) : input.split("\n").map((line) => line.replace(match[2]!, () => match[3]!)).join("\n");
};

/** Names that `ls` is given as patterns are what it prints; of a folder it prints what is in it. */
const listed: Print = (args) => {
  const names = operands(args, {});
  return names.length > 0 && names.every((name) => /[*?]/.test(name)) ? names.join("\n") : null;
};

const located: Print = (args) => {
  const names = operands(args, {});
  return names.length === 1 ? names[0]! : null;
};

/** Any of the lines may be picked out: all of them are taken for what comes out. */
const someLines: Print = (args, input) => (hasFlag(args, "-c", "--count", "-q", "--quiet", "-l", "-L", "-o", "--only-matching") ? null : input);
const wholeLines: Print = (args, input) => (args.some((arg) => /^-[cq]|^--bytes/.test(arg)) ? null : input);

/** What each program prints where that is constant; null in the result where it is not. */
const PRINT: ReadonlyMap<string, Print> = new Map<string, Print>([
  ["echo", echo],
  ["printf", printf],
  ["print", echo],
  ["cat", (_args, input) => input],
  ["grep", someLines], ["egrep", someLines], ["fgrep", someLines],
  ["tee", (_args, input) => input],
  ["tac", (_args, input) => input?.split("\n").reverse().join("\n") ?? null],
  ["rev", (_args, input) => (input === null ? null : reverseLines(input))],
  ["base64", base64], ["gbase64", base64], ["b64decode", (_args, input) => (input === null ? null : decodeBase64(input))],
  ["basenc", base64],
  ["base32", (args, input) => (input !== null && hasFlag(args, "-d", "--decode") ? decodeBase32(input) : null)],
  ["openssl", openssl],
  ["xxd", (args, input) => (input !== null && args.some((arg) => /^-(?:r|rp|pr|p|ps)$/.test(arg)) && hasFlag(args, "-r") ? decodeHex(input) : null)],
  ["tr", translate],
  ["sed", sed],
  ["gunzip", gunzip], ["zcat", gunzip],
  ["gzip", (args, input) => (hasFlag(args, "-d", "--decompress") ? gunzip(args, input) : null)],
  ["urldecode", (_args, input) => (input === null ? null : decodePercent(input))],
  ["fold", (_args, input) => input], ["head", wholeLines], ["tail", wholeLines],
  ["sort", (_args, input) => (input !== null && !input.trimEnd().includes("\n") ? input : null)],
  ["uniq", (_args, input) => input],
  ["basename", (args) => (args.length === 1 ? args[0]!.slice(args[0]!.lastIndexOf("/") + 1) : null)],
  ["ls", listed],
  ["whoami", () => null],
  // Where a program lies stands for the program.
  ["which", located], ["whence", located], ["type", (args) => (hasFlag(args, "-p", "-P") ? located(args, null) : null)],
]);

/** Programs that turn their input into text that cannot be foreseen without a key, a file or a disk. */
const DECODERS = /^(?:base64|gbase64|base32|basenc|xxd|openssl|gunzip|gzip|zcat|bunzip2|bzip2|xz|unxz|gpg|uudecode|b64decode|rev|tr|od)$/;

/** True for a program whose output hides what it was made of. */
export function isDecoder(program: string): boolean {
  return DECODERS.test(program);
}

/** Programs that no decoder are, but that make one text of another which nobody reads in it, by what they are told. */
const OBSCURING: ReadonlyMap<string, RegExp> = new Map([
  ["cut", /^-[a-z]*[bc]/], ["dd", /^i?skip=/], ["jq", /@base(?:64|32)d|\bimplode\b/], ["awk", /%c/], ["gawk", /%c/], ["mawk", /%c/],
  ["perl", /\b(?:pack|chr|unpack)\b/], ["python", /\bchr\b|decode|\[::-1\]/], ["python3", /\bchr\b|decode|\[::-1\]/], ["ruby", /\b(?:pack|unpack1?|chr|reverse)\b/], ["node", /fromCharCode|from\([^)]*,\s*['"](?:hex|base64)|atob/],
]);

export function obscures(program: string, args: readonly string[]): boolean {
  const pattern = OBSCURING.get(program);
  return pattern !== undefined && args.some((arg) => pattern.test(arg));
}

/** True for a decoder of a notation that only machines read: text in it is not seen by who reads the command. */
export function isEncoder(program: string): boolean {
  return program !== "rev" && program !== "tr" && program !== "gzip" && program !== "od" && isDecoder(program);
}

/** What a program prints, without the shell's final line break, where arguments and input tell; else null. */
export function constantOutput(program: string, args: readonly string[], input: Flow | null): string | null {
  const print = PRINT.get(program);
  if (print === undefined) return null;
  const out = print(args, input?.text ?? null);
  // Constant means all of it: a part that is not known could be anything, but what is known is still worth judging.
  return out === null || out === UNKNOWN ? null : out;
}

/** Raw bytes of a base64 text that a decompressor reads next: gzip data is no text, so it passes as Latin-1. */
export function decodeForPipe(program: string, args: readonly string[], input: string): string | null {
  if (program !== "base64" && program !== "openssl") return null;
  if (!hasFlag(args, "-d", "-D", "--decode") && !args.includes("-d")) return null;
  const bytes = base64Bytes(input);
  return bytes === null ? null : bytesToText(bytes) ?? Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}
