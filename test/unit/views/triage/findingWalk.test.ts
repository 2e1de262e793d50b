import assert from "node:assert/strict";
import { untrusted } from "../../../../src/model/untrusted.js";
import type { FindingRow } from "../../../../src/protocol/rows.js";
import { FindingWalk, type FindingSource } from "../../../../src/views/triage/findingWalk.js";
import { callRow } from "../rows.js";

function finding(id: string): FindingRow {
  return {
    id, kind: "rule", rule: "r", title: "Title", score: 90, level: "critical", state: "open", actionTaken: "allowed", meaning: "", remediation: "",
    call: callRow(`p_${id}`, "s"), callCount: 1, sessionTitle: untrusted("S"), written: null,
  };
}

/** Gives a list, which a test may change, in pages of two. */
function walkOver(open: string[]): FindingWalk {
  const source: FindingSource = {
    request: (_name, { after }) => {
      const end = Number(after ?? 0) + 2;
      return Promise.resolve({ rows: open.slice(Number(after ?? 0), end).map(finding), next: end < open.length ? String(end) : null, total: open.length });
    },
  };
  return new FindingWalk(source);
}

describe("the walk through the open findings", () => {
  const names = async (walk: FindingWalk, ...steps: readonly (1 | -1)[]): Promise<(string | null)[]> => {
    const found: (string | null)[] = [];
    for (const by of steps) found.push((await walk.step(by, null, "low"))?.id ?? null);
    return found;
  };

  it("begins with the worst, goes on page by page, and ends at both ends", async () => {
    assert.deepEqual(await names(walkOver(["a", "b", "c"]), 1, 1, 1, 1, -1, -1, -1), ["a", "b", "c", null, "b", "a", null]);
  });

  it("goes from the finding that is named", async () => {
    assert.equal((await walkOver(["a", "b", "c", "d"]).step(1, "c", "low"))?.id, "d");
    assert.equal((await walkOver(["a", "b", "c", "d"]).step(-1, "c", "low"))?.id, "b");
  });

  it("goes on with what took the place of a finding that was decided", async () => {
    const open = ["a", "b", "c"];
    const walk = walkOver(open);
    assert.deepEqual(await names(walk, 1, 1), ["a", "b"]);
    open.splice(1, 1);
    assert.equal((await walk.step(1, "b", "low"))?.id, "c");
    open.splice(1, 1);
    assert.equal(await walk.step(1, "c", "low"), null);
    assert.equal((await walk.step(-1, "c", "low"))?.id, "a");
  });

  it("goes on from a finding that was decided without having been walked to", async () => {
    const open = ["a", "b", "c", "d"];
    const walk = walkOver(open);
    await walk.standOn("c", "low");
    open.splice(2, 1);
    assert.equal((await walk.step(1, "c", "low"))?.id, "d");
  });

  it("has nothing where nothing is open, and begins with the worst where it knows of no place", async () => {
    assert.deepEqual(await names(walkOver([]), 1, -1), [null, null]);
    assert.equal((await walkOver(["a", "b"]).step(1, "gone", "low"))?.id, "a");
  });
});
