import assert from "node:assert/strict";
import type { ToolCallRecord } from "../../../src/model/storage.js";
import type { SessionContent } from "../../../src/model/sessionContent.js";
import { rawText, untrusted } from "../../../src/model/untrusted.js";
import { bash, message, session } from "../store/records.js";
import { renderTranscript } from "../../../src/reports/transcript.js";

const time = (ms: number): string => `T${ms}`;

function content(parts: SessionContent["messages"][number]["parts"]): SessionContent {
  const head = session("ses_a", { title: untrusted("Ship it"), directory: "/home/dev/shop" });
  return { session: head, truncated: false, messages: [{ id: "msg_1", message: message("msg_1", "ses_a", { modelId: "lab", timeCreated: 7 }), parts }] };
}

function toolCall(fields: Partial<ToolCallRecord> = {}): SessionContent["messages"][number]["parts"][number] {
  const call = bash("prt_1", "ses_a", "rm -rf /", { outcome: "failed", output: untrusted("no\nway"), exitCode: 1, timeStart: 10, timeEnd: 1510, ...fields });
  return { kind: "toolCall", id: "prt_1", call, title: null };
}

describe("a transcript", () => {
  it("shows messages and calls in order, and knows on which line each stands", () => {
    const verdicts = new Map([["prt_1", { score: 95, level: "critical" as const, reasons: [untrusted("Deletes the root.")], rule: "delete.root" }]]);
    const { text, anchors } = renderTranscript(content([{ kind: "text", id: "prt_0", text: untrusted("I clean up."), synthetic: false }, toolCall()]), verdicts, time);
    assert.deepEqual(rawText(text).split("\n"), [
      "Ship it",
      "/home/dev/shop   ses_a",
      "",
      "━━ assistant · build · lab · T7 ━━",
      "",
      "I clean up.",
      "",
      "▶ bash · failed · exit 1 · T10 · 1.5 s   [CRITICAL 95]",
      "  ! Deletes the root.",
      "  command: rm -rf /",
      "  output:",
      "    no",
      "    way",
      "",
    ]);
    assert.deepEqual(anchors, { messages: { msg_1: 3 }, calls: { prt_1: { line: 7, lines: 6, level: "critical", score: 95, rule: "delete.root" } } });
  });

  it("writes out what would change how the text is shown, so that no line passes for another", () => {
    const { text } = renderTranscript(content([toolCall({ arguments: { command: "ls\u202e#\u001b[2J\r\n▶ read · succeeded" } })]), new Map(), time);
    assert.match(rawText(text), /ls⟨U\+202E⟩#⟨U\+001B⟩\[2J\n {4}▶ read/);
  });

  it("says how much of a long output it leaves out", () => {
    const { text } = renderTranscript(content([toolCall({ output: untrusted("x".repeat(5000)) })]), new Map(), time);
    assert.match(rawText(text), /… 1000 more characters are not shown/);
  });

  it("takes an output of very many lines", () => {
    const { text } = renderTranscript(content([{ kind: "text", id: "p", text: untrusted("\n".repeat(1_000_000)), synthetic: false }]), new Map(), time);
    assert.ok(rawText(text).length < 30_000);
  });
});
