import assert from "node:assert/strict";
import fc from "fast-check";
import micromatch from "micromatch";
import { untrusted } from "../../../src/model/untrusted.js";
import type { RuleQuality, SuppressionRow } from "../../../src/protocol/triage.js";
import type { DeadLetterRow } from "../../../src/protocol/rows.js";
import { CoverageModel, type CoverageSource } from "../../../src/views/coverage/coverageModel.js";
import { literalGlob } from "../../../src/views/coverage/literalGlob.js";
import { nodeId, type CoverageNode } from "../../../src/views/coverage/nodes.js";
import { panelStateOf } from "../../../src/views/panelState.js";
import { Exclusion } from "../../../src/watcher/exclusion.js";
import { NO_COUNTS, sourceRow, statusRow } from "./rows.js";

const letter = (index: number): DeadLetterRow => ({
  source: "/d", locator: `part/${index}`, reason: "empty", detail: "0 bytes", firstSeen: 1, lastSeen: 2, attempts: 3, hash: "h", action: null, decisionReason: "",
});

/** What was decided, and how often that was asked. */
interface Decided {
  suppressions: readonly SuppressionRow[];
  quality: readonly RuleQuality[];
  asked: number;
}

/** A model over so many unreadable records, and what was decided. */
function modelOf(letters: number, decided: Decided = { suppressions: [], quality: [], asked: 0 }): CoverageModel {
  const records = Array.from({ length: letters }, (_, index) => letter(index));
  const request = (name: string, { after, limit }: { after: string | null; limit: number }): Promise<unknown> => {
    if (name !== "listDeadLetters") decided.asked++;
    if (name === "ruleQuality") return Promise.resolve(decided.quality);
    const rows: readonly unknown[] = name === "listDeadLetters" ? records : name === "listSuppressions" ? decided.suppressions : [];
    const end = Number(after ?? 0) + limit;
    return Promise.resolve({ rows: rows.slice(Number(after ?? 0), end), next: end < rows.length ? String(end) : null, total: rows.length });
  };
  const source = { request } as unknown as CoverageSource;
  const model = new CoverageModel(source);
  model.status = statusRow({ sources: [sourceRow({ deadLetters: letters })] });
  return model;
}

const suppression = (id: string): SuppressionRow => ({
  id, decision: id, origin: "person", folder: null, rule: "r", title: "Rule", normalised: untrusted("rm"), target: untrusted(""), scope: "session", scopeTitle: untrusted("S"), reason: untrusted("Why"),
  actor: untrusted("me"), at: 1, expires: null, expired: false, critical: false, hides: 1, partly: 0, byLevel: { ...NO_COUNTS, high: 1 }, lastHid: 1,
});
const quality = (rule: string, isNoisy: boolean): RuleQuality => ({ rule, title: rule, decided: 6, falsePositives: isNoisy ? 3 : 0, isNoisy, months: [] });

const ids = (nodes: readonly CoverageNode[]): string[] => nodes.map(nodeId);

describe("the rows of the Coverage view", () => {
  it("are what is wrong, the engine, each storage, and what could not be read", async () => {
    const model = modelOf(1);
    model.status = statusRow({
      sources: [sourceRow({ deadLetters: 1, problem: { reason: "locked", message: "It is locked." } })], notices: [{ id: "n", severity: "info", message: "Note." }],
    });
    assert.deepEqual(ids(await model.children()), ["problem:source:/data/opencode.db", "problem:notice:n", "engine", "source:/data/opencode.db", "unreadable"]);
  });

  it("are last the suppressions, and the rules often judged wrong, each where there is one", async () => {
    assert.deepEqual(ids(await modelOf(0).children()).slice(2), []);
    const model = modelOf(0, { suppressions: [suppression("a"), suppression("b")], quality: [quality("noisy", true), quality("right", false)], asked: 0 });
    const [suppressions, rules] = (await model.children()).slice(2);
    assert.deepEqual([suppressions, rules?.kind], [{ kind: "suppressions", total: 2 }, "noisyRules"]);
    assert.deepEqual([ids(await model.children(suppressions)), ids(await model.children(rules))], [["suppression:a", "suppression:b"], ["noisyRule:noisy"]]);
  });

  it("ask once what was decided, until it is to be forgotten", async () => {
    const decided: Decided = { suppressions: [], quality: [], asked: 0 };
    const model = modelOf(0, decided);
    for (let status = 0; status < 3; status++) await model.children();
    assert.equal(decided.asked, 2);
    decided.suppressions = [suppression("a")];
    model.forgetDecided();
    assert.deepEqual(ids(await model.children()).at(-1), "suppressions");
  });

  it("tell of a storage what is always of interest, and of the rest what is not zero", async () => {
    const names = async (changes: Parameters<typeof sourceRow>[0]): Promise<string[]> => {
      const model = modelOf(0);
      model.status = statusRow({ sources: [sourceRow(changes)] });
      const source = (await model.children()).find(({ kind }) => kind === "source");
      return ids(await model.children(source)).map((id) => id.slice(id.lastIndexOf(":") + 1));
    };
    assert.deepEqual(await names({}), ["captured", "holds", "lastRead", "lastReconcile", "changes"]);
    assert.deepEqual(
      await names({ deadLetters: 1, accepted: 1, unknownShapes: 1, excluded: 1, deleted: 1, retried: 1, backlog: 1, rowsPerSecond: 1 }),
      ["captured", "holds", "lastRead", "lastReconcile", "changes", "unreadable", "decided", "unknownShapes", "excluded", "deleted", "retried", "backlog", "pace"],
    );
    assert.deepEqual((await names({ captureRate: null })).includes("captured"), false);
  });

  it("tell of the engine what it did and what it costs, as of now", async () => {
    const model = modelOf(0);
    const engine = (await model.children()).find(({ kind }) => kind === "engine");
    assert.deepEqual(ids(await model.children(engine)), ["engine:scored", "engine:rules", "engine:memory", "engine:busy"]);
    model.status = statusRow({ failed: 2, ownRules: { paths: ["/r"], problems: [] }, inspection: { waiting: 0, older: 1 }, kept: { folded: 1, withoutArguments: 0, masked: 3 } });
    assert.deepEqual(ids(await model.children(engine)), ["engine:scored", "engine:failed", "engine:rules", "engine:ownRules", "engine:inspection", "engine:masked", "engine:folded", "engine:memory", "engine:busy"]);
  });

  it("come 200 unreadable records at a time, with the rest behind one line", async () => {
    const model = modelOf(450);
    const unreadable = (await model.children()).find(({ kind }) => kind === "unreadable");
    const first = await model.children(unreadable);
    assert.deepEqual([first.length, first.at(-1)], [201, { kind: "more", view: "spotter.coverage", list: "deadLetters", shown: 200, total: 450 }]);
    model.loadMore("deadLetters");
    assert.equal((await model.children(unreadable)).length, 401);
  });

  it("have records that were accepted, too, and no line where none was unreadable", async () => {
    const model = modelOf(0);
    model.status = statusRow({ sources: [sourceRow({ accepted: 2 })] });
    assert.deepEqual((await model.children()).at(-1), { kind: "unreadable", open: 0, accepted: 2 });
    model.status = statusRow();
    assert.equal((await model.children()).some(({ kind }) => kind === "unreadable"), false);
  });
});

describe("a panel that does not read by itself", () => {
  it("says so where nothing was read yet, and shows what was read before", () => {
    const unread = statusRow({ readingMode: "manual", toolCalls: 0, sources: [sourceRow({ lastRead: null })] });
    assert.equal(panelStateOf({ kind: "running", status: unread }, "medium"), "resting");
    assert.equal(panelStateOf({ kind: "running", status: statusRow({ readingMode: "paused" }) }, "medium"), "nothingRisky");
  });
});

describe("the glob of a text that others wrote", () => {
  const leavesOut = (glob: string, directory: string): boolean => new Exclusion([glob]).leavesOut({ id: "ses_1", projectId: "p", directory });

  it("matches the text", () => {
    fc.assert(fc.property(fc.stringMatching(/^\/[a-z*?{}()!+@|^$. -]{1,20}[a-z]$/), (directory) => leavesOut(literalGlob(directory), directory)));
  });

  it("leaves nothing else out where the text would mean more as a glob", () => {
    for (const hostile of ["/home/**", "/**", "/home/{a,b}", "/home/!(x)", "/home/@(a|b)", "/home/+(a)"]) {
      assert.equal(leavesOut(literalGlob(hostile), "/home/me/private"), false, hostile);
      assert.equal(leavesOut(literalGlob(hostile), "/home/a"), false, hostile);
    }
    assert.equal(micromatch.isMatch("/home/a", literalGlob("/home/*/b")), false);
  });
});
