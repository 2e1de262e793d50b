import assert from "node:assert/strict";
import { untrusted } from "../../../../src/model/untrusted.js";
import type { DecisionRow } from "../../../../src/protocol/triage.js";
import { UndoableActs, type DecisionSource } from "../../../../src/views/triage/undoableActs.js";

const decision = (id: string, changes: Partial<DecisionRow> = {}): DecisionRow => ({
  id, act: null, at: 0, actor: untrusted("ada"), kind: "verdict", findingId: `of ${id}`, sessionId: null, rule: null, state: "resolved", reason: untrusted(""), expires: null,
  scope: null, normalised: null, target: null, scopeId: null, critical: null, entries: null, undoes: null, undoneBy: null, undoable: true, ...changes,
});

/** An engine with these decisions, which gives as many at once, and counts how often it was asked. */
function engineWith(rows: readonly DecisionRow[], slice: number): DecisionSource & { asked: number } {
  const source = {
    asked: 0,
    request: (_name: "listDecisions", { after }: { readonly after: string | null }) => {
      source.asked++;
      const from = Number(after ?? 0);
      return Promise.resolve({ rows: rows.slice(from, from + slice), next: from + slice < rows.length ? String(from + slice) : null, total: rows.length });
    },
  };
  return source;
}

describe("the acts that can be taken back", () => {
  const found = async (acts: UndoableActs): Promise<(string | number)[][]> => (await acts.next()).map(({ id, newest, findings }) => [id, newest.id, findings]);

  it("are gathered from their decisions, also over the edge of a slice, without what was taken back, cannot be, or takes back", async () => {
    const rows = [
      decision("9", { kind: "undo", findingId: null, undoes: "8" }),
      decision("8", { undoable: false, undoneBy: "9" }),
      decision("7", { kind: "read", undoable: false }),
      decision("6", { act: "b" }), decision("5", { act: "b" }), decision("4", { act: "b", undoable: false, undoneBy: "x" }), decision("3", { act: "b", findingId: "of 6" }),
      decision("2"),
      decision("1", { kind: "team", findingId: null }),
    ];
    for (const slice of [1, 2, 3, 100]) {
      const acts = new UndoableActs(engineWith(rows, slice), 10);
      assert.deepEqual(await found(acts), [["b", "6", 2], ["2", "2", 1], ["1", "1", 0]], `slices of ${slice}`);
      assert.equal(acts.hasMore, false);
    }
  });

  it("come in pages, and none is said to follow the last", async () => {
    const acts = new UndoableActs(engineWith([decision("3"), decision("2"), decision("1")], 2), 2);
    assert.deepEqual([await found(acts), acts.hasMore], [[["3", "3", 1], ["2", "2", 1]], true]);
    assert.deepEqual([await found(acts), acts.hasMore], [[["1", "1", 1]], false]);
    assert.deepEqual(await found(new UndoableActs(engineWith([], 2), 2)), []);
  });

  it("are looked for among so many decisions at once, and further when they are asked for again", async () => {
    const undone = Array.from({ length: 30 }, (_, n) => decision(String(n), { undoable: false, undoneBy: "x" }));
    const engine = engineWith([...undone, decision("last")], 1);
    const acts = new UndoableActs(engine, 2);
    assert.deepEqual([await found(acts), acts.hasMore, engine.asked], [[], true, 25]);
    assert.deepEqual([await found(acts), acts.hasMore], [[["last", "last", 1]], false]);
  });
});
