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
  readonly undoes: string | null;
  readonly undoneBy: string | null;
}

export const DECISION_FORMATS = ["text", "csv", "jsonl"] as const;
export type DecisionFormat = (typeof DECISION_FORMATS)[number];

const COLUMNS = ["time", "actor", "kind", "state", "finding", "rule", "session", "scope", "reason", "expires", "undoes", "undoneBy", "act", "id"] as const;
const LONGEST_WORDS = 300;

/** The line that stands above all others; empty where the format has none. */
export function decisionsHead(format: DecisionFormat): string {
  return format === "csv" ? `${COLUMNS.join(",")}\r\n` : "";
}

/** One decision as one line. Times are ISO 8601 in UTC; in JSON, what is not there is null, else left empty. */
export function decisionLine(decision: AuditedDecision, format: DecisionFormat): string {
  if (format === "csv") return `${COLUMNS.map((column) => csvCell(untrusted(fieldsOf(decision)[column] ?? ""))).join(",")}\r\n`;
  return format === "jsonl" ? `${asciiJson(fieldsOf(decision))}\n` : words(decision);
}

function fieldsOf(decision: AuditedDecision): Record<(typeof COLUMNS)[number], string | null> {
  const { id, act, at, actor, kind, findingId, sessionId, rule, state, reason, expires, scope, undoes, undoneBy } = decision;
  return {
    time: isoTime(at), actor: rawText(actor), kind, state, finding: findingId, rule: rule === null ? null : rawText(rule), session: sessionId, scope,
    reason: rawText(reason), expires: expires === null ? null : isoTime(expires), undoes, undoneBy, act, id,
  };
}

function words(decision: AuditedDecision): string {
  const { state, finding, rule, scope, reason, expires, undoes, undoneBy, id, time, actor, kind, session } = fieldsOf(decision);
  const text = (value: string): string => oneLine(value, LONGEST_WORDS);
  const about = [
    state, scope === null ? null : `scope ${scope}`, finding === null ? null : `finding ${finding}`, rule === null ? null : `rule ${rule}`,
    finding === null && session !== null ? `session ${session}` : null, undoes === null ? null : `takes back ${undoes}`,
    expires === null ? null : `until ${expires}`, undoneBy === null ? null : `taken back by ${undoneBy}`,
  ].filter((part) => part !== null);
  const why = reason === null || reason === "" ? "" : `  ${text(reason)}`;
  return `${time}  ${text(actor ?? "")}  ${kind}${about.length === 0 ? "" : `: ${text(about.join(", "))}`}  [${text(id ?? "")}]${why}\n`;
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}
