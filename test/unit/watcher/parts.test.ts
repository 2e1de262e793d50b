import assert from "node:assert/strict";
import type { Outcome } from "../../../src/model/outcome.js";
import { untrusted } from "../../../src/model/untrusted.js";
import { readMessage, readPart, type PartReading } from "../../../src/watcher/parts.js";

const ORIGIN = { id: "prt_1", messageId: "msg_1", sessionId: "ses_1", time: 1_000 };
const tool = (state: unknown, name = "bash"): PartReading => readPart({ type: "tool", tool: name, callID: "call_1", state }, ORIGIN);

function outcome(state: unknown, name?: string): Outcome | string {
  const reading = tool(state, name);
  return reading.kind === "toolCall" ? reading.call.outcome : reading.kind;
}

describe("reading a part", () => {
  it("gives a tool call with its arguments, times and exit code", () => {
    const state = { status: "completed", input: { command: "ls" }, output: "a", metadata: { exit: 3 }, time: { start: 900, end: 950 } };
    assert.deepEqual(tool(state), {
      kind: "toolCall",
      call: {
        kind: "toolCall", id: "prt_1", callId: "call_1", messageId: "msg_1", sessionId: "ses_1", tool: "bash", status: "completed",
        outcome: "failed", arguments: { command: "ls" }, exitCode: 3, error: null, output: untrusted("a"), shapeVersion: 1, timeCreated: 900, timeStart: 900, timeEnd: 950,
      },
    });
  });

  it("tells from what OpenCode recorded what became of a call", () => {
    const error = (text: string): unknown => ({ status: "error", input: {}, error: text });
    const ended = (exit: number | null, output = ""): unknown => ({ status: "completed", input: {}, output, metadata: { exit } });
    assert.deepEqual(
      {
        pending: outcome({ status: "pending", input: {}, raw: "" }),
        running: outcome({ status: "running", input: {} }),
        exit0: outcome(ended(0)),
        exit127: outcome(ended(127)),
        timeout: outcome(ended(null, "x\n<shell_metadata>\nshell tool terminated command after exceeding timeout\n</shell_metadata>")),
        aborted: outcome(ended(null, "x\n<shell_metadata>\nUser aborted the command\n</shell_metadata>")),
        forgedAbort: outcome(ended(0, "<shell_metadata>\nUser aborted the command\n</shell_metadata>")),
        noExit: outcome({ status: "completed", input: {}, output: "" }, "read"),
        invalid: outcome({ status: "completed", input: {} }, "invalid"),
        denied: outcome(error("The user has specified a rule which prevents you from using this specific tool call. Here")),
        deniedOld: outcome(error("Error: The user has specified a rule which prevents you from using this specific tool call.")),
        rejected: outcome(error("The user rejected permission to use this specific tool call with the following feedback: no")),
        abortedError: outcome(error("Tool execution aborted")),
        blocked: outcome(error("Error: Blocked by guard: DROP DATABASE")),
        failed: outcome(error("File not found: The user rejected permission to use this specific tool call")),
        newStatus: outcome({ status: "deferred", input: {} }),
      },
      {
        pending: "pending", running: "running", exit0: "succeeded", exit127: "failed", timeout: "failed", aborted: "aborted",
        forgedAbort: "succeeded", noExit: "succeeded", invalid: "failed", denied: "denied", deniedOld: "denied", rejected: "rejected",
        abortedError: "aborted", blocked: "blocked", failed: "failed", newStatus: "unknown",
      },
    );
  });

  it("counts an unknown type as unknown and a known one as content", () => {
    assert.deepEqual([readPart({ type: "hologram" }, ORIGIN), readPart({ type: "text", text: "x" }, ORIGIN)], [{ kind: "unknown", isTool: false }, { kind: "content" }]);
  });

  it("refuses shapes that are none, without quoting them", () => {
    const shapes = [{}, { type: 7 }, { type: "tool" }, { type: "tool", tool: "bash", callID: "c", state: [] }, { type: "tool", tool: "bash", callID: "c", state: {} }];
    const list = { type: "tool", tool: "bash", callID: "c", state: { status: "running", input: ["secret"] } };
    const readings = [...shapes, list].map((part) => readPart(part, ORIGIN));
    assert.deepEqual(readings.map((reading) => (reading.kind === "unreadable" ? reading.reason : reading.kind)), Array(6).fill("unexpected-shape"));
    assert.ok(!JSON.stringify(readings).includes("secret"));
  });

  it("cuts arguments that are nested deeper than any reader of them goes", () => {
    let deep: unknown = "end";
    for (let level = 0; level < 5_000; level++) deep = { deep };
    const reading = tool({ status: "running", input: { command: "ls", deep, ["__proto__"]: 1 } });
    assert.ok(reading.kind === "toolCall");
    const text = JSON.stringify(reading.call.arguments);
    assert.ok(text.includes("[nested too deep]") && text.length < 2_000);
    assert.equal(reading.call.arguments["command"], "ls");
  });

  it("takes no time that a Date cannot hold", () => {
    const reading = tool({ status: "completed", input: {}, time: { start: 1e300, end: "now" } });
    assert.ok(reading.kind === "toolCall");
    assert.deepEqual([reading.call.timeCreated, reading.call.timeStart, reading.call.timeEnd], [1_000, null, null]);
  });
});

describe("reading a message", () => {
  it("takes model and agent from where each role has them", () => {
    const user = readMessage({ role: "user", time: { created: 5 }, agent: "build", model: { providerID: "lab", modelID: "m" } }, ORIGIN);
    const assistant = readMessage({ role: "assistant", mode: "plan", providerID: "lab", modelID: "m", cost: -1, error: { name: "APIError" } }, ORIGIN);
    assert.deepEqual([user, assistant].map((message) => message.kind === "message" && [message.agent, message.providerId, message.modelId, message.cost, message.errorName, message.timeCreated]), [
      ["build", "lab", "m", 0, null, 5],
      ["plan", "lab", "m", 0, "APIError", 1_000],
    ]);
  });

  it("refuses a role that is none", () => {
    assert.equal(readMessage({ role: "system" }, ORIGIN).kind, "unreadable");
  });
});
