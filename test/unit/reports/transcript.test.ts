import assert from "node:assert/strict";
import type { ToolCallRecord } from "../../../src/model/storage.js";
import type { SessionContent } from "../../../src/model/sessionContent.js";
import { rawText, untrusted } from "../../../src/model/untrusted.js";
import { bash, message, session } from "../store/records.js";
import { renderTranscript, type CallVerdict, type TranscriptPart } from "../../../src/reports/transcript.js";

const time = (ms: number): string => `T${ms}`;

function content(parts: SessionContent["messages"][number]["parts"]): SessionContent {
  const head = session("ses_a", { title: untrusted("Ship it"), directory: "/home/dev/shop" });
  return { session: head, truncated: false, messages: [{ id: "msg_1", message: message("msg_1", "ses_a", { modelId: "lab", timeCreated: 7 }), parts }] };
}

function toolCall(fields: Partial<ToolCallRecord> = {}): SessionContent["messages"][number]["parts"][number] {
  const call = bash("prt_1", "ses_a", "rm -rf /", { outcome: "failed", output: untrusted("no\nway"), exitCode: 1, timeStart: 10, timeEnd: 1510, ...fields });
  return { kind: "toolCall", id: "prt_1", call, title: null };
}

/** The one document of a short session. */
function only(parts: readonly TranscriptPart[]): TranscriptPart {
  assert.equal(parts.length, 1);
  return parts[0]!;
}

describe("a transcript", () => {
  it("shows messages and calls in order, and knows on which line each stands", () => {
    const verdicts = new Map([["prt_1", { score: 95, level: "critical" as const, reasons: [untrusted("Deletes the root.")], rule: "delete.root", evidence: null, held: false, state: null }]]);
    const { text, anchors } = only(renderTranscript(content([{ kind: "text", id: "prt_0", text: untrusted("I clean up."), synthetic: false }, toolCall()]), verdicts, time));
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
    assert.deepEqual(anchors, { messages: { msg_1: 3 }, calls: { prt_1: { line: 7, lines: 6, level: "critical", score: 95, rule: "delete.root", evidence: null, held: false, state: null } } });
  });

  it("says at a call what was decided of its finding, and nothing where that is open", () => {
    const headings = (["open", "false-positive"] as const).map((state) => {
      const verdicts = new Map([["prt_1", { score: 95, level: "critical" as const, reasons: [], rule: "delete.root", evidence: null, held: false, state }]]);
      const { text, anchors } = only(renderTranscript(content([toolCall()]), verdicts, time));
      return [/\[CRITICAL.*$/m.exec(rawText(text))![0], anchors.calls["prt_1"]!.state];
    });
    assert.deepEqual(headings, [["[CRITICAL 95]", "open"], ["[CRITICAL 95, false positive]", "false-positive"]]);
  });

  it("writes out what would change how the text is shown, so that no line passes for another", () => {
    const { text } = only(renderTranscript(content([toolCall({ arguments: { command: "ls\u202e#\u001b[2J\r\n▶ read · succeeded" } })]), new Map(), time));
    assert.match(rawText(text), /ls⟨U\+202E⟩#⟨U\+001B⟩\[2J\n {4}▶ read/);
  });

  it("says how much of a long output it leaves out", () => {
    const { text } = only(renderTranscript(content([toolCall({ output: untrusted("x".repeat(5000)) })]), new Map(), time));
    assert.match(rawText(text), /… 1000 more characters are not shown/);
  });

  it("takes an output of very many lines", () => {
    const { text } = only(renderTranscript(content([{ kind: "text", id: "p", text: untrusted("\n".repeat(1_000_000)), synthetic: false }]), new Map(), time));
    assert.ok(rawText(text).length < 30_000);
  });
});

describe("a long transcript", () => {
  const LIMIT = 1_000_000;
  const bytes = ({ text }: TranscriptPart): number => Buffer.byteLength(rawText(text));
  const lines = ({ text }: TranscriptPart): string[] => rawText(text).split("\n");

  function longSession(messages: number, callsOfEach: number, output: string): SessionContent {
    const head = session("ses_a", { title: untrusted("Long"), directory: "/home/dev/shop" });
    const contents = Array.from({ length: messages }, (_, at) => ({
      id: `msg_${at}`,
      message: message(`msg_${at}`, "ses_a", { modelId: "lab", timeCreated: at }),
      parts: Array.from({ length: callsOfEach }, (_unused, call) => {
        const id = `prt_${at}_${call}`;
        return { kind: "toolCall" as const, id, title: null, call: bash(id, "ses_a", "ls", { output: untrusted(output) }) };
      }),
    }));
    return { session: head, truncated: false, messages: contents };
  }

  it("is divided into documents of at most a million bytes, whatever is written in it, and each call stands in one of them", () => {
    for (const output of ["x".repeat(4_000), "\n".repeat(4_000), "\u{1f600}".repeat(2_000), "\u202e".repeat(4_000)]) {
      const content = longSession(3, 150, output);
      const parts = renderTranscript(content, new Map(), time);
      assert.ok(parts.length > 1);
      assert.deepEqual(parts.filter((part) => bytes(part) > LIMIT), []);
      const found = parts.flatMap(({ anchors }) => Object.keys(anchors.calls));
      assert.deepEqual(found.sort(), content.messages.flatMap((each) => each.parts.map(({ id }) => id)).sort());
      for (const part of parts) {
        const text = lines(part);
        for (const { line } of Object.values(part.anchors.calls)) assert.match(text[line] ?? "", /^▶ bash/);
        for (const line of Object.values(part.anchors.messages)) assert.match(text[line] ?? "", /^━━ /);
        for (const { line, lines: taken } of Object.values(part.anchors.calls)) assert.ok(line + taken < text.length);
      }
    }
  });

  it("says in each document which one comes before and after, and that a message goes on", () => {
    const parts = renderTranscript(longSession(1, 400, "x".repeat(4_000)), new Map(), time);
    assert.deepEqual(
      parts.map((part) => [lines(part)[2], lines(part).at(-2)]),
      [["", "▶ Later: part 2 of 2"], ["◀ Earlier: part 1 of 2", lines(parts[1]!).at(-2)]],
    );
    assert.match(lines(parts[1]!)[parts[1]!.anchors.messages["msg_0"]!] ?? "", /^━━ .* \(continued\)$/);
  });

  it("is divided at the same calls in every language", () => {
    const verdictsOf = (sentence: string): Map<string, CallVerdict> =>
      new Map(Array.from({ length: 400 }, (_, call) => [`prt_0_${call}`, { score: 50, level: "medium" as const, rule: "a", evidence: null, held: false, state: null, reasons: [untrusted(sentence)] }]));
    const divided = (sentence: string) => renderTranscript(longSession(1, 400, "x".repeat(3_000)), verdictsOf(sentence), time).map(({ anchors }) => Object.keys(anchors.calls));
    assert.deepEqual(divided("short"), divided("\u6f22".repeat(500)));
  });

  it("tears a call apart rather than go over a document's size, and loses none of its lines", () => {
    const args = Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`argument${at}`, `${at}`.padEnd(4_000, "y")]));
    const content = longSession(1, 1, "");
    const call = content.messages[0]!.parts[0]! as { call: ToolCallRecord };
    const parts = renderTranscript({ ...content, messages: [{ ...content.messages[0]!, parts: [{ kind: "toolCall", id: "prt_0_0", title: null, call: { ...call.call, arguments: args } }] }] }, new Map(), time);
    assert.ok(parts.length > 1 && parts.every((part) => bytes(part) <= LIMIT));
    const labels = parts.flatMap(lines).filter((line) => /^ {2}argument\d+:/.test(line));
    assert.equal(labels.length, 400);
  });
});
