import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { listRules, testRules } from "../../src/cli/rules.js";
import { scan } from "../../src/cli/scan.js";
import { runScore } from "../../src/cli/score.js";
import { RULES } from "../../src/scoring/catalogue.js";
import { readRuleBook } from "../../src/worker/ruleFiles.js";

const recorded = join(import.meta.dirname, "..", "fixtures", "recorded", "json-storage", "opencode");
const wasmPath = createRequire(import.meta.url).resolve("sql.js/dist/sql-wasm.wasm");

/** A rule whose words stand in the calls of the recording. */
function rule(id: string, word: string, extra = "level: critical\n"): string {
  return `title: Rule ${id}\nid: ${id}\ndescription: Why ${id} matters.\nlogsource:\n    category: process_creation\ndetection:\n    selection:\n        CommandLine|contains: '${word}'\n    condition: selection\nfalsepositives:\n    - Drills\nreferences:\n    - https://rules.example/${id}\ntags:\n    - attack.t1485\n${extra}`;
}

describe("rules of one's own", () => {
  let folder: string;
  let storage: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "spotter-rules-"));
    storage = join(folder, "opencode");
    cpSync(recorded, storage, { recursive: true });
    mkdirSync(join(folder, "rules"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, content: string): string => {
    const path = join(folder, "rules", name);
    writeFileSync(path, content);
    return path;
  };

  async function run(command: (terminal: { out: (text: string) => void; err: (text: string) => void }) => Promise<number>): Promise<{ code: number; out: string; err: string }> {
    const [out, err]: string[][] = [[], []];
    const code = await command({ out: (chunk) => out!.push(chunk), err: (chunk) => err!.push(chunk) });
    return { code, out: out!.join(""), err: err!.join("") };
  }

  const scanned = (options: { rules?: string[]; db?: string }) =>
    run((terminal) => scan({ storage: [storage], db: options.db, indicators: [], rules: options.rules ?? [], json: true, findings: true, failOn: undefined, wasmPath }, terminal));

  async function scored(lines: string, paths: string[]): Promise<unknown[]> {
    const output = new PassThrough();
    const written = text(output);
    await runScore(Readable.from([Buffer.from(lines)]), output, readRuleBook(paths));
    output.end();
    return (await written).trim().split("\n").map((line) => JSON.parse(line) as unknown);
  }

  it("judge a command beside the built-in ones: points, level, technique, and all that the rule says of itself", async () => {
    const path = write("own.yml", rule("no-deploys", "deploy"));
    assert.deepEqual(await scored('{"id":1,"kind":"command","text":"make deploy"}\n{"id":2,"kind":"command","text":"make test"}\n', [path]), [
      {
        id: 1, score: 90, level: "critical", techniques: ["T1485"],
        reasons: [{ rule: "no-deploys", score: 90, spans: [], saw: { title: "Rule no-deploys", description: "Why no-deploys matters.", falsePositives: "Drills", references: "https://rules.example/no-deploys" }, remediation: null, message: "A rule of your own holds: Rule no-deploys. Why no-deploys matters. Known false positives: Drills. References: https://rules.example/no-deploys" }],
      },
      { id: 2, score: 0, level: "none", reasons: [], techniques: [] },
    ]);
  });

  it("become findings of a scan, and are gone from a kept store when they are; another text of a rule is another version", async () => {
    const db = join(folder, "store.db");
    const path = write("own.yml", rule("own-echo", "echo"));
    const report = (out: string) => JSON.parse(out) as { rulesVersion: string; findings: Array<{ rule: string; level: string }>; totals: { byLevel: Record<string, number> } };
    const without = report((await scanned({ db })).out);
    const withRule = report((await scanned({ db, rules: [join(folder, "rules")] })).out);
    assert.ok(withRule.findings.some(({ rule: id, level }) => id === "own-echo" && level === "critical"));
    assert.ok(withRule.totals.byLevel["critical"]! > without.totals.byLevel["critical"]!);
    write("own.yml", rule("own-echo", "echo", "level: critical\nstatus: experimental\n"));
    const onTrial = report((await scanned({ db, rules: [path] })).out);
    assert.deepEqual(onTrial.totals, without.totals, "a rule on trial changes no score");
    const after = report((await scanned({ db })).out);
    assert.deepEqual({ ...after, timings: null }, { ...without, timings: null });
    assert.equal(new Set([without.rulesVersion, withRule.rulesVersion, onTrial.rulesVersion]).size, 3);
  });

  it("that cannot be used are named with file, line and reason, the others work, and the exit code says so", async () => {
    write("a-good.yml", rule("own-echo", "echo"));
    const broken = write("b-broken.yml", rule("own-broken", "x").replace("condition: selection", "condition: nothing"));
    const field = write("c-field.yml", rule("own-field", "x").replace("CommandLine", "Comandline"));
    const twin = write("d-twin.yml", rule("own-echo", "cat"));
    const builtIn = write("e-built-in.yml", rule("delete-root", "cat"));
    const { code, out, err } = await scanned({ rules: [join(folder, "rules"), join(folder, "absent")] });
    assert.equal(code, 2);
    assert.ok((JSON.parse(out) as { findings: Array<{ rule: string }> }).findings.some(({ rule: id }) => id === "own-echo"));
    const named = (start: string): string | undefined => err.split("\n").find((line) => line.startsWith(start));
    assert.match(named(`${broken}:9: `) ?? err, /nothing/);
    assert.match(named(`${field}:8: `) ?? err, /Comandline/);
    assert.match(named(`${twin}:1: `) ?? err, /a-good\.yml:1 has this id \(own-echo\) already/);
    assert.match(named(`${builtIn}:1: `) ?? err, /A rule of Spotter's has this id \(delete-root\)/);
    assert.match(named(`${join(folder, "absent")}:1: `) ?? err, /cannot be read \(ENOENT\)/);
  });

  it("are listed beside the built-in ones with maturity, source and hits", async () => {
    const path = write("own.yml", `${rule("own-echo", "echo")}---\n${rule("own-trial", "echo", "status: experimental\n")}---\n${rule("own-off", "echo", "status: deprecated\n")}`);
    const { code, out } = await run((terminal) => listRules({ storage: [storage], db: undefined, rules: [path], json: true, wasmPath }, terminal));
    const { rules } = JSON.parse(out) as { rules: Array<{ id: string; maturity: string; source: string; hits: number | null }> };
    assert.equal(code, 0);
    assert.deepEqual(rules.filter(({ source }) => source === "built-in").map(({ id }) => id), RULES.map(({ id }) => id));
    const [echo, trial, off] = rules.filter(({ source }) => source !== "built-in");
    assert.deepEqual([echo, trial, off].map((each) => [each!.id, each!.maturity, each!.source]), [["own-echo", "stable", `${path}:1`], ["own-trial", "experimental", `${path}:18`], ["own-off", "off", `${path}:35`]]);
    assert.ok(echo!.hits! > 0 && trial!.hits === echo!.hits && off!.hits === 0, JSON.stringify([echo, trial, off]));
    assert.ok(rules.some(({ source, hits }) => source === "built-in" && hits! > 0));
  });

  it("are replayed over what was done before they are switched on: how many calls, and which", async () => {
    const path = write("own.yml", `${rule("own-echo", "echo")}---\n${rule("own-nothing", "never-typed-by-anyone")}`);
    const replayed = async (all: boolean) => {
      const { code, out } = await run((terminal) => testRules(path, { storage: [storage], db: undefined, rules: [], json: true, all, wasmPath }, terminal));
      assert.equal(code, 0);
      return JSON.parse(out) as { days: number | null; calls: number; rules: Array<{ id: string; hits: number; calls: Array<{ session: string; subject: string }> }> };
    };
    const all = await replayed(true);
    assert.deepEqual([all.days, all.calls, all.rules.map(({ id }) => id), all.rules[1]!.hits], [null, 74, ["own-echo", "own-nothing"], 0]);
    assert.ok(all.rules[0]!.hits > 0 && all.rules[0]!.calls.length === all.rules[0]!.hits);
    assert.ok(all.rules[0]!.calls.every(({ session, subject }) => session.startsWith("ses_") && subject.includes("echo")));
    assert.equal((await replayed(false)).days, 30);
    const spoken = await run((terminal) => testRules(path, { storage: [storage], db: undefined, rules: [], json: false, all: true, wasmPath }, terminal));
    assert.match(spoken.out, new RegExp(`^Rule own-echo \\(own-echo, critical, stable\\): ${all.rules[0]!.hits} of 74 calls\n`));
  });

  it("say on how many calls they would be skipped, since 'none' is not what is known of those", async () => {
    const values = Array.from({ length: 400 }, (_, number) => `            - 'x{900}${number}'`).join("\n");
    const path = write("slow.yml", `title: Slow\nid: own-slow\nlogsource:\n    category: process_creation\ndetection:\n    selection:\n        CommandLine|re:\n${values}\n    condition: selection\n`);
    const options = { storage: [storage], db: undefined, rules: [], all: true, wasmPath };
    const { rules } = JSON.parse((await run((terminal) => testRules(path, { ...options, json: true }, terminal))).out) as { rules: Array<{ hits: number; skipped: number }> };
    assert.ok(rules[0]!.hits === 0 && rules[0]!.skipped > 10, JSON.stringify(rules));
    assert.match((await run((terminal) => testRules(path, { ...options, json: false }, terminal))).out, new RegExp(`on ${rules[0]!.skipped} calls it would take too long`));
  });

  it("of a file without a usable one are not replayed, and that is an error of usage", async () => {
    const path = write("own.yml", "title: nothing else\n");
    const { code, out, err } = await run((terminal) => testRules(path, { storage: [storage], db: undefined, rules: [], json: true, all: true, wasmPath }, terminal));
    assert.deepEqual([code, out], [2, ""]);
    assert.match(err, /own\.yml:1: The rule has no logsource\. So the rule is not used\.\nNo rule of it can be used/);
  });
});
