import { isAlias, isCollection, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Node as ParsedNode } from "yaml";
import { oneLine } from "../../model/neutralise.js";
import { fault, RuleFault, type RuleProblem } from "./problem.js";

/** A YAML value with the line, counted from 1, on which it stands. */
export type YamlNode = YamlMap | YamlList | YamlScalar;
export interface YamlMap {
  readonly kind: "map";
  readonly line: number;
  readonly entries: readonly YamlEntry[];
}
export interface YamlList {
  readonly kind: "list";
  readonly line: number;
  readonly items: readonly YamlNode[];
}
export interface YamlScalar {
  readonly kind: "scalar";
  readonly line: number;
  readonly value: string | number | boolean | null;
  /** As it is written: `007` and `1.10` are what a log holds, 7 and 1.1 are not. */
  readonly text: string;
}
export interface YamlEntry {
  readonly key: string;
  readonly line: number;
  readonly value: YamlNode;
}

/** Characters of a rule file; the largest published rule has 12,000. */
const LENGTH_LIMIT = 262_144;
/** Values of a file with its aliases written out, and how deep they lie: what a bomb of anchors runs into. */
const NODE_LIMIT = 20_000;
const DEPTH_LIMIT = 24;

/** Documents of a YAML text as trees with lines; what is wrong with it as problems. Never throws. */
export function parseYaml(text: string): { readonly documents: readonly YamlNode[]; readonly problems: readonly RuleProblem[] } {
  if (text.length > LENGTH_LIMIT) {
    return { documents: [], problems: [{ kind: "too-large", line: 1, message: `The file has ${text.length} characters; a rule file has ${LENGTH_LIMIT} at most. So no rule of it is used; split it.` }] };
  }
  const lines = new LineCounter();
  try {
    // Its own check of unique keys is quadratic, and its words quote the file: both are done here.
    const parsed = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false, merge: false });
    const problems: RuleProblem[] = [];
    const documents: YamlNode[] = [];
    for (const document of "length" in parsed ? parsed : []) {
      const [error] = document.errors;
      if (error) problems.push({ kind: "not-yaml", line: lines.linePos(error.pos[0]).line || 1, message: `This is no YAML: ${oneLine(error.message, 200)}` });
      else if (document.contents !== null) read(document.contents as ParsedNode, lines, documents, problems);
    }
    return { documents, problems };
  } catch (error) {
    // Thousands of open brackets exhaust the parser's stack: the one thing that it throws for.
    if (!(error instanceof RangeError)) throw error;
    return { documents: [], problems: [{ kind: "not-yaml", line: 1, message: "The file is nested too deeply to be a rule, so nothing of it is used." }] };
  }
}

function read(node: ParsedNode, lines: LineCounter, documents: YamlNode[], problems: RuleProblem[]): void {
  try {
    documents.push(new TreeReader(lines).node(node, 0));
  } catch (error) {
    if (!(error instanceof RuleFault)) throw error;
    problems.push(error.problem);
  }
}

class TreeReader {
  private nodes = 0;
  private readonly anchors = new Map<string, ParsedNode>();

  constructor(private readonly lines: LineCounter) {}

  node(node: ParsedNode | null, depth: number, line = 1): YamlNode {
    if (node === null) return { kind: "scalar", line, value: null, text: "" };
    const at = node.range ? this.lines.linePos(node.range[0]).line : line;
    if (++this.nodes > NODE_LIMIT) fault("too-large", at, `The file stands for more than ${NODE_LIMIT} values once its aliases are written out.`);
    if (depth > DEPTH_LIMIT) fault("too-large", at, `The file is nested more than ${DEPTH_LIMIT} levels deep.`);
    if (isAlias(node)) {
      const target = this.anchors.get(node.source);
      if (target === undefined) fault("not-yaml", at, `The alias '*${oneLine(node.source, 60)}' has no anchor before it.`);
      return this.node(target, depth + 1, at);
    }
    if ((isScalar(node) || isCollection(node)) && node.anchor) this.anchors.set(node.anchor, node);
    if (isMap<ParsedNode, ParsedNode | null>(node)) return this.map(node.items, at, depth);
    if (isSeq<ParsedNode | null>(node)) return { kind: "list", line: at, items: node.items.map((item) => this.node(item, depth + 1, at)) };
    return scalar(node, at);
  }

  private map(items: ReadonlyArray<{ readonly key: ParsedNode; readonly value: ParsedNode | null }>, line: number, depth: number): YamlMap {
    const seen = new Set<string>();
    const entries = items.map(({ key, value }): YamlEntry => {
      const at = key.range ? this.lines.linePos(key.range[0]).line : line;
      if (!isScalar(key)) fault("malformed", at, "A key is a word, not a list or a map.");
      const name = String(key.value ?? key.source ?? "");
      if (seen.has(name)) fault("malformed", at, `The key '${oneLine(name, 60)}' stands here twice; only one of them would count.`);
      seen.add(name);
      return { key: name, line: at, value: this.node(value, depth + 1, at) };
    });
    return { kind: "map", line, entries };
  }
}

function scalar(node: ParsedNode, line: number): YamlScalar {
  const value: unknown = isScalar(node) ? node.value : null;
  const source = isScalar(node) && typeof node.source === "string" ? node.source : String(value ?? "");
  if (value === null || typeof value === "boolean" || typeof value === "number") return { kind: "scalar", line, value, text: source };
  return { kind: "scalar", line, value: String(value), text: String(value) };
}

/** The value of a key; undefined where the map has none. */
export function entryOf(map: YamlMap, key: string): YamlEntry | undefined {
  return map.entries.find((entry) => entry.key === key);
}
