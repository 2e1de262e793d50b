import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TeamSuppression } from "../../../../src/model/suppression.js";
import { formatSuppressions } from "../../../../src/reports/suppressions/formatSuppressions.js";
import { keepBothSides } from "../../../../src/reports/suppressions/keepBothSides.js";
import { parseSuppressions } from "../../../../src/reports/suppressions/parseSuppressions.js";
import { endOfDay, entry } from "./suppressionEntries.js";

const FILE = "suppressions.json";
const of = (...commands: string[]): TeamSuppression[] => commands.map((normalised) => entry({ normalised }));
const commandsOf = (text: string): string[] => {
  const { entries, problems } = parseSuppressions(text);
  assert.deepEqual(problems, []);
  return entries.map(({ normalised }) => normalised);
};

describe("a team's file that two branches changed", function () {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "spotter-merge-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Whether git succeeds; with no configuration but this. */
  function git(...args: string[]): boolean {
    const { error, status } = spawnSync("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgSign=false", ...args], {
      env: { ...process.env, GIT_CONFIG_GLOBAL: join(folder, "none"), GIT_CONFIG_NOSYSTEM: "1" },
    });
    if (error) throw error;
    return status === 0;
  }

  function commit(text: string): void {
    writeFileSync(join(folder, FILE), text);
    assert.ok(git("add", FILE) && git("commit", "-q", "--allow-empty", "-m", "x"));
  }

  /** Merges two branches that made the base to these texts. */
  function merge(base: string, ours: string, theirs: string, style = "merge"): { readonly isMerged: boolean; readonly text: string } {
    assert.ok(git("init", "-q", "-b", "ours"));
    commit(base);
    assert.ok(git("checkout", "-q", "-b", "theirs"));
    commit(theirs);
    assert.ok(git("checkout", "-q", "ours"));
    commit(ours);
    const isMerged = git("-c", `merge.conflictStyle=${style}`, "merge", "-q", "--no-edit", "theirs");
    return { isMerged, text: readFileSync(join(folder, FILE), "utf8") };
  }

  const mergeEntries = (base: readonly TeamSuppression[], ours: readonly TeamSuppression[], theirs: readonly TeamSuppression[], style?: string): ReturnType<typeof merge> =>
    merge(formatSuppressions(base), formatSuppressions(ours), formatSuppressions(theirs), style);

  it("is merged by git alone where they added at different places", () => {
    const { isMerged, text } = mergeEntries(of("b", "d", "f"), of("a", "b", "d", "f"), of("b", "d", "e", "f"));
    assert.deepEqual([isMerged, commandsOf(text)], [true, ["a", "b", "d", "e", "f"]]);
  });

  it("is merged by git alone where one added at the beginning and the other at the end", () => {
    const { isMerged, text } = mergeEntries(of("b", "c"), of("a", "b", "c"), of("b", "c", "d"));
    assert.deepEqual([isMerged, commandsOf(text)], [true, ["a", "b", "c", "d"]]);
  });

  for (const style of ["merge", "diff3"]) {
    it(`has the entries of both where git, with conflict style ${style}, cannot merge`, () => {
      const { isMerged, text } = mergeEntries(of("a", "z"), of("a", "m", "z"), of("a", "n", "x", "z"), style);
      assert.deepEqual([isMerged, text.includes("|||||||")], [false, style === "diff3"]);
      assert.match(parseSuppressions(text).problems[0]!.message, /conflict/);
      assert.deepEqual(commandsOf(keepBothSides(text)!), ["a", "m", "n", "x", "z"]);
    });
  }

  it("has the entries of both where both added the first, or the last", () => {
    for (const base of [of(), of("a")]) {
      const { isMerged, text } = mergeEntries(base, [...base, ...of("b")], [...base, ...of("c")]);
      assert.deepEqual([isMerged, commandsOf(keepBothSides(text)!)], [false, [...base.map(({ normalised }) => normalised), "b", "c"]]);
      rmSync(join(folder, ".git"), { recursive: true });
    }
  });

  it("has the entries of both where one wrote its file in other lines", () => {
    const pretty = JSON.stringify(JSON.parse(formatSuppressions(of("a", "c"))), null, 4).replaceAll("\n", "\r\n");
    const { isMerged, text } = merge(formatSuppressions(of("a")), pretty, formatSuppressions(of("a", "b")));
    assert.deepEqual([isMerged, commandsOf(keepBothSides(text)!)], [false, ["a", "b", "c"]]);
  });

  for (const style of ["merge", "diff3"]) {
    it(`has the stricter entry, and not the earlier one, where both changed the same under style ${style}`, () => {
      const ours = entry({ normalised: "b", expires: endOfDay(20_819), critical: true });
      const theirs = entry({ normalised: "b", expires: endOfDay(20_900) });
      const { text } = mergeEntries([entry({ normalised: "b", reason: "Earlier." })], [ours], [theirs], style);
      assert.equal(keepBothSides(text), formatSuppressions([{ ...ours, critical: false }]));
    });
  }

  it("has the entries of both where the branches had been merged crosswise, so that the base has conflicts itself", () => {
    assert.ok(git("init", "-q", "-b", "ours"));
    commit(formatSuppressions(of("a")));
    assert.ok(git("checkout", "-q", "-b", "theirs"));
    commit(formatSuppressions(of("a", "t")));
    assert.ok(git("tag", "one") && git("checkout", "-q", "ours"));
    commit(formatSuppressions(of("a", "o")));
    assert.equal(git("merge", "-q", "one"), false);
    commit(formatSuppressions(of("a", "o", "t", "u")));
    assert.ok(git("checkout", "-q", "theirs"));
    assert.equal(git("merge", "-q", "ours~1"), false);
    commit(formatSuppressions(of("a", "o", "t", "v")));
    assert.equal(git("-c", "merge.conflictStyle=diff3", "merge", "-q", "ours"), false);
    const text = readFileSync(join(folder, FILE), "utf8");
    assert.match(text, /^={9}$/m);
    assert.deepEqual(commandsOf(keepBothSides(text)!), ["a", "o", "t", "u", "v"]);
  });

  it("is left alone where there is nothing to keep, or a side is no valid file", () => {
    const { text } = mergeEntries(of("a"), of("a", "b"), of("a", "c"));
    const [line] = text.split("\n").filter((each) => each.includes('"b"'));
    const unfit = [
      formatSuppressions(of("a")),
      text.replace(line!, line!.replace('"reason"', '"raeson"')),
      text.replace(/^=======$/m, ""),
      text.replace(/^>>>>>>> .*$/m, ""),
      text.replace(/^<<<<<<< .*$/m, ""),
    ];
    assert.deepEqual([keepBothSides(text) !== null, ...unfit.map(keepBothSides)], [true, null, null, null, null, null]);
  });
});
