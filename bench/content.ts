import type { ContentPart } from "../src/scoring/content/inspectContent.js";
import { inspectContent } from "../src/scoring/content/inspectContent.js";
import { CONTENT_CLASSES } from "../test/replay/contents/content.js";
import { CORPUS, inspectFromCorpus, isJudgedRight } from "../test/replay/contents/corpus.js";
import { type Row, timed } from "./table.js";
import { contentAt } from "./workload.js";

const PARTS = 8_000;
const RUNS = 5;

/** Texts made to be slow, 1 MB each. */
const HOSTILE: ReadonlyArray<readonly [string, string]> = [
  ["1 MB of 'ignore all '", "ignore all ".repeat(95_000)],
  ["1 MB of 'send the key to '", "send the key to ".repeat(65_000)],
  ["1 MB of base64", "SWdub3Jl".repeat(131_000)],
  ["1 MB of '<!-- '", "<!-- ".repeat(210_000)],
  ["1 MB of quotes", "\"'`".repeat(350_000)],
  ["1 MB of '${jndi:'", "${jndi:".repeat(150_000)],
  ["1 MB of 'password='", "password=".repeat(116_000)],
  ["1 MB of zero-width characters", "a\u200b".repeat(524_000)],
];

const keyedHash = (): string => "0123456789abcdef";
const output = (text: string): ContentPart => ({ where: "tool-output", tool: "read", filePath: null, url: null, text });

/** What inspection finds of the replay corpus, by class, and what it costs. */
export function benchContent(): Row[] {
  const rows: Row[] = [];
  for (const of of CONTENT_CLASSES) {
    const judged = CORPUS.filter((content) => content.class === of).map((content) => ({ content, right: isJudgedRight(content, inspectFromCorpus(content)) }));
    rows.push({ name: `${of}: found of ${judged.filter(({ content }) => !content.harmless).length}`, value: share(judged.filter(({ content }) => !content.harmless).map(({ right }) => right)), unit: "%", limit: 90, more: "is better" });
    rows.push({ name: `${of}: false alarms of ${judged.filter(({ content }) => content.harmless).length}`, value: 100 - share(judged.filter(({ content }) => content.harmless).map(({ right }) => right)), unit: "%", limit: 2 });
  }
  return [...rows, ...costs()];
}

function share(right: readonly boolean[]): number {
  return (right.filter(Boolean).length * 100) / right.length;
}

function costs(): Row[] {
  const parts = Array.from({ length: PARTS }, (_, index) => contentAt(index));
  const length = parts.reduce((sum, { text }) => sum + text.length, 0) / PARTS;
  const inspectAll = (): void => parts.forEach((part) => inspectContent(part, keyedHash, null));
  inspectAll();
  // The best of a few runs: what else the machine does is not what is measured.
  const best = Math.min(...Array.from({ length: RUNS }, () => timed(inspectAll)));
  const rows: Row[] = [{ name: `a part inspected, of ${Math.round(length)} characters on average`, value: (best * 1000) / PARTS, unit: "µs", limit: 40 }];
  for (const [name, text] of HOSTILE) rows.push({ name, value: timed(() => void inspectContent(output(text), keyedHash, null)), unit: "ms", limit: 1_000 });
  return rows;
}
