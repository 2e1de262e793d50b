import type { Alert, Threat } from "../../protocol/alerts.js";
import type { CallRow } from "../../protocol/rows.js";
import { ruleText } from "../words.js";

/** Something with a rule's title, as the page shows it: the page has no translations of its own. */
export function titleInReadersLanguage<T extends { readonly title: string }>(row: T): T {
  return { ...row, title: ruleText(row.title) };
}

export function callInReadersLanguage<T extends Pick<CallRow, "reasons">>(call: T): T {
  return { ...call, reasons: call.reasons.map(titleInReadersLanguage) };
}

export function findingInReadersLanguage<T extends Pick<Threat, "newest">>(threat: T): T {
  return { ...threat, newest: threat.newest && titleInReadersLanguage(threat.newest) };
}

export function alertInReadersLanguage(alert: Alert): Alert {
  return alert.kind === "findings" ? { ...alert, findings: alert.findings.map(titleInReadersLanguage) } : alert;
}
