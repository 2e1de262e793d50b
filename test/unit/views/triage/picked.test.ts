import assert from "node:assert/strict";
import { pickedOf, pressedOf, selectionOf, type GroupSource } from "../../../../src/views/triage/picked.js";
import { EVERYTHING, listedCall } from "../rows.js";

const CALL = { kind: "call", sessionId: "s", callId: "p" };
const GROUP = { kind: "group", by: "tool", value: "bash", row: {} };
const LISTED = { ...EVERYTHING, filter: { ...EVERYTHING.filter, text: "curl" } };

describe("what a person picked to decide on", () => {
  it("is the node of a menu, or all nodes that are selected", () => {
    assert.deepEqual(pickedOf(CALL, undefined), [CALL]);
    assert.deepEqual(pickedOf(CALL, [CALL, { ...CALL, callId: "q" }, GROUP]), [CALL, { ...CALL, callId: "q" }, { kind: "group", by: "tool", value: "bash" }]);
  });

  it("is of a session what the Risk Explorer lists of it, elsewhere all of it", () => {
    assert.deepEqual(pickedOf({ kind: "session", sessionId: "s", group: { value: "s" } }, undefined), [{ kind: "group", by: "session", value: "s" }]);
    assert.deepEqual(pickedOf({ kind: "session", sessionId: "s", row: {} }, undefined), [{ kind: "session", sessionId: "s" }]);
  });

  it("is nothing where an argument is something else", () => {
    const others = [undefined, null, 7, "s", {}, { kind: "group" }, { kind: "group", by: "evil", value: "x" }, { kind: "more", list: "l" }, { sessionId: 4 }, { from: "list" }];
    assert.deepEqual(others.flatMap((each) => pickedOf(each, undefined)), []);
    assert.deepEqual(pickedOf(CALL, [null, 3]), []);
  });

  it("may be pressed by a key, which says from where and whether to go on", () => {
    assert.deepEqual([{ from: "list", advance: true }, { from: "transcript" }, { from: "elsewhere" }, CALL, null, "list"].map(pressedOf), [
      { from: "list", advance: true }, { from: "transcript", advance: false }, null, null, null, null,
    ]);
  });

  it("is asked of the engine as calls, as a group of the list, or as a whole session", async () => {
    const none: GroupSource = { request: () => assert.fail("nothing is to be asked") };
    assert.deepEqual(await selectionOf(none, [{ ...CALL, kind: "call" }], LISTED), { kind: "calls", ids: ["p"] });
    assert.deepEqual(await selectionOf(none, [{ kind: "group", by: "tool", value: "bash" }], LISTED), { kind: "list", list: { ...LISTED, by: "tool" }, value: "bash" });
    const whole = await selectionOf(none, [{ kind: "session", sessionId: "s" }], LISTED);
    assert.deepEqual(whole, { kind: "list", list: { ...EVERYTHING, filter: { ...EVERYTHING.filter, minLevel: "low" } }, value: "s" });
  });

  it("is of several groups their calls, page by page, each once", async () => {
    const calls: Readonly<Record<string, readonly string[]>> = { bash: ["p", "q"], read: ["q", "r"] };
    const source: GroupSource = {
      request: (_name, { value, after }) => {
        const rows = calls[value]!.map((id) => listedCall(id, "s"));
        return Promise.resolve(after === null ? { rows: rows.slice(0, 1), next: "1", total: 2 } : { rows: rows.slice(1), next: null, total: 2 });
      },
    };
    const picked = [{ kind: "group", by: "tool", value: "bash" }, { kind: "group", by: "tool", value: "read" }, { kind: "call", sessionId: "s", callId: "z" }] as const;
    assert.deepEqual(await selectionOf(source, picked, LISTED), { kind: "calls", ids: ["p", "q", "r", "z"] });
  });
});
