import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const recorded = join(root, "test", "fixtures", "recorded", "sqlite");

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface How {
  /** What stands on standard input. */
  readonly input?: string;
  readonly output?: number;
  readonly closesOutput?: boolean;
}

/** Runs the built program to its end. */
function spotter(args: readonly string[], { input = "", output, closesOutput = false }: How = {}): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, "dist", "cli.js"), ...args], { stdio: ["pipe", output ?? "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout?.on("data", (data) => (out += String(data)));
  child.stderr?.on("data", (data) => (err += String(data)));
  if (closesOutput) child.stdout?.destroy();
  child.stdin?.end(input);
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, out, err })));
}

describe("the built command line", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "spotter-cli-"));
    cpSync(recorded, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const at = (...names: string[]): string => join(folder, ...names);
  const hash = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

  for (const command of [["scan", "--storage", "nowhere"], ["doctor"], ["letters", "list"], ["findings", "list"]]) {
    it(`refuses at '${command.join(" ")}' to keep its store in a file of another program, and leaves it as it is`, async () => {
      writeFileSync(at("notes.txt"), "bread\nmilk\n");
      const everything = (): string[] => readdirSync(folder, { recursive: true }).map(String).sort();
      for (const file of [at("opencode", "opencode.db"), at("notes.txt")]) {
        const [before, beside] = [hash(file), everything()];
        const ended = await spotter([...command, "--db", file]);
        assert.deepEqual({ code: ended.code, out: ended.out, hash: hash(file), beside: everything() }, { code: 2, out: "", hash: before, beside });
        assert.match(ended.err, /no store that Spotter wrote.*left as it is/);
      }
    });
  }

  it("keeps its store in a new or an empty file, and touches nothing beside it", async () => {
    writeFileSync(at("key"), "somebody's own\n");
    writeFileSync(at("s.db"), "");
    const ended = await spotter(["scan", "--storage", at("opencode"), "--db", at("s.db")]);
    assert.deepEqual([ended.code, readFileSync(at("key"), "utf8")], [0, "somebody's own\n"]);
    assert.equal(readFileSync(at("s.db")).subarray(0, 15).toString(), "SQLite format 3");
  });

  it("speaks of the storage that it scanned, whatever else the store knows", async () => {
    const all = ["--db", at("s.db"), "--json", "--findings", "--fail-on", "high"];
    assert.equal((await spotter(["scan", "--storage", at("opencode"), ...all])).code, 1);
    const live = await spotter(["scan", "--storage", at("live", "opencode"), ...all]);
    const { sources, totals, findings } = JSON.parse(live.out) as { sources: { sessions: number }[]; totals: { sessions: number; byLevel: object }; findings: unknown[] };
    assert.deepEqual(
      { code: live.code, sources: sources.map(({ sessions }) => sessions), sessions: totals.sessions, byLevel: totals.byLevel, findings },
      { code: 0, sources: [2], sessions: 2, byLevel: { critical: 0, high: 0, medium: 0, low: 0, none: 2 }, findings: [] },
    );
  });

  it("has one process at a time work with the file of --db; another ends with 2, or comes after it, and what is kept is whole", async function () {
    this.timeout(120_000);
    const scan = ["scan", "--storage", at("opencode"), "--db", at("s.db"), "--json"];
    let worked = 0;
    for (let round = 0; round < 5; round++) {
      const ended = await Promise.all([spotter(scan), spotter(scan), spotter(scan)]);
      const done = ended.filter(({ code }) => code === 0);
      worked += done.length;
      for (const { err, out } of ended.filter((each) => !done.includes(each))) assert.match(`${err}${out}`, /^Another Spotter \(process \d+\) works with the file of --db\. /);
      assert.equal(new Set(done.map(({ out }) => JSON.stringify((JSON.parse(out) as { totals: object }).totals))).size, 1);
    }
    assert.ok(worked >= 5, `${worked} of 15 worked`);
    const after = await spotter(["doctor", "--storage", at("opencode"), "--db", at("s.db"), "--json"]);
    assert.deepEqual([after.code, (JSON.parse(after.out) as { complaints: string[] }).complaints], [0, []]);
    const ours = ["s.db", "s.db.decisions.jsonl", "s.db.key", "s.db.status.json"];
    assert.deepEqual(readdirSync(folder).filter((name) => name.startsWith("s.db") && !ours.includes(name)), []);
  });

  it("takes the file of --db over from a process that was killed in the middle of its work", async function () {
    this.timeout(120_000);
    const scan = ["scan", "--storage", at("opencode"), "--db", at("s.db"), "--json"];
    for (const after of [100, 200, 300, 400, 500, 600]) {
      const child = spawn(process.execPath, [join(root, "dist", "cli.js"), ...scan], { stdio: "ignore" });
      const gone = new Promise((resolve) => child.once("exit", resolve));
      await wait(after);
      child.kill("SIGKILL");
      await gone;
      const next = await spotter(scan);
      assert.deepEqual([next.code, next.err], [0, ""]);
    }
    assert.deepEqual(readdirSync(folder).filter((name) => name.endsWith(".tmp")), []);
  });

  it("keeps its verdict where nobody reads what it prints", async () => {
    const ended = await spotter(["scan", "--storage", at("opencode"), "--json", "--fail-on", "high"], { closesOutput: true });
    assert.deepEqual([ended.code, ended.err], [1, ""]);
  });

  it("ends with 3 and one sentence where it could not finish", async function () {
    if (process.platform !== "linux") this.skip();
    const full = await spotter(["scan", "--storage", at("opencode"), "--json"], { output: openSync("/dev/full", "w") });
    assert.deepEqual([full.code, full.err.split("\n").length], [3, 2]);
    assert.match(full.err, /^spotter: .*ENOSPC.*could not be finished/);
  });

  it("ends with 2 for what it does not know, and with 3 for storage that is not there", async () => {
    assert.deepEqual([(await spotter(["scan", "--fail-on", "bogus"])).code, (await spotter(["scan", "--storage", at("nowhere")])).code], [2, 3]);
  });

  it("reads a line after a byte order mark", async () => {
    const { out } = await spotter(["score"], { input: `\uFEFF${JSON.stringify({ id: "a", kind: "command", tool: "bash", text: "rm -rf /" })}\n` });
    assert.deepEqual([(JSON.parse(out) as { id: string }).id, (JSON.parse(out) as { level: string }).level], ["a", "critical"]);
  });
});
