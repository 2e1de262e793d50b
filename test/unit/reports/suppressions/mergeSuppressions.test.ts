import assert from "node:assert/strict";
import fc from "fast-check";
import type { TeamSuppression } from "../../../../src/model/suppression.js";
import { mergeSuppressions, patternKey } from "../../../../src/reports/suppressions/mergeSuppressions.js";
import { endOfDay, entries, entry } from "./suppressionEntries.js";

describe("mergeSuppressions", () => {
  it("keeps the entries of both sides", () => {
    const [one, other] = [entry({ rule: "b" }), entry({ rule: "a" })];
    assert.deepEqual(mergeSuppressions([one], [other]), [other, one]);
  });

  it("makes one of those of one pattern: the stricter of both, with both reasons", () => {
    const ours = entry({ reason: "Mirrored inside.", by: "Ada", expires: endOfDay(20_900), critical: true });
    const theirs = entry({ reason: "Checked by hash.", by: "Bob", expires: endOfDay(20_800) });
    const both = entry({ reason: "Checked by hash. | Mirrored inside.", by: "Ada | Bob", expires: endOfDay(20_800) });
    assert.deepEqual([mergeSuppressions([ours], [theirs]), mergeSuppressions([theirs], [ours])], [[both], [both]]);
    assert.deepEqual(mergeSuppressions([{ ...ours, expires: null }], [{ ...ours, by: "" }]), [ours]);
  });

  it("joins a reason once, however often it is merged", () => {
    const [a, b, c] = ["A", "B", "C"].map((reason) => [entry({ reason })]) as [TeamSuppression[], TeamSuppression[], TeamSuppression[]];
    const reasons = [mergeSuppressions(mergeSuppressions(a, c), b), mergeSuppressions(a, mergeSuppressions(mergeSuppressions(c, b), b))].map(([one]) => one?.reason);
    assert.deepEqual(reasons, ["A | B | C", "A | B | C"]);
  });

  it("cuts reasons that are too long together", () => {
    const merged = mergeSuppressions([entry({ reason: "a".repeat(900), by: "b".repeat(150) })], [entry({ reason: "c".repeat(900), by: "d".repeat(150) })]);
    assert.deepEqual(merged.flatMap(({ reason, by }) => [reason, by]), [`${"a".repeat(900)} | ${"c".repeat(96)}…`, `${"b".repeat(150)} | ${"d".repeat(46)}…`]);
  });

  it("loses no pattern, repeats none, and hides no longer and no more than either side", () => {
    fc.assert(
      fc.property(entries, entries, (ours, theirs) => {
        const merged = mergeSuppressions(ours, theirs);
        assert.deepEqual(merged.map(patternKey).sort(), [...new Set([...ours, ...theirs].map(patternKey))].sort());
        for (const one of [...ours, ...theirs]) {
          const kept = merged.find((each) => patternKey(each) === patternKey(one))!;
          assert.ok((kept.expires ?? Infinity) <= (one.expires ?? Infinity));
          assert.ok(one.critical || !kept.critical);
        }
      }),
    );
  });
});
