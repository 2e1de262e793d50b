import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ScanOptions, scan } from "../../src/cli/scan.js";
import { isAtLeast, type RiskLevel } from "../../src/model/risk.js";

const recorded = join(import.meta.dirname, "..", "fixtures", "recorded");
const wasmPath = createRequire(import.meta.url).resolve("sql.js/dist/sql-wasm.wasm");

interface ScanJson {
  readonly schemaVersion: number;
  readonly sources: Array<Record<string, unknown>>;
  readonly totals: { sessions: number; toolCalls: number; scored: number; byLevel: Record<RiskLevel, number> };
  readonly findings: Array<{ rule: string; level: RiskLevel; calls: string[]; sessions: string[] }>;
}

/**
 * What each recorded session is known to hold, by OpenCode's callID: `risky` calls with the lowest level at which they must be
 * found, and `quiet` ones that look like them. The two recordings are two runs of one script, so their ids differ.
 */
const RECORDINGS = [
  {
    folder: "json-storage/opencode",
    counts: { kind: "json", sessions: 31, messages: 140, parts: 365, toolCalls: 76, deadLetters: 0, unknownShapes: 0 },
    distinctCalls: 74,
    risky: {
      call_fake_15_0: "high", // curl … | sh
      call_fake_53_0: "high", // terraform destroy -auto-approve, denied
      call_fake_30_0: "high", // reads ~/.ssh/id_fake
      call_fake_29_0: "high", // reads outside/credentials.txt
      call_fake_17_0: "medium", // git push --force
      call_fake_14_0: "medium", // cat .env
      call_fake_28_0: "medium", // reads .env
      call_fake_20_0: "medium", // git reset --hard && git clean
      call_fake_16_0: "medium", // chmod 777
    },
    quiet: ["call_fake_13_0", "call_fake_13_1", "call_fake_23_0"], // echo 'rm -rf /', rm -rf ./build, a heredoc with DROP TABLE
  },
  {
    folder: "sqlite/opencode",
    counts: { kind: "sqlite", sessions: 31, messages: 139, parts: 362, toolCalls: 75, deadLetters: 0, unknownShapes: 0 },
    distinctCalls: 73,
    risky: {
      call_fake_13_0: "high",
      call_fake_46_0: "high",
      call_fake_27_0: "high",
      call_fake_26_0: "high",
      call_fake_15_0: "medium",
      call_fake_12_0: "medium",
      call_fake_25_0: "medium",
      call_fake_18_0: "medium",
      call_fake_14_0: "medium",
    },
    quiet: ["call_fake_11_0", "call_fake_11_1", "call_fake_21_0"],
  },
  {
    folder: "sqlite/live/opencode",
    counts: { kind: "sqlite", sessions: 2, messages: 5, parts: 11, toolCalls: 2, deadLetters: 0, unknownShapes: 0 },
    distinctCalls: 2,
    risky: {},
    quiet: [],
  },
] as const;

describe("a scan of recorded storage", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "spotter-scan-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** SQLite leaves files beside a database that it reads, so each scan reads a copy. */
  function copyOf(recording: string): string {
    const copy = join(folder, recording);
    cpSync(join(recorded, recording), copy, { recursive: true });
    return copy;
  }

  async function run(options: Partial<ScanOptions>) {
    const out: string[] = [];
    const err: string[] = [];
    const defaults = { storage: [], indicators: [], rules: [], db: undefined, json: true, findings: true, failOn: undefined, wasmPath };
    const code = await scan({ ...defaults, ...options }, { out: (text) => out.push(text), err: (text) => err.push(text) });
    return { code, out: out.join(""), err: err.join("") };
  }

  async function runJson(options: Partial<ScanOptions>): Promise<ScanJson> {
    return JSON.parse((await run(options)).out) as ScanJson;
  }

  for (const { folder: recording, counts, distinctCalls, risky, quiet } of RECORDINGS) {
    it(`counts every record of ${recording}, and each call of a fork once`, async () => {
      const { sources, totals } = await runJson({ storage: [copyOf(recording)] });
      const [source] = sources;
      assert.deepEqual({ ...source, path: undefined }, { ...counts, path: undefined });
      assert.deepEqual([sources.length, totals.sessions, totals.toolCalls, totals.scored], [1, counts.sessions, distinctCalls, distinctCalls]);
    });

    it(`finds what was risky in ${recording}, and nothing in what only looks like it`, async () => {
      const { findings } = await runJson({ storage: [copyOf(recording)] });
      const found = new Map(findings.flatMap(({ level, calls }) => calls.map((call) => [call, level] as const)));
      const missed = Object.entries(risky).filter(([call, floor]) => !found.has(call) || !isAtLeast(found.get(call)!, floor));
      assert.deepEqual({ missed, loud: quiet.filter((call) => found.has(call)) }, { missed: [], loud: [] });
    });
  }

  it("counts a session once that lies in a database and in stale files, and takes the database's", async () => {
    const data = copyOf("sqlite/opencode");
    const stale = copyOf("json-storage/opencode");
    const [session] = (await runJson({ storage: [data] })).findings[0]!.sessions;
    // The files of another run, renamed to an id that the database has too.
    const project = join(stale, "storage", "session", "global");
    mkdirSync(project, { recursive: true });
    writeFileSync(join(project, `${session}.json`), JSON.stringify({ id: session, projectID: "global", directory: "/stale", title: "Stale", version: "1.1.65", time: { created: 1, updated: 1 } }));
    const alone = await runJson({ storage: [data] });
    const both = await runJson({ storage: [data, stale] });
    assert.deepEqual(
      both.sources.map(({ kind, sessions }) => [kind, sessions]),
      [["sqlite", 31], ["json", 32]],
    );
    assert.equal(both.totals.sessions, alone.totals.sessions + 31);
  });

  it("reads only what changed when the store is kept", async () => {
    const storage = [copyOf("json-storage/opencode")];
    const db = join(folder, "kept.db");
    const first = await runJson({ storage, db });
    const second = await runJson({ storage, db });
    assert.deepEqual(second.totals, first.totals);
    assert.deepEqual(second.sources, first.sources);
  });

  it("keeps no secret of the recording in the clear", async () => {
    const db = join(folder, "kept.db");
    await run({ storage: [copyOf("sqlite/opencode")], db });
    const image = readFileSync(db, "latin1");
    assert.deepEqual(["not-a-real-secret", "fake-password", "bm90IGEga2V5"].filter((secret) => image.includes(secret)), []);
  });

  it("ends with 1 when a call reaches the level that was asked for, and with 0 below it", async () => {
    const storage = [copyOf("sqlite/opencode")];
    assert.deepEqual([(await run({ storage, failOn: "high" })).code, (await run({ storage, failOn: "critical" })).code], [1, 0]);
  });

  it("ends with 3 and says what is wrong when there is nothing that it can read", async () => {
    const missing = await run({ storage: [join(folder, "nowhere")] });
    const empty = join(folder, "opencode.db");
    writeFileSync(empty, "");
    const noDatabase = join(folder, "noise.db");
    writeFileSync(noDatabase, "this is no database, though it is long enough to have a header of a hundred bytes, which SQLite asks for first of all.");
    const results = [missing, await run({ storage: [empty] }), await run({ storage: [noDatabase] })];
    assert.deepEqual(results.map(({ code }) => code), [3, 3, 3]);
    for (const { err } of results) assert.match(err, /\w+.*\. .*\. /s, "what was found, what it means, what to do");
  });

  it("prints a summary that a person can read, with no control character in it", async () => {
    const { out } = await run({ storage: [copyOf("sqlite/opencode")], json: false });
    assert.match(out, /31 sessions, 139 messages, 362 parts, 75 tool calls/);
    assert.match(out, /high +\d+ {2}\S.*\n.*curl -s .*\| sh/);
    // eslint-disable-next-line no-control-regex -- looking for control characters is what this test is for
    assert.doesNotMatch(out, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});
