// A process with a store, to be killed at whatever moment.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import initSqlJs from "sql.js";
import type { Assessment } from "../../../src/model/assessment.js";
import { levelOf } from "../../../src/model/risk.js";
import { Store } from "../../../src/store/store.js";
import { bash, batch, session } from "../../unit/store/records.js";

export const LOCATION = { kind: "json", path: "/data" } as const;
export const FINDING = "0123456789abcdef0123";
export const OLD_SCORE = 40;
export const NEW_SCORE = 90;

/** What a process is told to do until it is killed. */
export interface Task {
  readonly kind: "save" | "migrate" | "rescore";
  readonly path: string;
}

export function assessment(score: number): Assessment {
  return { score, level: levelOf(score), reasons: [{ rule: "delete-root", score, args: {}, span: null }], techniques: [], normalised: "rm", shadow: [], target: null };
}

/** Reads one call more, as the `n`-th, with the cursor that says so. */
export function readCall(store: Store, n: number): void {
  store.apply(store.sourceId(LOCATION), batch([session("ses_a"), bash(`prt_${n}`, "ses_a", `rm -rf /srv/${"x".repeat(50)}`, { callId: `c${n}`, timeStart: n })], [["n", String(n)]]));
}

async function open(path: string): Promise<Store> {
  const wasm = readFileSync(join(dirname(fileURLToPath(import.meta.url)), "sql-wasm.wasm"));
  return Store.open(await initSqlJs({ wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer }), { mayReplace: () => true, path, actor: "ada" });
}

/** Reads, decides and saves, over and over; says how many decisions are taken. */
async function save(path: string): Promise<void> {
  const store = await open(path);
  const begun = Number(store.cursor(store.sourceId(LOCATION)).get("n") ?? 0);
  process.send?.("working");
  for (let n = begun + 1; ; n++) {
    readCall(store, n);
    store.decisions.record([{ kind: "note", finding: FINDING, text: String(n) }]);
    process.send?.({ decided: n - begun });
    await store.save();
  }
}

/** Brings an old store up to date and saves it; once that is done it does nothing more. */
async function migrate(path: string): Promise<void> {
  process.send?.("working");
  const store = await open(path);
  store.markDirty();
  await store.save();
  setInterval(() => undefined, 1_000);
}

/** Scores everything again in small batches, and saves after each; begins anew at the end. */
async function rescore(path: string): Promise<void> {
  const store = await open(path);
  process.send?.("working");
  for (let score = NEW_SCORE; ; score = score === NEW_SCORE ? OLD_SCORE : NEW_SCORE) {
    store.rescoring.begin(String(score));
    for (let calls = store.rescoring.next(7); calls.length > 0; calls = store.rescoring.next(7)) {
      store.rescoring.write(calls.map((call) => ({ call, assessment: assessment(score) })), String(score));
      store.markDirty();
      await store.save();
    }
  }
}

const TASKS = { save, migrate, rescore };

process.on("message", ({ kind, path }: Task) => void TASKS[kind](path));
process.on("disconnect", () => process.exit());
process.send?.("ready");
