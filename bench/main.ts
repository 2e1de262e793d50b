import { parseArgs } from "node:util";
import { benchContent } from "./content.js";
import { benchScoring } from "./scoring.js";
import { benchSigma } from "./sigma.js";
import { benchStore } from "./store.js";
import { print, type Row, yardstick } from "./table.js";

// `npm run bench [-- content | scoring | sigma | store] [--calls 160000] [--json]`: prints a table of one run; a row that falls short says so.
const BENCHES: Readonly<Record<string, (calls: number) => Row[] | Promise<Row[]>>> = { content: benchContent, scoring: benchScoring, sigma: benchSigma, store: benchStore };
const DEFAULT_CALLS = 160_000;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { calls: { type: "string" }, json: { type: "boolean", default: false } } });
const calls = Number(values.calls ?? DEFAULT_CALLS);
if (!Number.isInteger(calls) || calls < 1 || positionals.some((name) => !(name in BENCHES))) {
  process.stderr.write(`Usage: npm run bench [-- ${Object.keys(BENCHES).join(" | ")}] [--calls <number>] [--json]\n`);
  process.exit(2);
}

yardstick();
const length = yardstick();
const rows: Row[] = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(BENCHES)) rows.push(...(await BENCHES[name]!(calls)));
if (values.json) process.stdout.write(`${JSON.stringify({ schemaVersion: 1, yardstickMs: length, rows }, null, 2)}\n`);
else print(rows, length);
