import { asciiJson } from "../model/asciiJson.js";
import { csvCell } from "../model/csv.js";
import { oneLine } from "../model/neutralise.js";
import { type Untrusted, rawText, untrusted } from "../model/untrusted.js";

/** A decision as an audit names it. */
export interface AuditedDecision {
  readonly id: string;
  /** Those taken together share it. */
  readonly act: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly actor: Untrusted;
  readonly kind: string;
  readonly findingId: string | null;
  readonly sessionId: string | null;
  readonly rule: Untrusted | null;
  /** Of a verdict. */
  readonly state: string | null;
  readonly reason: Untrusted;
  /** Milliseconds since 1970; null for never. */
  readonly expires: number | null;
  readonly scope: string | null;
  /** Of a suppression: what it recognises, and the call, session, project or folder where it holds. */
  readonly normalised: Untrusted | null;
  readonly target: Untrusted | null;
  readonly scopeId: Untrusted | null;
  /** Of a suppression or a team's file: somebody said that it may hide critical findings. */
  readonly critical: boolean | null;
  /** Of a team's file. */
  readonly entries: number | null;
  readonly undoes: string | null;
  readonly undoneBy: string | null;
}

export const DECISION_FORMATS = ["text", "csv", "jsonl"] as const;
export type DecisionFormat = (typeof DECISION_FORMATS)[number];

/** New ones are added at the end: who reads a column by its place finds it there. */
const COLUMNS = [
  "time", "actor", "kind", "state", "finding", "rule", "session", "scope", "reason", "expires", "undoes", "undoneBy", "act", "id", "normalised", "target", "scopeId", "critical", "entries",
] as const;
const LONGEST_WORDS = 300;

/** The line that stands above all others; empty where the format has none. */
export function decisionsHead(format: DecisionFormat): string {
  return format === "csv" ? `${COLUMNS.join(",")}\r\n` : "";
}

/** One decision as one line. Times are ISO 8601 in UTC; in JSON, what is not there is null, else left empty. */
export function decisionLine(decision: AuditedDecision, format: DecisionFormat): string {
  if (format === "csv") return `${COLUMNS.map((column) => csvCell(untrusted(String(fieldsOf(decision)[column] ?? "")))).join(",")}\r\n`;
  return format === "jsonl" ? `${asciiJson(fieldsOf(decision))}\n` : words(decision);
}

function fieldsOf(decision: AuditedDecision): Readonly<Record<(typeof COLUMNS)[number], string | number | boolean | null>> {
  const { id, act, at, actor, kind, findingId, sessionId, state, reason, expires, scope, critical, entries, undoes, undoneBy } = decision;
  const raw = (text: Untrusted | null): string | null => (text === null ? null : rawText(text));
  return {
    time: isoTime(at), actor: rawText(actor), kind, state, finding: findingId, rule: raw(decision.rule), session: sessionId, scope, reason: rawText(reason),
    expires: expires === null ? null : isoTime(expires), undoes, undoneBy, act, id, normalised: raw(decision.normalised), target: raw(decision.target), scopeId: raw(decision.scopeId), critical, entries,
  };
}

function words(decision: AuditedDecision): string {
  const { id, at, actor, kind, reason } = decision;
  const text = (value: string): string => oneLine(value, LONGEST_WORDS);
  const about = aboutOf(decision).map(text);
  const why = rawText(reason) === "" ? "" : `  ${text(rawText(reason))}`;
  return `${isoTime(at)}  ${text(rawText(actor))}  ${kind}${about.length === 0 ? "" : `: ${about.join(", ")}`}  [${text(id)}]${why}\n`;
}

/** What a decision is about, and what it says of that. */
function aboutOf(decision: AuditedDecision): string[] {
  const { state, scope, findingId, sessionId, expires, critical, entries, undoes, undoneBy } = decision;
  const named = (name: string, value: Untrusted | null): string | null => (value === null || rawText(value) === "" ? null : `${name} ${rawText(value)}`);
  const parts = [
    state, scope === null ? null : (named(`scope ${scope}`, decision.scopeId) ?? `scope ${scope}`), findingId === null ? null : `finding ${findingId}`,
    named("rule", decision.rule), named("command or class", decision.normalised), named("target", decision.target), entries === null ? null : `entries: ${entries}`, critical === true ? "critical ones too" : null,
    findingId === null && sessionId !== null && scope !== "session" ? `session ${sessionId}` : null, undoes === null ? null : `takes back ${undoes}`,
    expires === null ? null : `until ${isoTime(expires)}`, undoneBy === null ? null : `taken back by ${undoneBy}`,
  ];
  return parts.filter((part) => part !== null);
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}
