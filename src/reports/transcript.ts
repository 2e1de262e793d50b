import { oneLine } from "../model/neutralise.js";
import type { FindingState } from "../model/finding.js";
import type { RiskLevel } from "../model/risk.js";
import type { MessageContent, PartContent, SessionContent } from "../model/sessionContent.js";
import type { ToolCallRecord } from "../model/storage.js";
import { type Untrusted, rawText } from "../model/untrusted.js";
import { durationText } from "../model/duration.js";
import { TranscriptPages, type HeadingPlace } from "./transcriptPages.js";

/** What scoring said of a call. */
export interface CallVerdict {
  readonly score: number;
  readonly level: RiskLevel;
  /** One sentence a reason, worst first. */
  readonly reasons: readonly Untrusted[];
  /** The rule of the first reason; null where there is none. */
  readonly rule: string | null;
  /** Null for a call that is the only one of its finding, or in none. */
  readonly evidence: EvidencePlace | null;
  /** The text of the output, or of the prompt, is not shown until a person has looked at it. */
  readonly held: boolean;
  /** What was decided of its finding; null for a call that is in none. */
  readonly state: FindingState | null;
}

/** Which of the calls of one finding a call is, counted from 1, and the one that follows; after the last one the first. */
export interface EvidencePlace {
  readonly number: number;
  readonly count: number;
  readonly next: string;
}

/** A call's place in its part of the transcript, and its verdict; the line is zero-based. */
interface CallAnchor {
  readonly line: number;
  readonly lines: number;
  readonly level: RiskLevel;
  readonly score: number;
  readonly rule: string | null;
  readonly evidence: EvidencePlace | null;
  readonly held: boolean;
  readonly state: FindingState | null;
}

/** What stands in place of a text that tells agents what to do: other programs, models among them, read the documents of an editor. */
const HELD_BACK = "held back: it tells an agent what to do, or hides something. 'Show What Is Held Back' above shows it, and notes that you looked.";

/** Zero-based lines of one part of a transcript; the shape that the protocol carries. */
export interface Anchors {
  readonly messages: Record<string, number>;
  readonly calls: Record<string, CallAnchor>;
}

/** One document: a long session has several. */
export interface TranscriptPart {
  readonly text: Untrusted;
  readonly anchors: Anchors;
}

/** Longest text of a message, and longest input and output of a call, that is shown; what is cut is said. */
const TEXT_LIMIT = 20_000;
const OUTPUT_LIMIT = 4_000;

type FormatTime = (time: number) => string;
type Verdicts = ReadonlyMap<string, CallVerdict>;

/**
 * A session as plain text: prompts, answers and calls in order, with the line on which each stands, in parts of at most 1,000,000
 * bytes of UTF-8. Every deceptive character is written out, so that what an agent wrote cannot pass for what the transcript says of it.
 * Where a part ends does not depend on the language of the reasons.
 *
 * @param verdicts by part id
 * @param formatTime milliseconds since 1970 to words
 * @returns at least one part
 */
export function renderTranscript(content: SessionContent, verdicts: Verdicts, formatTime: FormatTime): TranscriptPart[] {
  const { session } = content;
  const pages = new TranscriptPages([oneLine(rawText(session.title), 200), `${oneLine(session.directory, 500)}   ${oneLine(session.id, 80)}`]);
  for (const message of content.messages) {
    pages.beginMessage(message.id, heading(message, formatTime));
    for (const part of message.parts) {
      pages.beginPart();
      addPart(pages, part, verdicts, formatTime);
    }
    const errorName = message.message?.errorName;
    if (errorName) pages.add("", `    ended by an error: ${oneLine(errorName, 200)}`);
  }
  if (content.truncated) pages.add("", "… the session is longer than a transcript can be; its later messages are not shown.");
  return pages.parts();
}

function heading({ id, message }: MessageContent, formatTime: FormatTime): string {
  if (!message) return `━━ ${oneLine(id, 80)} · a message that could not be read ━━`;
  const who = [message.role, message.agent, message.modelId].filter((word) => word !== null).map((word) => oneLine(word, 60));
  return `━━ ${who.join(" · ")} · ${formatTime(message.timeCreated)} ━━`;
}

function addPart(page: TranscriptPages, part: PartContent, verdicts: Verdicts, formatTime: FormatTime): void {
  switch (part.kind) {
    case "text":
      return addText(page, part, part.synthetic ? "(added by OpenCode)" : "", rawText(part.text), "", verdicts.get(part.id));
    case "reasoning":
      return page.addBlock("(reasoning)", rawText(part.text), TEXT_LIMIT, "    ");
    case "file":
      return page.add("", `(attached: ${oneLine(rawText(part.name), 200)})`);
    case "subtask":
      return addText(page, part, `(task for ${oneLine(rawText(part.agent), 60)})`, rawText(part.prompt), "    ", verdicts.get(part.id));
    case "toolCall":
      return addCall(page, part.call, verdicts.get(part.id), formatTime);
    case "unreadable":
      return page.add("", `(a part that could not be read: ${oneLine(part.detail, 300)})`);
    case "other":
      return;
  }
}

/** A text of a message. A prompt in which something was found has a line of its own above it that says what, and a place to jump to. */
function addText(page: TranscriptPages, { id }: PartContent, label: string, text: string, indent: string, verdict: CallVerdict | undefined): void {
  if (verdict === undefined) return page.addBlock(label, text, TEXT_LIMIT, indent);
  page.add("");
  const place = page.addHeading(`▶ prompt${riskWord(verdict)}`);
  for (const reason of verdict.reasons) page.addReason(`  ! ${oneLine(rawText(reason), 500)}`);
  page.addBlock(label, verdict.held ? HELD_BACK : text, TEXT_LIMIT, indent, false);
  addAnchor(place, id, verdict);
}

function riskWord(verdict: CallVerdict | undefined): string {
  if (!verdict || verdict.level === "none") return "";
  const decided = verdict.state === null || verdict.state === "open" ? "" : `, ${verdict.state.replaceAll("-", " ")}`;
  return `   [${verdict.level.toUpperCase()} ${verdict.score}${decided}]`;
}

function addCall(page: TranscriptPages, call: ToolCallRecord, verdict: CallVerdict | undefined, formatTime: FormatTime): void {
  page.add("");
  const place = page.addHeading(callHeading(call, verdict, formatTime));
  for (const reason of verdict?.reasons ?? []) page.addReason(`  ! ${oneLine(rawText(reason), 500)}`);
  for (const [name, value] of Object.entries(call.arguments)) addArgument(page, name, value);
  if (verdict?.held === true) page.add(`  output: ${HELD_BACK}`);
  else addResults(page, call);
  addAnchor(place, call.id, verdict);
}

function addAnchor(place: HeadingPlace, id: string, verdict: CallVerdict | undefined): void {
  const { level = "none", score = 0, rule = null, evidence = null, held = false, state = null } = verdict ?? {};
  place.anchors.calls[id] = { line: place.line, lines: place.linesSince(), level, score, rule, evidence, held, state };
}

function addResults(page: TranscriptPages, call: ToolCallRecord): void {
  if (call.error !== null) page.addBlock("  error:", rawText(call.error), OUTPUT_LIMIT, "    ", false);
  if (call.output !== null && rawText(call.output) !== "") page.addBlock("  output:", rawText(call.output), OUTPUT_LIMIT, "    ", false);
}

function callHeading(call: ToolCallRecord, verdict: CallVerdict | undefined, formatTime: FormatTime): string {
  const words = [oneLine(call.tool, 80), call.outcome];
  if (call.exitCode !== null) words.push(`exit ${call.exitCode}`);
  if (call.timeStart !== null) words.push(formatTime(call.timeStart));
  if (call.timeStart !== null && call.timeEnd !== null) words.push(durationText(call.timeEnd - call.timeStart));
  return `▶ ${words.join(" · ")}${riskWord(verdict)}`;
}

function addArgument(page: TranscriptPages, name: string, value: unknown): void {
  const label = `  ${oneLine(name, 60)}:`;
  if (typeof value === "string" && !value.includes("\n") && value.length <= 500) return page.add(`${label} ${oneLine(value, 500)}`);
  if (typeof value === "string") return page.addBlock(label, value, OUTPUT_LIMIT, "    ", false);
  const json = JSON.stringify(value) ?? "";
  if (json.length <= 500) page.add(`${label} ${oneLine(json, 500)}`);
  else page.addBlock(label, JSON.stringify(value, null, 2), OUTPUT_LIMIT, "    ", false);
}
