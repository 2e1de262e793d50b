import assert from "node:assert/strict";
import type { TranscriptAnchors } from "../../../src/protocol/engine.js";
import { linkTarget } from "../../../src/views/render/uri.js";
import { callsOf, sectionsOf } from "../../../src/views/transcript/sections.js";

function call(line: number, lines: number): TranscriptAnchors["calls"][string] {
  return { line, lines, level: "high", score: 70, rule: "a.b", evidence: null, held: false, state: null };
}

describe("the sections of a transcript", () => {
  const anchors: TranscriptAnchors = { messages: { second: 20, first: 3 }, calls: { c: call(25, 4), b: call(12, 5), a: call(6, 2) } };

  it("are its messages in the order of their lines, each with its calls, up to the empty line before the next", () => {
    const sections = sectionsOf(anchors, 31).map(({ id, line, end, calls }) => [id, line, end, calls.map((one) => `${one.id} ${one.line}-${one.end}`)]);
    assert.deepEqual(sections, [["first", 3, 18, ["a 6-7", "b 12-16"]], ["second", 20, 29, ["c 25-28"]]]);
  });

  it("leave out what the anchors place beyond the document's end, since their text may be of another moment", () => {
    assert.deepEqual(sectionsOf(anchors, 15).map(({ id, end, calls }) => [id, end, calls.map((one) => one.id)]), [["first", 13, ["a"]]]);
    assert.deepEqual(callsOf(anchors, 28).map((one) => one.id), ["a", "b"]);
    assert.deepEqual(sectionsOf(anchors, 1), []);
  });

  it("keep a message without text to its heading", () => {
    assert.deepEqual(sectionsOf({ messages: { only: 3, next: 4 }, calls: {} }, 5).map(({ line, end }) => [line, end]), [[3, 3], [4, 4]]);
  });
});

describe("a link to a session", () => {
  it("names the session, and a message or a call of it", () => {
    assert.deepEqual(linkTarget("/session/ses_1"), { sessionId: "ses_1", callId: null });
    assert.deepEqual(linkTarget("/session/ses_1/"), { sessionId: "ses_1", callId: null });
    assert.deepEqual(linkTarget("/session/ses_1/message/msg_2"), { sessionId: "ses_1", callId: "msg_2" });
  });

  it("names nothing where its path is another one", () => {
    const others = ["", "/", "/session/", "/session/ses 1", "/session/../etc", "/session/a/message", "/session/a/message/b/c", "/session/a%2Fb", `/session/${"a".repeat(129)}`, "/run/ses_1", "/session/a\n"];
    assert.deepEqual(others.map(linkTarget), others.map(() => null));
  });
});
