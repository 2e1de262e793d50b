import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import initSqlJs from "sql.js";
import { listCalls } from "../src/store/queries/calls.js";
import { listFindings } from "../src/store/queries/findings.js";
import { listSessions } from "../src/store/queries/sessions.js";
import { readTotals } from "../src/store/queries/totals.js";
import { Store } from "../src/store/store.js";
import { Enrichment } from "../src/worker/enrichment.js";
import { p95, type Row, timed } from "./table.js";
import { batchesOf } from "./workload.js";

const RUNS = 20;

/** The store with `calls` tool calls: writing, scoring, asking, saving. */
export async function benchStore(calls: number): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "spotter-bench-"));
  try {
    const store = await Store.open(await initSqlJs(), { path: join(folder, "spotter.db") });
    const rows = measure(store, calls);
    store.close();
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measure(store: Store, calls: number): Row[] {
  const source = store.sourceId({ kind: "json", path: "/home/dev/.local/share/opencode" });
  const enrichment = new Enrichment(store);
  const drain = (): void => {
    while (enrichment.slice().scored > 0);
  };
  const many = calls.toLocaleString("en");
  const rows: Row[] = [];
  const add = (name: string, value: number, limit: number | null, unit = "ms"): void => void rows.push({ name, value, unit, limit });
  add(`${many} calls stored`, timed(() => { for (const batch of batchesOf(calls)) store.apply(source, batch); }), null);
  add(`${many} calls scored`, timed(drain), null);
  const { db } = store;
  add("list of worst calls, p95", p95(RUNS, () => listCalls(db, { sessionId: null, minScore: 30, order: "risk" }, null, 100)), 20);
  add("list of newest risky calls, p95", p95(RUNS, () => listCalls(db, { sessionId: null, minScore: 30, order: "time" }, null, 100)), 20);
  add("list of a session's calls, p95", p95(RUNS, (run) => listCalls(db, { sessionId: `ses_${run * 7}`, minScore: 0, order: "time" }, null, 100)), 20);
  add("list of findings, p95", p95(RUNS, () => listFindings(db, 30, null, 100)), 20);
  add("list of sessions by risk, p95", p95(RUNS, () => listSessions(db, 30, null, 100)), 20);
  add("totals, p95", p95(RUNS, () => readTotals(db)), 100);
  let bytes = 0;
  add("image saved", timed(() => { bytes = store.save(); }), 250);
  add("image, bytes a call", bytes / calls, 1536, "B");
  const again = Math.min(calls, 80_000);
  add(`${again.toLocaleString("en")} calls scored again`, timed(() => { store.scores.invalidate(); for (let done = 0; done < again; ) done += enrichment.slice().scored || again; }), 8_000);
  return rows;
}
