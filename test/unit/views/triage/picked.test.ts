import assert from "node:assert/strict";
import { pickedOf, pressedOf, selectionOf } from "../../../../src/views/triage/picked.js";
import { EVERYTHING } from "../rows.js";

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

  it("is asked of the engine as calls, each once, as a group of the list, or as a whole session", () => {
    const call = { ...CALL, kind: "call" } as const;
    assert.deepEqual(selectionOf([call, call], LISTED), { kind: "calls", ids: ["p"] });
    assert.deepEqual(selectionOf([{ kind: "group", by: "tool", value: "bash" }], LISTED), { kind: "lists", lists: [{ list: { ...LISTED, by: "tool" }, value: "bash" }], calls: [] });
    const whole = { ...EVERYTHING, filter: { ...EVERYTHING.filter, minLevel: "low" } };
    assert.deepEqual(selectionOf([{ kind: "session", sessionId: "s" }], LISTED), { kind: "lists", lists: [{ list: whole, value: "s" }], calls: [] });
  });

  it("is asked as several groups, however many calls these hold, with the calls beside them", () => {
    const picked = [{ kind: "group", by: "tool", value: "bash" }, { kind: "call", sessionId: "s", callId: "z" }, { kind: "group", by: "tool", value: "read" }] as const;
    const list = { ...LISTED, by: "tool" };
    assert.deepEqual(selectionOf(picked, LISTED), { kind: "lists", lists: [{ list, value: "bash" }, { list, value: "read" }], calls: ["z"] });
  });
});
