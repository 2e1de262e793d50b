import type { Signal } from "../signal.js";
import { normalUrl, refang, type Indicators } from "./indicators.js";

const SCORE = 70;
/** Longer words are no host, hash or path; their beginning and end are looked at. */
const WORD_LIMIT = 4_096;
const FOUND_LIMIT = 1_000;
/** Folders above an address or a path that are looked up. */
const DEPTH_LIMIT = 24;

const HASH = /(?<![0-9a-f])[0-9a-f]{32,128}(?![0-9a-f])/gi;
const WORD = /[^\s"'`<>|(){},;\\]+/g;

/**
 * Indicators of the person's own lists in a text. Each word is taken apart into what it may be and looked up, so that the time depends on the text and
 * not on the length of the lists.
 */
export function findIndicators(text: string, indicators: Indicators): Signal[] {
  const signals: Signal[] = [];
  for (const match of text.matchAll(WORD)) {
    const word = match[0];
    if (word.length < 4 || !/[./:\\0-9]/.test(word)) continue;
    const found = kindOf(word.length > WORD_LIMIT ? word.slice(0, WORD_LIMIT) : word, indicators);
    if (found === null) continue;
    const start = match.index + found.start;
    signals.push({ kind: `indicator:${found.kind}`, start, end: Math.min(match.index + word.length, match.index + found.end), score: SCORE });
    if (signals.length >= FOUND_LIMIT) break;
  }
  return signals;
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
  const plain = refang(trimmed);
  const scheme = plain.search(/[a-z][a-z0-9+.-]{1,20}:\/\//i);
  const address = scheme === -1 ? plain : plain.slice(scheme);
  const range = scheme === -1 || plain !== trimmed ? whole : { start: scheme, end: trimmed.length };
  if (indicators.urls.size > 0 && isListedUrl(address, indicators)) return { kind: "url", ...range };
  if (indicators.hosts.size > 0) {
    const host = listedHost(address, indicators);
    if (host !== null) {
      const at = trimmed.toLowerCase().indexOf(host);
      return at === -1 ? { kind: "host", ...range } : { kind: "host", start: at, end: at + host.length };
    }
  }
  if (indicators.paths.size > 0) return listedPath(trimmed, indicators);
  return null;
}

/** The URL itself, or one below it. */
function isListedUrl(address: string, indicators: Indicators): boolean {
  const url = normalUrl(address);
  if (indicators.urls.has(url)) return true;
  const bare = url.replace(/[?#].*$/, "").replace(/\/$/, "");
  if (indicators.urls.has(bare)) return true;
  return above(bare).some((part) => indicators.urls.has(part));
}

/** The name as it stands in the lists: that of the address, or one above it. */
function listedHost(address: string, indicators: Indicators): string | null {
  const authority = address.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "").replace(/^[^/]*@/, "").replace(/^[\w-]{1,24}[=:](?=[^/]*\.)/, "");
  const host = (/^\[([0-9a-f:]+)\]/i.exec(authority)?.[1] ?? authority.replace(/[/?#].*$/, "").replace(/:\d{1,5}$/, "").replace(/\.$/, "")).toLowerCase();
  if (host.length > 253 || !/[.:]/.test(host)) return null;
  const isAddress = /^[\d.]+$|:/.test(host);
  for (let name = host; ; name = name.slice(name.indexOf(".") + 1)) {
    if (indicators.hosts.has(name)) return name;
    if (!name.includes(".") || isAddress) return null;
  }
}

function listedPath(word: string, indicators: Indicators): Found | null {
  const path = word.replace(/^(?:file:\/\/|[\w-]{1,24}=)/, "");
  const start = word.length - path.length;
  const range = { start, end: start + path.length };
  if (indicators.paths.has(path)) return { kind: "path", ...range };
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name !== path && indicators.paths.has(name)) return { kind: "path", start: start + path.length - name.length, end: start + path.length };
  return above(path).some((part) => indicators.paths.has(part)) ? { kind: "path", ...range } : null;
}

/** The folders above, nearest first. */
function above(path: string): string[] {
  const parts: string[] = [];
  for (let slash = path.lastIndexOf("/"); slash > 0 && parts.length < DEPTH_LIMIT; slash = path.lastIndexOf("/", slash - 1)) parts.push(path.slice(0, slash));
  return parts;
}
