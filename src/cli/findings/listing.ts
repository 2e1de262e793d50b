import { isSettled } from "../../model/finding.js";
import { predecessorsOf } from "../../model/renamedRules.js";
import type { FindingRow } from "../../protocol/rows.js";
import type { SuppressionRow } from "../../protocol/triage.js";
import { decisionLine } from "../../reports/decisions.js";
import type { Ask } from "../engineAccess.js";
import { EXIT } from "../exitCodes.js";
import { leftOutWords } from "../settledWords.js";
import { callJson, findingJson, suppressionJson } from "./json.js";
import { type FindingFilter, allOf, findingOf, findingsOf, isOfState } from "./lookup.js";
import { type Request, print } from "./request.js";
import { callWords, findingWords, levelWords, plain, reasonWords, some, suppressionWords } from "./words.js";

/** Lists findings, worst first: those of a state, else those that are not settled, and how many of the same kind it leaves out for that. */
export async function listFindings(filter: FindingFilter, request: Request): Promise<number> {
  const matching = await findingsOf(request.ask, { ...filter, state: "any" });
  const findings = matching.filter((row) => isOfState(row, filter.state));
  const counts = { critical: 0, high: 0, medium: 0, low: 0, none: 0 };
  for (const { level } of findings) counts[level]++;
  const settled = { "false-positive": 0, "accepted-risk": 0, resolved: 0, suppressed: 0 };
  for (const { state } of matching) if (isSettled(state)) settled[state]++;
  // As the editor counts: of these the list leaves out calls alone.
  const partlySuppressed = matching.filter(({ suppressedCalls }) => suppressedCalls > 0).length;
  settled.suppressed += partlySuppressed;
  print(request, { state: filter.state ?? "unsettled", total: findings.length, settled, partlySuppressed, findings: findings.map(findingJson) }, () => {
    const total = findings.length === 0 ? "No such finding.\n" : `${some(findings.length, "finding")}: ${levelWords(counts)}.\n`;
    return `${findings.map(findingWords).join("")}${total}${filter.state === null ? leftOutWords(settled, partlySuppressed, "--state any") : ""}`;
  });
  return EXIT.clean;
}

/** Shows all that there is to say of a finding. */
export async function showFinding(given: string, request: Request): Promise<number> {
  const { ask } = request;
  const finding = await findingOf(ask, given);
  const ofSession = await allOf(ask, "listCalls", { sessionId: finding.call.sessionId, minLevel: "low", order: "time" });
  const calls = ofSession.filter(({ findingId }) => findingId === finding.id);
  const history = await allOf(ask, "listDecisions", { filter: { findingId: finding.id, judgements: false } });
  const suppressions = await suppressionsOf(ask, finding);
  const { meaning, remediation, call } = finding;
  const reasons = call.reasons.map((reason) => ({ rule: reason.rule, title: reason.title, score: reason.score, message: reasonWords(reason) }));
  const lines = history.map((decision) => decisionLine(decision, "jsonl"));
  const value = {
    finding: { ...findingJson(finding), meaning, remediation }, reasons, calls: calls.map(callJson),
    suppressions: suppressions.map(suppressionJson), history: lines.map((line) => JSON.parse(line) as object),
  };
  print(request, value, () =>
    [
      `${findingWords(finding)}Finding ${finding.id}\n${plain(meaning, 600)}\n${plain(remediation, 600)}\n`,
      section("Why", reasons.map(({ score, message, rule }) => `${String(score).padStart(3)}  ${message} [${plain(rule, 80)}]\n`)),
      section("Calls, newest first", calls.map(callWords)),
      section("Suppressions that cover it", suppressions.map(suppressionWords)),
      section("Decided, newest first", history.map((decision) => decisionLine(decision, "text"))),
    ].join(""),
  );
  return EXIT.clean;
}

function section(title: string, entries: readonly string[]): string {
  return entries.length === 0 ? "" : `\n${title}:\n${entries.map((entry) => `  ${entry.trimEnd().replaceAll("\n", "\n  ")}\n`).join("")}`;
}

/** The suppressions in force that cover a finding: those of its rule, also by a former name of it. */
async function suppressionsOf(ask: Ask, { id, rule }: FindingRow): Promise<SuppressionRow[]> {
  const names = predecessorsOf(rule);
  const candidates = (await allOf(ask, "listSuppressions", {})).filter((row) => row.hides > 0 && names.includes(row.rule));
  const covering: SuppressionRow[] = [];
  for (const row of candidates) if ((await allOf(ask, "suppressedFindings", { id: row.id })).some((hidden) => hidden.id === id)) covering.push(row);
  return covering;
}
