import { parseArgs } from "node:util";
import { benchContent } from "./content.js";
import { benchDashboard } from "./dashboard.js";
import { benchHost } from "./host.js";
import { benchPanel } from "./panel.js";
import { benchReading } from "./reading.js";
import { benchScoring } from "./scoring.js";
import { benchSigma } from "./sigma.js";
import { benchStore } from "./store.js";
import { print, type Row, verdictOf, yardstick } from "./table.js";

// `npm run bench [-- content | dashboard | host | panel | reading | scoring | sigma | store] [--calls 160000] [--million] [--half-million]
// [--json]`: prints a table of one run; a row that falls short says so. `--calls` is for dashboard, panel and reading the number of parts.
// `--million` also reads a million of them, `--half-million` also measures the store's memory with 500,000 calls.
interface BenchOptions {
  readonly million: boolean;
  readonly halfMillion: boolean;
}
const BENCHES: Readonly<Record<string, (calls: number, options: BenchOptions) => Row[] | Promise<Row[]>>> = { content: benchContent, dashboard: benchDashboard, host: benchHost, panel: benchPanel, reading: benchReading, scoring: benchScoring, sigma: benchSigma, store: benchStore };
const DEFAULT_CALLS = 160_000;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { calls: { type: "string" }, million: { type: "boolean", default: false }, "half-million": { type: "boolean", default: false }, json: { type: "boolean", default: false } } });
const calls = Number(values.calls ?? DEFAULT_CALLS);
if (!Number.isInteger(calls) || calls < 1 || positionals.some((name) => !(name in BENCHES))) {
  process.stderr.write(`Usage: npm run bench [-- ${Object.keys(BENCHES).join(" | ")}] [--calls <number>] [--million] [--half-million] [--json]\n`);
  process.exit(2);
}

yardstick();
const length = yardstick();
const rows: Row[] = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(BENCHES)) rows.push(...(await BENCHES[name]!(calls, { million: values.million, halfMillion: values["half-million"] })));
if (values.json) process.stdout.write(`${JSON.stringify({ schemaVersion: 1, yardstickMs: length, rows: rows.map((row) => ({ ...row, verdict: verdictOf(row) })) }, null, 2)}\n`);
else print(rows, length);
