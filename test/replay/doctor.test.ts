import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { doctor } from "../../src/cli/doctor.js";
import { holdNamedStore, realFileOf } from "../../src/cli/namedStore.js";
import { letters, type LettersAction } from "../../src/cli/letters.js";
import { scan } from "../../src/cli/scan.js";
import { openSeatedEngine } from "../../src/worker/seatedEngine.js";
import { EngineSeat } from "../../src/worker/sharing/engineSeat.js";
import { recordStoreLocation } from "../../src/worker/sharing/storeLocation.js";
import { settle } from "../unit/watcher/madeFiles.js";
import { copyOf, removeCopies, temporaryFolder } from "../unit/watcher/storageCopies.js";

const wasmPath = createRequire(import.meta.url).resolve("sql.js/dist/sql-wasm.wasm");

/** What a command prints and how it exits. */
class Printed {
  private out = "";
  errors = "";
  readonly terminal = { out: (text: string): void => void (this.out += text), err: (text: string): void => void (this.errors += text) };

  json<T>(): T {
    return JSON.parse(this.out) as T;
  }
  get text(): string {
    return this.out;
  }
}

interface Diagnosis {
  readonly healthy: boolean;
  readonly complaints: readonly string[];
  readonly from: string;
  readonly machine: { readonly host: string };
  readonly sources: ReadonlyArray<Record<string, unknown>>;
}

describe("spotter doctor and letters", () => {
  let data: string;
  let home: string;
  let store: string;
  beforeEach(() => {
    data = copyOf("json-storage/opencode");
    home = temporaryFolder();
    store = join(home, "index.db");
  });
  afterEach(removeCopies);
  const state = (): { env: Record<string, string>; home: string } => ({ env: {}, home });

  async function diagnose(options: { storage?: string[]; db?: string; json?: boolean }, where: { env: Record<string, string>; home: string } = state()): Promise<{ code: number; printed: Printed }> {
    const printed = new Printed();
    const code = await doctor({ storage: options.storage ?? [], db: options.db, json: options.json ?? true, wasmPath }, printed.terminal, where);
    return { code, printed };
  }

  async function decide(action: LettersAction, db: string | null = store): Promise<{ code: number; printed: Printed }> {
    const printed = new Printed();
    const code = await letters(action, { db: db ?? undefined, json: true, wasmPath, version: "1" }, printed.terminal, state());
    return { code, printed };
  }

  /** Parts that are cut short, so that they cannot be read; gives their texts by path. */
  function breakParts(count: number): Map<string, string> {
    const folder = join(data, "storage", "part");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json")).map((name) => join(folder, name));
    const broken = new Map(files.slice(0, count).map((file) => [file, readFileSync(file, "utf8")]));
    for (const [file, text] of broken) writeFileSync(file, text.slice(0, 20));
    return broken;
  }

  it("finds a whole storage healthy, and counts each record", async () => {
    const { code, printed } = await diagnose({ storage: [data] });
    const { healthy, sources, from } = printed.json<Diagnosis>();
    assert.deepEqual([code, healthy, from], [0, true, "reading"]);
    const { seen, parsed, captureRate, deadLetters, unknownShapes, excluded, retried, deleted, phase, backlog } = sources[0]!;
    assert.deepEqual(
      { seen, parsed, captureRate, deadLetters, unknownShapes, excluded, retried, deleted, phase, backlog },
      { seen: 536, parsed: 536, captureRate: 1, deadLetters: 0, unknownShapes: 0, excluded: 0, retried: 0, deleted: 0, phase: "bulk", backlog: 0 },
    );
    assert.ok(typeof sources[0]!["lastReconcile"] === "number" && (sources[0]!["rowsPerSecond"] as number) > 0);
  });

  it("exits 3 when records are missing, and tells how many and nothing that they hold", async () => {
    const broken = breakParts(5);
    const { code, printed } = await diagnose({ storage: [data] });
    const { healthy, complaints, sources } = printed.json<Diagnosis>();
    assert.deepEqual([code, healthy, sources[0]!["deadLetters"], sources[0]!["parsed"]], [3, false, 5, 531]);
    assert.match(complaints.join(), /99\.07 % of the records captured \(5 unreadable, 0 of an unknown shape\)/);
    const paths = [...broken.keys()].map((path) => path.slice(0, path.lastIndexOf("/")));
    assert.ok(!printed.text.includes(data) && paths.every((path) => !printed.text.includes(path)), "paths are shortened");
    assert.equal((await diagnose({ storage: [join(home, "nothing-here")] })).code, 3);
  });

  it("says what a newer version of inspection has not looked at, or cannot any more", async () => {
    const directory = join(home, "store");
    mkdirSync(directory);
    recordStoreLocation(state(), directory, 1);
    const { printed } = await diagnose({ storage: [data] });
    const told = async (inspection: unknown): Promise<string> => {
      writeFileSync(join(directory, "status.json"), JSON.stringify({ ...printed.json<object>(), pid: process.pid, running: true, inspection }));
      return (await diagnose({ json: false })).printed.text;
    };
    assert.match(await told({ waiting: 2, older: 5 }), /\nInspection: 2 sessions are still to be read again by the newer version\.\n$/);
    assert.match(await told({ waiting: 0, older: 5 }), /\nInspection: 5 calls and prompts were inspected by an older version; OpenCode has them no more\.\n$/);
    assert.doesNotMatch(await told({ waiting: 0, older: 0 }), /Inspection/);
    assert.doesNotMatch(await told(undefined), /Inspection/);
  });

  it("refuses a file that another process works with, until that has ended", async () => {
    const other = await holdNamedStore(realFileOf(store), state(), () => undefined);
    assert.ok(other.kind === "held");
    const refused = await diagnose({ storage: [data], db: store });
    assert.deepEqual([refused.code, refused.printed.text], [2, ""]);
    assert.match(refused.printed.errors, new RegExp(`^Another Spotter \\(process ${process.pid}\\) works with the file of --db\\. `));
    await other.hold.ended!();
    for (const time of ["first", "second"]) assert.equal((await diagnose({ storage: [data], db: store })).code, 0, time);
  });

  it("leaves a file alone where nothing would keep another process from it", async () => {
    const env = { XDG_STATE_HOME: join(home, "no-folder") };
    writeFileSync(env.XDG_STATE_HOME, "");
    const refused = await diagnose({ storage: [data], db: store }, { ...state(), env });
    assert.deepEqual([refused.code, refused.printed.text, existsSync(store)], [2, "", false]);
    assert.match(refused.printed.errors, /^The file of --db was left alone: .*\(E[A-Z]+: .*leases.*\)\. .*XDG_STATE_HOME/);
  });

  it("says in words what it says in JSON", async () => {
    const { printed } = await diagnose({ storage: [data], json: false });
    assert.match(printed.text, /^Healthy: [^]*Machine .*OpenCode on other machines is not seen\.\nJSON files .*100\.000 % captured\n {2}seen 536, parsed 536/);
  });

  it("lists, retries, accepts and discards what cannot be read; a decision outlives the index, and ends when the record changes", async () => {
    const [first, second] = [...breakParts(2).entries()] as [[string, string], [string, string]];
    // A session whose files changed in this very moment is read once more by itself, which would count as an attempt.
    settle();
    const locator = (path: string): string => path.slice(data.length + 1);
    await scan({ storage: [data], db: store, json: true, findings: false, indicators: [], rules: [], failOn: undefined, wasmPath }, new Printed().terminal);
    const list = async (all = false): Promise<Array<Record<string, unknown>>> => (await decide({ kind: "list", all })).printed.json();
    assert.deepEqual((await list()).map(({ locator: found, reason, attempts, action }) => [found, reason, attempts, action]).sort(), [
      [locator(first[0]), "malformed-json", 1, null], [locator(second[0]), "malformed-json", 1, null],
    ].sort());

    assert.deepEqual([(await decide({ kind: "retry", locator: null })).code, (await list()).map(({ attempts }) => attempts)], [3, [2, 2]]);
    assert.equal((await decide({ kind: "accept", locator: locator(first[0]), reason: "cut off when the disk was full" })).code, 0);
    assert.equal((await decide({ kind: "discard", locator: locator(second[0]), reason: "a test" })).code, 0);
    assert.equal((await decide({ kind: "accept", locator: "storage/part/none.json", reason: "x" })).code, 2);
    assert.deepEqual((await list()).map(({ locator: found, action, decisionReason }) => [found, action, decisionReason]), [[locator(first[0]), "accept", "cut off when the disk was full"]]);
    assert.equal((await list(true)).length, 2);

    // The journal is the truth: an index that is built anew knows the decisions.
    rmSync(store);
    await scan({ storage: [data], db: store, json: true, findings: false, indicators: [], rules: [], failOn: undefined, wasmPath }, new Printed().terminal);
    assert.deepEqual((await list(true)).map(({ action }) => action).sort(), ["accept", "discard"]);

    writeFileSync(second[0], "{ broken in another way");
    writeFileSync(first[0], first[1]);
    const retried = await decide({ kind: "retry", locator: null });
    assert.deepEqual([retried.code, retried.printed.json()], [3, { retried: 1, recovered: 0 }]);
    assert.deepEqual((await list()).map(({ locator: found, action }) => [found, action]), [[locator(second[0]), null]]);
  });

  it("asks the engine of VS Code where one runs, and reads its status file", async () => {
    breakParts(1);
    const directory = join(home, "store");
    mkdirSync(directory);
    recordStoreLocation(state(), directory, 1);
    const options = { storeDirectory: directory, storeFile: null, storagePaths: [data], storageExclude: [], maskPersonalData: false, indicatorPaths: [], rulePaths: [], retention: { calls: 0, days: 0 }, remoteName: null, follow: false, readingMode: "live" as const, version: "1", wasmPath };
    let hold: () => void;
    const held = new Promise<void>((resolve) => (hold = resolve));
    const seat = new EngineSeat({
      directory, version: "1", startEngine: (tenure) => openSeatedEngine(options, tenure, () => undefined),
      onState: ({ kind }) => kind === "holder" && hold(), log: () => undefined,
    });
    const running = seat.run();
    await held;
    try {
      const { code, printed } = await decide({ kind: "retry", locator: null }, null);
      assert.deepEqual([code, printed.json(), printed.errors], [3, { retried: 1, recovered: 0 }, ""]);
      assert.equal((await decide({ kind: "list", all: false }, null)).printed.json<unknown[]>().length, 1);
    } finally {
      await seat.dispose();
      await running;
    }
    assert.equal((await decide({ kind: "list", all: false }, null)).printed.json<unknown[]>().length, 1, "without VS Code the command line runs the engine itself");
    assert.equal((await decide({ kind: "retry", locator: null }, null)).code, 3, "but reads nothing: it does not know VS Code's settings");
    const { code, printed } = await diagnose({});
    const { from, sources } = printed.json<Diagnosis>();
    assert.deepEqual([code, from, sources[0]!["deadLetters"], printed.text.includes(data)], [3, "status file", 1, false]);
  });
});
