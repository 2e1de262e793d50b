import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "mocha";
import { listFindings } from "../../../src/store/queries/findings.js";
import { openEngine, UNSHARED } from "../../../src/worker/bootstrap.js";
import { ruleFacts } from "../../../src/worker/callDetails.js";
import { replayText } from "../../../src/worker/replayText.js";
import type { Engine } from "../../../src/worker/engine.js";

const recorded = join(import.meta.dirname, "..", "..", "fixtures", "recorded", "json-storage", "opencode");
const wasmPath = createRequire(import.meta.url).resolve("sql.js/dist/sql-wasm.wasm");

function rule(id: string, word: string): string {
  return `title: ${id}\nid: ${id}\nlogsource:\n    category: process_creation\ndetection:\n    selection:\n        CommandLine|contains: '${word}'\n    condition: selection\nlevel: critical\n`;
}

describe("files of rules, while the engine runs", () => {
  let folder: string;
  let engine: Engine;
  const own = (): string[] => [...new Set(listFindings(engine.store.db, 30, null, 1_000).rows.map(({ rule: id }) => id).filter((id) => id.startsWith("own-")))].sort();
  const problems = (): string[] => engine.status().ownRules.problems.map(({ path, line }) => `${path.slice(folder.length + 1)}:${line}`);

  /** What the timer of an engine that follows does, to its end. */
  async function later(): Promise<void> {
    engine.tick();
    await engine.tend();
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "spotter-own-rules-"));
    cpSync(recorded, join(folder, "opencode"), { recursive: true });
    mkdirSync(join(folder, "rules"));
    const options = { storeDirectory: null, storeFile: null, storagePaths: [join(folder, "opencode")], storageExclude: [], maskPersonalData: false, indicatorPaths: [], rulePaths: [join(folder, "rules")], retention: { calls: 0, days: 0 }, remoteName: null, follow: false, readingMode: "live" as const, version: "1", wasmPath };
    engine = await openEngine(options, { status: () => undefined, changed: () => undefined, alert: () => undefined, log: () => undefined }, UNSHARED);
    await engine.refresh();
  });
  afterEach(async () => {
    await engine.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it("take effect when one is added, edited and removed, and calls that were scored before are scored again by themselves", async () => {
    assert.deepEqual(own(), []);
    const before = engine.status().rulesVersion;
    const path = join(folder, "rules", "own.yml");
    writeFileSync(path, rule("own-echo", "echo"));
    await later();
    assert.deepEqual(own(), ["own-echo"]);
    assert.notEqual(engine.status().rulesVersion, before);
    writeFileSync(path, rule("own-listing", "ls -la"));
    await later();
    assert.deepEqual(own().includes("own-echo"), false);
    rmSync(path);
    await later();
    assert.deepEqual([own(), engine.status().rulesVersion], [[], before]);
  });

  it("have a page with all that they say of themselves", async () => {
    writeFileSync(join(folder, "rules", "own.yml"), `${rule("own-echo", "echo")}description: Why it matters.\nfalsepositives: [Drills, Demonstrations]\nreferences: [https://rules.example/one, a book]\n`);
    await later();
    const { meaning, falsePositives, references, file } = ruleFacts(engine, "own-echo")!;
    assert.deepEqual([meaning, falsePositives, references, file].map((text) => JSON.stringify(text).replace(folder, "")), ['"Why it matters."', '"Drills; Demonstrations"', '["https://rules.example/one","a book"]', '"/rules/own.yml"']);
  });

  it("are named where they cannot be read as they are: another encoding, a link, a folder too deep; and the others work", async () => {
    const folderOfRules = join(folder, "rules");
    const deep = join(folderOfRules, ..."abcdefghi");
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(deep, "deep.yml"), rule("own-deep", "echo"));
    writeFileSync(join(folderOfRules, "latin.yml"), Buffer.from(rule("own-latin", "echo").replace("title: own-latin", "title: own-latin\ndescription: Müll"), "latin1"));
    writeFileSync(join(folderOfRules, "wide.yml"), Buffer.from(`\ufeff${rule("own-wide", "echo")}`, "utf16le"));
    writeFileSync(join(folder, "elsewhere.yml"), rule("own-linked", "echo"));
    symlinkSync(join(folder, "elsewhere.yml"), join(folderOfRules, "link.yml"));
    writeFileSync(join(folderOfRules, "own.yml"), `\ufeff${rule("own-echo", "echo")}`);
    await later();
    assert.deepEqual([own(), problems().sort()], [["own-echo"], ["rules/a/b/c/d/e/f/g/h/i:1", "rules/latin.yml:2", "rules/link.yml:1", "rules/wide.yml:1"]]);
  });

  it("are those of all windows that ask: the paths of one do not take away another's, and a workspace without a folder of rules is no problem", async () => {
    const workspace = join(folder, "shop", ".spotter", "rules");
    writeFileSync(join(folder, "rules", "own.yml"), rule("own-echo", "echo"));
    engine.askRules([workspace]);
    await engine.tend();
    assert.deepEqual([own(), problems()], [["own-echo"], []]);
    mkdirSync(workspace, { recursive: true });
    writeFileSync(join(workspace, "shop.yml"), rule("own-git", "git"));
    await later();
    assert.deepEqual(own(), ["own-echo", "own-git"]);
  });

  it("are replayed as they stand in an editor: how many calls, and which, by the line of the rule, and nothing is changed by it", async () => {
    const text = `${rule("own-echo", "echo")}---\n${rule("own-nothing", "typed by nobody")}---\n${rule("own-off", "echo")}status: deprecated\n---\ntitle: broken\n`;
    const before = engine.status();
    const { calls, rules } = await replayText(engine.store, text, 0, new AbortController().signal);
    assert.deepEqual([calls, rules.map(({ id, line }) => [id, line])], [74, [["own-echo", 1], ["own-nothing", 11]]]);
    const [echo, nothing] = rules;
    assert.ok(echo!.hits > 0 && echo!.calls.length === echo!.hits && echo!.calls.every(({ subject }) => subject.toString().includes("echo")));
    assert.deepEqual([nothing!.hits, nothing!.calls], [0, []]);
    // What it takes of the machine is measured anew each time.
    assert.deepEqual({ ...engine.status(), cost: before.cost }, before);
    assert.equal((await replayText(engine.store, text, Date.now(), new AbortController().signal)).calls, 0);
  });

  it("that cannot be used are told in the status with file and line, as long as they cannot", async () => {
    const path = join(folder, "rules", "own.yml");
    writeFileSync(path, rule("own-echo", "echo").replace("condition: selection", "condition: absent"));
    writeFileSync(join(folder, "rules", "second.yml"), rule("own-git", "git"));
    await later();
    assert.deepEqual([problems(), own()], [["rules/own.yml:8"], ["own-git"]]);
    writeFileSync(path, rule("own-echo", "echo"));
    await later();
    assert.deepEqual([problems(), own()], [[], ["own-echo", "own-git"]]);
  });

  it("of a file over 1 MiB, of two with one id, with a field that does not exist, or in other encodings are named, and the others work", async () => {
    writeFileSync(join(folder, "rules", "a-large.yml"), `${rule("own-large", "echo")}# ${"x".repeat(1024 * 1024)}\n`);
    writeFileSync(join(folder, "rules", "b-one.yml"), rule("own-twice", "echo"));
    writeFileSync(join(folder, "rules", "c-two.yml"), rule("own-twice", "git"));
    writeFileSync(join(folder, "rules", "d-field.yml"), rule("own-field", "echo").replace("CommandLine", "CommandLime"));
    writeFileSync(join(folder, "rules", "e-binary.yml"), Buffer.from([0, 0xff, 0xfe, 0x80, 0x0a, 0x7f, 0x1b]));
    writeFileSync(join(folder, "rules", "f-utf16.yml"), Buffer.from(`\ufeff${rule("own-utf16", "echo")}`, "utf16le"));
    writeFileSync(join(folder, "rules", "g-good.yml"), rule("own-good", "git"));
    await later();
    assert.deepEqual(own(), ["own-good", "own-twice"].sort());
    assert.deepEqual(new Set(problems().map((place) => place.slice("rules/".length, "rules/".length + 1))), new Set(["a", "c", "d", "e", "f"]));
    const told = engine.status().ownRules.problems;
    assert.match(told.find(({ path }) => path.endsWith("a-large.yml"))!.message, /1048576 at most/);
    assert.match(told.find(({ path }) => path.endsWith("c-two.yml"))!.message, /has this id \(own-twice\) already/);
    assert.match(told.find(({ path }) => path.endsWith("d-field.yml"))!.message, /no field 'CommandLime'.*So the rule is not used/);
  });
});
