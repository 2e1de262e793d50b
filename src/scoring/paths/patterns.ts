import { matchesGlob } from "../matching/glob.js";
import { homeOf } from "./normalise.js";

/**
 * A path pattern by segments: `~/x` below any home folder, `/x` absolute, anything else at any depth. `*` matches within a
 * segment, a last segment `**` everything below.
 */
interface PathPattern<K> {
  readonly kind: K;
  readonly anchor: "home" | "root" | "any";
  readonly segments: readonly string[];
  readonly subtree: boolean;
}

/** Finds the kinds of path by their patterns; the patterns looked at are those that share a literal segment. */
export class PathIndex<K> {
  private readonly byLiteral = new Map<string, Array<PathPattern<K>>>();
  private readonly byExtension = new Map<string, Array<PathPattern<K>>>();
  private readonly rest: Array<PathPattern<K>> = [];

  constructor(entries: ReadonlyArray<readonly [K, readonly string[]]>) {
    for (const [kind, patterns] of entries) for (const text of patterns) this.add(kind, text);
  }

  private add(kind: K, text: string): void {
    const anchor = text.startsWith("~/") ? "home" : text.startsWith("/") ? "root" : "any";
    const segments = text.replace(/^~?\//, "").split("/");
    const subtree = segments.at(-1) === "**";
    if (subtree) segments.pop();
    const pattern = { kind, anchor, segments, subtree } as const;
    const literal = [...segments].reverse().find((segment) => !/[*?[]/.test(segment));
    const extension = /^\*(\.[\w-]+)$/.exec(segments.at(-1)!)?.[1];
    if (literal !== undefined) append(this.byLiteral, literal, pattern);
    else if (extension !== undefined) append(this.byExtension, extension, pattern);
    else this.rest.push(pattern);
  }

  /** First kind that a normalised path matches, in the order of the table; null for none. */
  find(path: string): K | null {
    const segments = path.split("/").filter((segment) => segment !== "");
    const last = segments.at(-1);
    if (last === undefined) return null;
    for (let index = segments.length - 1; index >= 0; index--) {
      for (const pattern of this.byLiteral.get(segments[index]!) ?? []) if (matches(pattern, path, segments)) return pattern.kind;
    }
    const dot = last.lastIndexOf(".");
    if (dot > 0) for (const pattern of this.byExtension.get(last.slice(dot)) ?? []) if (matches(pattern, path, segments)) return pattern.kind;
    for (const pattern of this.rest) if (matches(pattern, path, segments)) return pattern.kind;
    return null;
  }
}

function append<K>(map: Map<string, Array<PathPattern<K>>>, key: string, pattern: PathPattern<K>): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [pattern]);
  else list.push(pattern);
}

function matches<K>(pattern: PathPattern<K>, path: string, segments: readonly string[]): boolean {
  const wanted = pattern.segments.length;
  if (pattern.anchor === "any") {
    if (!pattern.subtree) return at(pattern.segments, segments, segments.length - wanted);
    for (let start = 0; start + wanted < segments.length; start++) if (at(pattern.segments, segments, start)) return true;
    return false;
  }
  const home = pattern.anchor === "home" ? homeOf(path) : "";
  if (home === null) return false;
  const start = home.split("/").filter((segment) => segment !== "").length;
  if (pattern.subtree ? segments.length < start + wanted : segments.length !== start + wanted) return false;
  return at(pattern.segments, segments, start);
}

function at(wanted: readonly string[], segments: readonly string[], start: number): boolean {
  if (start < 0 || start + wanted.length > segments.length) return false;
  for (let index = 0; index < wanted.length; index++) {
    const pattern = wanted[index]!;
    const segment = segments[start + index]!;
    if (pattern !== segment && !(/[*?[]/.test(pattern) && matchesGlob(pattern, segment)) && segment !== "*") return false;
  }
  return true;
}
