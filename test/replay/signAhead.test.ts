import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { EngineOptions } from "../../src/protocol/engine.js";
import { signSessions, type SessionSign } from "../../src/watcher/jsonSigning.js";
import { JsonFileSource } from "../../src/watcher/jsonFiles.js";
import { openEngine, UNSHARED } from "../../src/worker/bootstrap.js";
import { signAhead } from "../../src/worker/signAhead.js";
import { Indexed } from "../unit/watcher/indexed.js";
import { StorageFolder } from "../unit/watcher/madeFiles.js";
import { contentHashes, copyOf, removeCopies, temporaryFolder } from "../unit/watcher/storageCopies.js";

const WASM = createRequire(import.meta.url).resolve("sql.js/dist/sql-wasm.wasm");
const SIGNER = fileURLToPath(new URL("../../src/worker/signer.ts", import.meta.url));
const CALLS = "SELECT id, output_hash, deleted_at IS NOT NULL AS gone FROM tool_call ORDER BY id";

describe("files that threads of their own compare after a start", () => {
  let packed: string;
  before(async () => {
    packed = temporaryFolder();
    copyFileSync(WASM, join(packed, "sql-wasm.wasm"));
    await build({ entryPoints: { signer: SIGNER }, outdir: packed, bundle: true, platform: "node", format: "cjs", target: "node20", logLevel: "warning" });
  });
  after(removeCopies);

  /** What an engine has once it has read the storage; `log` gets what it had to say. */
  async function callsOf(storage: string, storeDirectory: string, wasmPath: string, log: string[] = []): Promise<unknown[]> {
    const options: EngineOptions = {
      storeDirectory, storeFile: null, storagePaths: [storage], storageExclude: [], remoteName: null, maskPersonalData: false, indicatorPaths: [], rulePaths: [],
      retention: { calls: 0, days: 0 }, readingMode: "live", follow: false, version: "1", wasmPath,
    };
    const engine = await openEngine(options, { status: () => undefined, changed: () => undefined, alert: () => undefined, log: (level, message) => void (level === "debug" || log.push(message)) }, UNSHARED);
    await engine.refresh();
    const calls = engine.store.db.all(CALLS);
    await engine.dispose();
    return calls;
  }

  /** A part that is rewritten in place, and one that is deleted: neither leaves a trace in the session's file. */
  function changeTwo(storage: string): void {
    const folder = join(storage, "storage/part");
    const parts = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)).filter((path) => path.endsWith(".json") && readFileSync(path, "utf8").includes('"output": "'));
    writeFileSync(parts[0]!, readFileSync(parts[0]!, "utf8").replace('"output": "', '"output": "again '));
    rmSync(parts.at(-1)!);
  }

  it("give what the engine's own thread gives by itself, and leave the files as they are", async () => {
    const storage = copyOf("json-storage/opencode");
    const stores = [temporaryFolder(), temporaryFolder()];
    const before = await Promise.all(stores.map((store) => callsOf(storage, store, WASM)));
    changeTwo(storage);
    const left = contentHashes(storage);
    const log: string[] = [];
    const after = [await callsOf(storage, stores[0]!, WASM), await callsOf(storage, stores[1]!, join(packed, "sql-wasm.wasm"), log)];
    assert.deepEqual(after[1], after[0]);
    assert.notDeepEqual(after[1], before[1]);
    assert.equal((after[1] as Array<{ gone: number }>).filter(({ gone }) => gone === 1).length, 1);
    assert.deepEqual([contentHashes(storage), log], [left, []]);
  });

  it("are compared by the engine's thread where theirs fails, and the log says so", async () => {
    const storage = copyOf("json-storage/opencode");
    const [store, folder] = [temporaryFolder(), temporaryFolder()];
    await callsOf(storage, store, WASM);
    changeTwo(storage);
    mkdirSync(folder, { recursive: true });
    copyFileSync(WASM, join(folder, "sql-wasm.wasm"));
    writeFileSync(join(folder, "signer.js"), "throw new Error('out of order');");
    const log: string[] = [];
    const calls = await callsOf(storage, store, join(folder, "sql-wasm.wasm"), log);
    assert.equal((calls as Array<{ gone: number }>).filter(({ gone }) => gone === 1).length, 1);
    assert.ok(log.length > 0 && log.every((message) => message.includes("Comparing files in a thread of its own failed")), log.join("\n"));
  });

  it("are shared among the threads, each session with one of them", async () => {
    const { path } = manySessions();
    const byId = (signs: Iterable<SessionSign>): string[] => [...signs].map((sign) => JSON.stringify(sign)).sort();
    const one = byId(signSessions(path, { index: 0, of: 1 }));
    const shares = [0, 1, 2].map((index) => signSessions(path, { index, of: 3 }));
    const threads = await signAhead(join(packed, "signer.js"), path, (error) => assert.fail(String(error)), 3);
    assert.deepEqual([shares.map(({ length }) => length), byId(shares.flat()), byId(threads.values())], [[3, 2, 2], one, one]);
  });

  it("are not looked at once more by the reader: it reads what they say has changed, and looks at the rest itself", async () => {
    const { path } = manySessions();
    const index = await Indexed.open(new JsonFileSource({ kind: "json", path }));
    index.read();
    const signs = new Map(signSessions(path, { index: 0, of: 1 }).map((sign) => [sign.id, sign]));
    const seen = (changes: Iterable<[string, SessionSign]>): number => index.read({ thorough: true, signs: new Map(changes) }).seen;
    const changed: [string, SessionSign] = ["ses_3", { id: "ses_3", signature: "another", latest: 1 }];
    assert.deepEqual([seen(signs), seen([]), seen([...signs, changed])], [0, 0, 1]);
  });
});

function manySessions(): StorageFolder {
  const files = new StorageFolder();
  for (let index = 0; index < 7; index++) files.session(`ses_${index}`).message(`msg_${index}`, `ses_${index}`).bash(`prt_${index}`, `msg_${index}`, `ses_${index}`, "ls");
  return files.settle();
}
