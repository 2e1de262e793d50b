import type { Signal } from "../signal.js";
import { ipv4Of } from "../../urls/address.js";
import { leadingBits, normalUrl, refang, type Indicators } from "./indicators.js";

const SCORE = 70;
/** Longer words are no host, hash or path; their beginning and end are looked at. */
const WORD_LIMIT = 4_096;
const FOUND_LIMIT = 1_000;
/** Folders above an address or a path that are looked up. */
const DEPTH_LIMIT = 24;
/** Addresses of one word: what is behind `?next=https://` is one of its own. */
const ADDRESS_LIMIT = 8;

const HASH = /(?<![0-9a-f])[0-9a-f]{32,128}(?![0-9a-f])/gi;
const WORD = /[^\s"'`<>|(){},;\\]+/g;
const SCHEME = /[a-z][a-z0-9+.-]{1,20}:\/\//gi;

/**
 * Indicators of the person's own lists in a text. Each word is taken apart into what it may be and looked up, so that the time depends on the text and
 * not on the length of the lists. After a thousand a last one, `indicator:further`, stands for the text behind them.
 */
export function findIndicators(text: string, indicators: Indicators): Signal[] {
  const signals: Signal[] = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (word.length < 4 || !/[./:\\0-9]/.test(word)) continue;
    if (signals.length >= FOUND_LIMIT) {
      signals.push({ kind: "indicator:further", start: index, end: text.length, score: SCORE });
      break;
    }
    const found = foundIn(word, indicators) ?? (isEscape(text, index) ? moved(foundIn(word.slice(1), indicators), 1) : null);
    if (found !== null) signals.push({ kind: `indicator:${found.kind}`, start: index + found.start, end: Math.min(index + word.length, index + found.end), score: SCORE });
  }
  return signals;
}

/** The letter of `\n` in a text that is a string of JSON or of code. */
function isEscape(text: string, at: number): boolean {
  return text[at - 1] === "\\" && "nrt".includes(text[at]!);
}

function foundIn(word: string, indicators: Indicators): Found | null {
  if (word.length <= WORD_LIMIT) return kindOf(word, indicators);
  const end = word.length - WORD_LIMIT;
  return kindOf(word.slice(0, WORD_LIMIT), indicators) ?? moved(kindOf(word.slice(end), indicators), end);
}

function moved(found: Found | null, by: number): Found | null {
  return found === null ? null : { ...found, start: found.start + by, end: found.end + by };
}

interface Found {
  readonly kind: "host" | "url" | "hash" | "path";
  readonly start: number;
  readonly end: number;
}

function kindOf(word: string, indicators: Indicators): Found | null {
  const trimmed = word.replace(/[.,:;!?\]*_]+$/, "");
  const whole = { start: 0, end: trimmed.length };
  if (indicators.hashes.size > 0) {
    for (const hash of trimmed.matchAll(HASH)) if (indicators.hashes.has(hash[0].toLowerCase())) return { kind: "hash", start: hash.index, end: hash.index + hash[0].length };
  }
  const plain = unescaped(refang(trimmed));
  const isSame = plain === trimmed;
  for (const [at, address] of addressesOf(plain)) {
    const range = isSame && at > 0 ? { start: at, end: trimmed.length } : whole;
    if (indicators.urls.size > 0 && isListedUrl(address, indicators)) return { kind: "url", ...range };
    if (indicators.hosts.size + indicators.networks.size === 0) continue;
    const host = listedHost(address, indicators);
    if (host === null) continue;
    const place = trimmed.toLowerCase().indexOf(host, isSame ? at : 0);
    return place === -1 ? { kind: "host", ...range } : { kind: "host", start: place, end: place + host.length };
  }
  return indicators.paths.size > 0 ? listedPath(trimmed, indicators) : null;
}

/** With the addresses that stand escaped in another one's query. */
function unescaped(word: string): string {
  return /%3a%2f%2f/i.test(word) ? word.replace(/%3a/gi, ":").replace(/%2f/gi, "/") : word;
}

/** A word as an address, from its first scheme on, and what begins with a further scheme; each with its place. */
function addressesOf(word: string): Array<readonly [number, string]> {
  const places = [...word.matchAll(SCHEME)].slice(0, ADDRESS_LIMIT).map(({ index }) => index);
  return places.length === 0 ? [[0, word]] : places.map((at, number) => [at, word.slice(at, places[number + 1])]);
}

/** The URL itself, or one below it. */
function isListedUrl(address: string, indicators: Indicators): boolean {
  const url = normalUrl(address);
  if (indicators.urls.has(url)) return true;
  const bare = url.replace(/[?#].*$/, "").replace(/\/$/, "");
  if (indicators.urls.has(bare)) return true;
  return above(bare).some((part) => indicators.urls.has(part));
}

/** A shell's socket, `/dev/tcp/host/port`. */
const SOCKET = /^&?\/dev\/(?:tcp|udp)\//;
/** `host:path` and `host::module`, as scp, git and rsync write them, and `host:port`. */
const HOST_AND_REST = /^((?:[\w-]+\.)+[\w-]+)::?[^:]*$/;

/** The name as it stands in the lists: that of the address, or one above it; an address of a listed network. */
function listedHost(address: string, indicators: Indicators): string | null {
  const authority = address.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "").replace(SOCKET, "").replace(/^[^/]*@/, "").replace(/^[\w-]{1,24}[=:](?=[^/]*\.)/, "");
  const host = (/^\[([0-9a-f:]+)\]/i.exec(authority)?.[1] ?? authority.replace(/[/?#].*$/, "").replace(/:\d{1,5}$/, "").replace(HOST_AND_REST, "$1").replace(/\.$/, "")).toLowerCase();
  if (host.length > 253 || !/[.:]/.test(host)) return null;
  const isAddress = /^[\d.]+$|:/.test(host);
  if (isAddress && isInNetwork(host, indicators)) return host;
  for (let name = host; ; name = name.slice(name.indexOf(".") + 1)) {
    if (indicators.hosts.has(name)) return name;
    if (!name.includes(".") || isAddress) return null;
  }
}

function isInNetwork(host: string, { networks }: Indicators): boolean {
  const address = networks.size === 0 || !/^(?:\d{1,3}\.){3}\d{1,3}$/.test(host) ? null : ipv4Of(host);
  return address !== null && [...networks].some(([bits, listed]) => listed.has(leadingBits(address, bits)));
}

function listedPath(word: string, indicators: Indicators): Found | null {
  const path = word.replace(/^(?:file:\/\/|[\w-]{1,24}=)/, "");
  const start = word.length - path.length;
  const range = { start, end: start + path.length };
  if (isListedPath(path, indicators) || isListedPath(inHome(path), indicators)) return { kind: "path", ...range };
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name !== path && indicators.paths.has(name)) return { kind: "path", start: start + path.length - name.length, end: start + path.length };
  return null;
}

/** The path itself, or one below it. */
function isListedPath(path: string, { paths }: Indicators): boolean {
  return paths.has(path) || above(path).some((part) => paths.has(part));
}

/** `/home/anna/.x` is what a list calls `~/.x`. */
function inHome(path: string): string {
  return path.replace(/^\/(?:(?:home|Users)\/[^/]+|root)(?=\/)/, "~");
}

/** The folders above, nearest first. */
function above(path: string): string[] {
  const parts: string[] = [];
  for (let slash = path.lastIndexOf("/"); slash > 0 && parts.length < DEPTH_LIMIT; slash = path.lastIndexOf("/", slash - 1)) parts.push(path.slice(0, slash));
  return parts;
}
