import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import initSqlJs from "sql.js";
import { GROUPINGS, type FindingFilter, type Grouping } from "../src/model/findingList.js";
import { type CallFilter, listCalls } from "../src/store/queries/calls.js";
import { COUNT_DIMENSIONS, costOfSessions, countCalls, countModels, countTechniques, usageOfModels } from "../src/store/queries/counts.js";
import { countOpenFindings, listFindings } from "../src/store/queries/findings.js";
import { type GroupedList, listGroupCalls, listGroups } from "../src/store/queries/groups.js";
import { totalsOfSources } from "../src/store/queries/ofSources.js";
import { ruleHits } from "../src/store/queries/ruleHits.js";
import { searchCalls } from "../src/store/queries/search.js";
import { listSessions } from "../src/store/queries/sessions.js";
import { listSources, readTotals } from "../src/store/queries/totals.js";
import { Store } from "../src/store/store.js";
import { Enrichment } from "../src/worker/enrichment.js";
import { arrivalsRow } from "./store/arrivals.js";
import { fillStore } from "./store/fill.js";
import { triageRows } from "./store/triage.js";
import { takeoverRow } from "./store/takeover.js";
import { p95, type Row, timed } from "./table.js";
import { projectId, sessionId } from "./workload.js";

const RUNS = 20;
const PAGE = 100;
/** Rows of a page in the Findings view. */
const GROUPS = 200;
const RESCORED = 80_000;
const HALF_MILLION = 500_000;
const MEGABYTE = 1_000_000;
const BYTES_A_CALL = 1_536;
const DAY_MS = 86_400_000;
const BEGIN = Date.UTC(2026, 0, 1);

/**
 * The store with `calls` tool calls: writing, scoring, asking, saving; and what it takes of memory.
 *
 * @param halfMillion also measures the memory with 500,000 calls, which takes minutes
 */
export async function benchStore(calls: number, { halfMillion }: { readonly halfMillion: boolean }): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "spotter-bench-"));
  try {
    const sql = await initSqlJs();
    const store = await Store.open(sql, { mayReplace: () => true, path: join(folder, "spotter.db") });
    const written = fillStore(store, calls).map(({ name, work }): Row => ({ name, value: timed(work), unit: "ms", limit: null }));
    const rows = [...written, ...questions(store), ...(await saved(store)), await takeoverRow(folder), ...scoredAgain(store, calls), await arrivalsRow(sql), ...triageRows(store)];
    store.close();
    return [...rows, ...memoryRows(calls), ...(halfMillion ? memoryRows(HALF_MILLION) : [])];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a process takes for each call, beside what it takes for a few, measured in a process of its own that does nothing else. */
function memoryRows(calls: number): Row[] {
  const output = execFileSync(process.execPath, ["--expose-gc", "--import", "tsx", fileURLToPath(new URL("store/memory.ts", import.meta.url)), String(calls)], { encoding: "utf8" });
  const { baseBytes, residentBytes, savingBytes, imageBytes } = JSON.parse(output) as { baseBytes: number; residentBytes: number; savingBytes: number; imageBytes: number };
  const many = calls.toLocaleString("en");
  return [
    { name: `${many} calls: process before, with a few`, value: baseBytes / MEGABYTE, unit: "MB", limit: null },
    { name: `${many} calls: image, bytes a call`, value: imageBytes / calls, unit: "B", limit: null },
    { name: `${many} calls: process, bytes a call`, value: residentBytes / calls, unit: "B", limit: BYTES_A_CALL },
    { name: `${many} calls: while it saves, bytes a call`, value: savingBytes / calls, unit: "B", limit: BYTES_A_CALL },
  ];
}

/** What the Findings view asks for. */
function grouped(by: Grouping, changes: Partial<FindingFilter> = {}): GroupedList {
  return { by, order: "risk", zoneMinutes: 60, filter: { minLevel: "medium", text: "", tool: "", project: "", state: null, since: null, folders: [], ...changes } };
}

function questions({ db }: Store): Row[] {
  const list = (name: string, filter: (run: number) => CallFilter): Row => ({ name: `list: ${name}, p95`, value: p95(RUNS, (run) => listCalls(db, filter(run), null, PAGE)), unit: "ms", limit: 20 });
  const at = (name: string, limit: number, work: (run: number) => void): Row => ({ name: `${name}, p95`, value: p95(RUNS, work), unit: "ms", limit });
  return [
    list("worst calls", () => ({ scope: {}, minScore: 30, order: "risk" })),
    list("newest risky calls", () => ({ scope: {}, minScore: 30, order: "time" })),
    list("newest calls", () => ({ scope: {}, minScore: 0, order: "time" })),
    list("a session's calls", (run) => ({ scope: { sessionId: sessionId(run * 7) }, minScore: 0, order: "time" })),
    list("a project's worst", (run) => ({ scope: { projectId: projectId(run) }, minScore: 30, order: "risk" })),
    list("an agent's worst", () => ({ scope: { agent: "build" }, minScore: 30, order: "risk" })),
    list("worst commands", () => ({ scope: { kind: "command" }, minScore: 30, order: "risk" })),
    list("a technique's worst", () => ({ scope: { technique: "T1105" }, minScore: 30, order: "risk" })),
    list("a day's worst", (run) => ({ scope: { span: { from: BEGIN + run * DAY_MS, to: BEGIN + (run + 1) * DAY_MS } }, minScore: 30, order: "risk" })),
    at("list: findings", 20, () => listFindings(db, 30, null, PAGE)),
    at("list: sessions by risk", 20, () => listSessions(db, 30, null, PAGE)),
    ...GROUPINGS.map((by) => at(`findings by ${by}: first page of groups`, 100, () => listGroups(db, grouped(by), null, GROUPS))),
    ...GROUPINGS.map((by) => {
      const first = listGroups(db, grouped(by), null, 1).rows[0]?.value ?? "";
      return at(`findings by ${by}: a group's calls`, 20, () => listGroupCalls(db, grouped(by), first, null, GROUPS));
    }),
    at("findings by session, filtered by words and folder", 100, () => listGroups(db, grouped("session", { text: "curl", folders: ["/home"] }), null, GROUPS)),
    at("totals", 20, () => readTotals(db)),
    at("totals of a source", 20, () => totalsOfSources(db, [1])),
    at("sources", 20, () => listSources(db)),
    at("open findings", 20, () => countOpenFindings(db, { since: 0, folders: [] })),
    at("open findings below a folder", 100, () => countOpenFindings(db, { since: 0, folders: ["/home/dev/project-1"] })),
    ...COUNT_DIMENSIONS.map((dimension) => at(`counts by ${dimension}`, 100, () => countCalls(db, dimension))),
    at("counts by technique", 100, () => countTechniques(db, 30)),
    at("counts by model", 100, () => countModels(db, 30)),
    at("counts by rule", 100, () => ruleHits(db)),
    at("cost of risky sessions", 100, () => costOfSessions(db, 60)),
    at("cost and tokens by model", 100, () => usageOfModels(db)),
    at("search: a rare word", 100, (run) => searchCalls(db, `old-${run * 16 + 14}`, null, PAGE)),
    at("search: a common word", 100, () => searchCalls(db, "src", null, PAGE)),
    at("search: three words", 100, () => searchCalls(db, "curl install sh", null, PAGE)),
  ];
}

/** How long a query waits while the store is saved: the longest time between two turns of the event loop. */
async function saved(store: Store): Promise<Row[]> {
  const started = performance.now();
  let [turn, longest, saving] = [started, 0, true];
  const saved = store.save().finally(() => (saving = false));
  while (saving) {
    await new Promise((resolve) => setImmediate(resolve));
    longest = Math.max(longest, performance.now() - turn);
    turn = performance.now();
  }
  await saved;
  return [
    { name: "saving: the longest that a query waits", value: longest, unit: "ms", limit: 250 },
    { name: "saving: until it is on the disk", value: performance.now() - started, unit: "ms", limit: null },
  ];
}

function scoredAgain(store: Store, calls: number): Row[] {
  const enrichment = new Enrichment(store);
  const again = Math.min(calls, RESCORED);
  store.rescoring.begin("");
  const took = timed(() => {
    for (let done = 0; done < again; ) done += enrichment.sliceAgain().scored || again;
  });
  return [{ name: `${again.toLocaleString("en")} calls scored again`, value: took, unit: "ms", limit: 8_000 }];
}
