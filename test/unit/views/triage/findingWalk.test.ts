import assert from "node:assert/strict";
import { untrusted } from "../../../../src/model/untrusted.js";
import type { FindingRow } from "../../../../src/protocol/rows.js";
import { FindingWalk } from "../../../../src/views/triage/findingWalk.js";
import { callRow, EVERYTHING } from "../rows.js";

function finding(id: string): FindingRow {
  return {
    id, kind: "rule", rule: "r", title: "Title", score: 90, level: "critical", state: "open", actionTaken: "allowed", meaning: "", remediation: "",
    call: callRow(`p_${id}`, "s"), callCount: 1, suppressedCalls: 0, sessionTitle: untrusted("S"), written: null,
  };
}

/** Over findings of these names, of which a test may decide some; says what was asked. */
function walkOver(open: string[]): { walk: FindingWalk; asked: unknown[] } {
  const all = [...open];
  const asked: unknown[] = [];
  const walk = new FindingWalk({
    request: (_name, { from, by, list }) => {
      asked.push(list);
      const rest = by === 1 ? all.slice(all.indexOf(from ?? "") + 1) : all.slice(0, Math.max(0, all.indexOf(from ?? ""))).reverse();
      const next = rest.find((id) => open.includes(id));
      return Promise.resolve(next === undefined ? null : finding(next));
    },
  });
  return { walk, asked };
}

describe("the walk through what the Risk Explorer lists", () => {
  it("begins with the worst and ends at both ends, and asks for one finding a step, of the list", async () => {
    const { walk, asked } = walkOver(["a", "b", "c"]);
    const found: (string | null)[] = [];
    for (const by of [1, 1, 1, 1, -1, -1, -1] as const) found.push((await walk.step(by, null, EVERYTHING))?.id ?? null);
    assert.deepEqual(found, ["a", "b", "c", null, "b", "a", null]);
    assert.deepEqual(asked, Array.from({ length: 7 }, () => EVERYTHING));
  });

  it("goes on from where it stands once that was decided, and from the finding that is named", async () => {
    const open = ["a", "b", "c", "d"];
    const { walk } = walkOver(open);
    await walk.step(1, "a", EVERYTHING);
    open.splice(1, 1);
    assert.equal((await walk.step(1, null, EVERYTHING))?.id, "c");
    assert.equal((await walk.step(1, "a", EVERYTHING))?.id, "c");
  });

  it("stands at what it showed last, also where the list has no line of it, until another line is chosen or the transcript is elsewhere", async () => {
    const { walk } = walkOver(["a", "b"]);
    const standing = (atCursor: string | null, selected: string | null, from: "list" | "transcript" | null = "list"): string | null => walk.standing(from, { atCursor, selected })?.id ?? null;
    assert.equal(standing("p_a", "p_a"), null);
    await walk.step(1, null, EVERYTHING);
    assert.deepEqual([standing("p_a", "p_old"), standing("p_x", "p_a"), standing("p_x", "p_old"), standing(null, "p_old")], ["a", "a", null, null]);
    assert.deepEqual([standing("p_a", "p_old", "transcript"), standing("p_x", "p_a", "transcript"), standing(null, "p_a", null)], ["a", null, "a"]);
    walk.selected("p_other");
    assert.deepEqual([standing("p_a", "p_other"), standing("p_a", "p_other", "transcript")], [null, "a"]);
    await walk.step(1, null, EVERYTHING);
    assert.equal(standing("p_b", "p_other"), "b");
  });
});
