import { matchesGlob } from "../matching/glob.js";
import { homeOf } from "./normalise.js";

/**
 * A path pattern by segments: `~/x` below any home folder, `/x` absolute, anything else at any depth. `*` matches within a
 * segment, a last segment `**` everything below.
 */
interface PathPattern<K> {
  readonly kind: K;
  /** As it stands in the table. */
  readonly text: string;
  readonly anchor: "home" | "root" | "any";
  readonly segments: readonly string[];
  readonly subtree: boolean;
}

/** Finds the kinds of path by their patterns; the patterns looked at are those that share a literal segment. */
export class PathIndex<K> {
  private readonly byLiteral = new Map<string, Array<PathPattern<K>>>();
  private readonly byExtension = new Map<string, Array<PathPattern<K>>>();
  private readonly rest: Array<PathPattern<K>> = [];
  /** Text before the first and after the last star of the names in `rest`. */
  private readonly edges: Array<readonly [string, string]> = [];

  constructor(entries: ReadonlyArray<readonly [K, readonly string[]]>) {
    for (const [kind, patterns] of entries) for (const text of patterns) this.add(kind, text);
  }

  private add(kind: K, text: string): void {
    const anchor = text.startsWith("~/") ? "home" : text.startsWith("/") ? "root" : "any";
    const segments = text.replace(/^~?\//, "").split("/");
    const subtree = segments.at(-1) === "**";
    if (subtree) segments.pop();
    const pattern = { kind, text, anchor, segments, subtree } as const;
    const literal = [...segments].reverse().find((segment) => !/[*?[]/.test(segment));
    const extension = /^\*(\.[\w-]+)$/.exec(segments.at(-1)!)?.[1];
    if (literal !== undefined) append(this.byLiteral, literal, pattern);
    else if (extension !== undefined) append(this.byExtension, extension, pattern);
    else {
      this.rest.push(pattern);
      const name = segments.at(-1)!;
      this.edges.push([name.slice(0, name.search(/[*?[]/)), name.slice(Math.max(name.lastIndexOf("*"), name.lastIndexOf("?"), name.lastIndexOf("]")) + 1)]);
    }
  }

  /** First kind that a normalised path matches, in the order of the table; null for none. */
  find(path: string): K | null {
    return this.pattern(path)?.kind ?? null;
  }

  /** The pattern by which `find` decides. */
  pattern(path: string): PathPattern<K> | null {
    let end = path.length;
    while (end > 0 && path.charCodeAt(end - 1) === 47) end--;
    if (end === 0) return null;
    const lastStart = path.lastIndexOf("/", end - 1) + 1;
    const last = path.slice(lastStart, end);
    let segments: string[] | null = null;
    // From the end, without splitting: nearly all paths share no segment with any pattern.
    for (let stop = end; stop > 0; ) {
      const start = path.lastIndexOf("/", stop - 1) + 1;
      const candidates = this.byLiteral.get(path.slice(start, stop));
      if (candidates !== undefined) {
        segments ??= split(path);
        for (const pattern of candidates) if (matches(pattern, path, segments)) return pattern;
      }
      stop = start - 1;
    }
    const dot = last.lastIndexOf(".");
    const named = dot > 0 ? this.byExtension.get(last.slice(dot)) : undefined;
    if (named !== undefined) for (const pattern of named) if (matches(pattern, path, (segments ??= split(path)))) return pattern;
    if (last.includes("*") || this.mayMatch(last)) for (const pattern of this.rest) if (matches(pattern, path, (segments ??= split(path)))) return pattern;
    return null;
  }

  /** True where a name begins or ends like one of the patterns that have stars in their names. */
  private mayMatch(name: string): boolean {
    for (const [head, tail] of this.edges) if (name.startsWith(head) && name.endsWith(tail)) return true;
    return false;
  }
}

function split(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "");
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
    if (pattern !== segment && !(/[*?[]/.test(pattern) && matchesGlob(pattern, segment)) && !(segment === "*" && wanted.length > 1)) return false;
  }
  return true;
}
