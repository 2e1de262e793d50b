import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { measureHost } from "../scripts/host/measure.mjs";
import type { Row } from "./table.js";

const BUNDLE = fileURLToPath(new URL("../dist/extension.js", import.meta.url));
/** A frame of a screen at 60 a second: who holds the thread longer is felt. */
const FRAME_MS = 16;

/**
 * What the extension costs the editor, in a real host (the newest): loading and activating as VS Code itself tells it, how long the host's
 * thread was held by the extension's own code at once, with 1,000 entries in Problems, and how fast transcripts open.
 */
export async function benchHost(): Promise<Row[]> {
  const { loadMs, activateMs, resolvedMs, openMs, tasks, problems } = await measureHost("newest");
  if (problems < 1_000) throw new Error(`Problems lists ${problems} entries: the figures are of something else.`);
  const task = (name: string, { longestMs, totalMs }: (typeof tasks)["live"]): Row[] => [
    { name: `host thread, longest at once: ${name}`, value: longestMs, unit: "ms", limit: FRAME_MS },
    { name: `host thread, in all: ${name}`, value: totalMs, unit: "ms", limit: null },
  ];
  return [
    { name: "host bundle", value: statSync(BUNDLE).size / 1024, unit: "KB", limit: 250 },
    { name: "load", value: loadMs, unit: "ms", limit: 30 },
    { name: "activate, called", value: activateMs, unit: "ms", limit: 10 },
    { name: "activate, resolved", value: resolvedMs, unit: "ms", limit: 50 },
    { name: "transcript of 1 MB opened, first part of three", value: openMs.megabyte, unit: "ms", limit: 500 },
    { name: "the same once more", value: openMs.again, unit: "ms", limit: 500 },
    { name: "transcript of a short session opened", value: openMs.short, unit: "ms", limit: 500 },
    ...task("starting, sample read and shown", tasks.starting),
    ...task("1,000 entries put into Problems", tasks.problems),
    ...task("explorer grouped four ways", tasks.explorer),
    ...task("transcripts opened", tasks.transcript),
    ...task("20 sessions arriving live", tasks.live),
  ];
}
