import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { ToolCallRecord } from "../../../src/model/storage.js";
import { SessionReading } from "../../../src/watcher/sessionReading.js";

const SESSION = "ses_1";
const place = (name: string): { locator: string; stamp: number } => ({ locator: name, stamp: 1 });
const origin = { sessionId: SESSION, time: 50 };

/** A session with a message of a role, of which a part is read. */
function read(role: string, part: object, reading = new SessionReading(SESSION)): { record: ToolCallRecord | undefined; reading: SessionReading } {
  reading.message(JSON.stringify({ role, time: { created: 40 } }), { ...origin, id: "msg_1" }, place("message/msg_1"));
  const record = reading.part(JSON.stringify(part), { ...origin, id: "prt_1", messageId: "msg_1" }, place("part/prt_1"));
  return { record: record?.kind === "toolCall" ? record : undefined, reading };
}

describe("the parts of a user's message", () => {
  it("are given to be inspected: what was typed, what was added to it, and what a sub-agent is to do", () => {
    const given = [{ type: "text", text: "Do it" }, { type: "text", text: "<file>…</file>", synthetic: true }, { type: "subtask", prompt: "Look around", agent: "explore" }]
      .map((part) => read("user", part).record)
      .map((record) => [record?.prompt, record?.arguments, record?.timeStart]);
    assert.deepEqual(given, [["typed", { text: "Do it" }, 40], ["added", { text: "<file>…</file>" }, 40], ["typed", { text: "Look around" }, 40]]);
  });

  it("are no calls, and the census names them apart", () => {
    const { reading } = read("user", { type: "text", text: "Do it" });
    const { toolCallIds, promptIds, parts, toolParts } = reading.census();
    assert.deepEqual({ toolCallIds, promptIds, parts, toolParts }, { toolCallIds: [], promptIds: ["prt_1"], parts: 1, toolParts: 0 });
  });

  it("are known as such where they are not read again, and so is a part that comes later to a message that is kept", () => {
    const first = read("user", { type: "text", text: "Do it" }).reading;
    const later = new SessionReading(SESSION);
    for (const [locator, known] of first.known!) later.keep(locator.split("/")[1]!, locator, known);
    const record = later.part(JSON.stringify({ type: "text", text: "And this" }), { ...origin, id: "prt_2", messageId: "msg_1" }, place("part/prt_2"));
    assert.deepEqual([later.census().promptIds, record?.kind === "toolCall" && record.arguments], [["prt_1", "prt_2"], { text: "And this" }]);
  });

  it("are left out where they hold no text, and so is what the assistant said", () => {
    assert.deepEqual([read("user", { type: "text", text: "" }).record, read("user", { type: "file", url: "data:" }).record, read("assistant", { type: "text", text: "Do it" }).record], [undefined, undefined, undefined]);
  });
});
