import { RISK_LEVELS } from "../../model/risk.js";
import { type Untrusted, rawText, untrusted } from "../../model/untrusted.js";
import type { CallRow, FindingRow, LevelCounts, ReasonRow } from "../../protocol/rows.js";
import type { SelectionPreview, SuppressionRow } from "../../protocol/triage.js";
import { messageOf } from "../../scoring/messages.js";
import { counted } from "../counted.js";
import { terminalText } from "../terminalText.js";

/** As much of an id as lists show; enough to name a finding with. */
const SHORT_ID = 12;
const SUBJECT = 160;

export function shortId(id: string): string {
  return id.slice(0, SHORT_ID);
}

/** To the minute, in UTC. */
export function minute(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

export function text(value: Untrusted, limit = SUBJECT): string {
  return terminalText(value, limit);
}

/** What a suppression recognises beside its rule. An empty one stands for no command, not for any. */
export function recognisedWords(normalised: Untrusted, target: Untrusted): string {
  const what = text(normalised) || "calls without a command, path or URL";
  return text(target) === "" ? what : `${what} on ${text(target, 80)}`;
}

/** For a text that has no type of its own, such as a rule's title. */
export function plain(value: string, limit = SUBJECT): string {
  return terminalText(untrusted(value), limit);
}

/** `1 finding`, `1,200 findings`. */
export function some(count: number, one: string, many = `${one}s`): string {
  return `${counted(count)} ${count === 1 ? one : many}`;
}

/** Those that there are, worst first: `2 critical, 3 medium`. */
export function levelWords(byLevel: LevelCounts): string {
  return RISK_LEVELS.filter((level) => byLevel[level] > 0).map((level) => `${counted(byLevel[level])} ${level}`).join(", ");
}

export function findingWords(finding: FindingRow): string {
  const { id, level, score, state, title, call, callCount, suppressedCalls, sessionTitle } = finding;
  return `${shortId(id)}  ${level.padEnd(8)} ${String(score).padStart(3)}  ${state.padEnd(14)}  ${plain(title)}\n`
    + `              ${text(call.subject)}\n`
    + `              ${some(callCount, "call")}${suppressedCalls === 0 ? "" : `, ${counted(suppressedCalls)} of them suppressed`}, newest ${minute(call.time)}, in ${text(sessionTitle, 60) || plain(call.sessionId, 60)}\n`;
}

/** How many findings, and the worst of them. */
export function previewWords({ findings, byLevel, sample }: SelectionPreview, shown = sample.length): string {
  const named = sample.slice(0, shown).map((row) => `  ${shortId(row.id)}  ${row.level.padEnd(8)} ${plain(row.title, 80)}: ${text(row.call.subject, 80)}\n`);
  const more = findings > named.length && named.length > 0 ? `  and ${counted(findings - named.length)} more\n` : "";
  return `${some(findings, "finding")}${findings > 0 ? ` (${levelWords(byLevel)})` : ""}\n${named.join("")}${more}`;
}

/** A reason as a sentence, in English. */
export function reasonWords({ rule, args, score }: ReasonRow): string {
  return messageOf({ rule, score, span: null, args: Object.fromEntries(Object.entries(args).map(([name, value]) => [name, rawText(value)])) });
}

export function callWords({ id, tool, outcome, subject, time, findingState }: CallRow): string {
  return `${minute(time)}  ${text(tool, 30)}, ${outcome}${findingState === "suppressed" ? ", suppressed" : ""}  [${plain(id, 60)}]\n    ${text(subject)}\n`;
}

/** What a suppression hides. @param partly how many of these findings stay listed without one call */
export function hiddenWords(hides: number, partly: number): string {
  return partly === 0 ? some(hides, "finding") : "1 call of a finding that stays listed";
}

export function suppressionWords(row: SuppressionRow): string {
  const { id, origin, folder, title, normalised, target, scope, scopeTitle, reason, actor, at, expires, expired, critical, hides, partly, byLevel, lastHid } = row;
  const place = scope === "everywhere" ? scope : `${scope} ${text(scopeTitle, 80)}`.trimEnd();
  const hidden = expired ? "expired, so it hides nothing" : hides === 0 ? "hides nothing" : `hides ${hiddenWords(hides, partly)} (${levelWords(byLevel)}), the newest call of ${minute(lastHid ?? at)}`;
  const until = expires === null ? "for ever" : `until ${minute(expires)}`;
  const who = origin === "team" ? `the team's file of ${text(folder ?? untrusted(""), 120)}, by ${text(actor, 60) || "nobody named"}` : text(actor, 60);
  return `${plain(id, 80)}  ${plain(title)}\n`
    + `  ${recognisedWords(normalised, target)}\n`
    + `  ${place}, ${until}${critical ? ", critical ones too" : ""}: ${hidden}\n`
    + `  ${who}, ${minute(at)}: ${text(reason, 300)}\n`;
}
