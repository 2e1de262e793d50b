import { type Decision, UNDOABLE } from "../../model/decision.js";
import { untrusted } from "../../model/untrusted.js";
import type { DecisionRow } from "../../protocol/triage.js";
import { scopeIdOf } from "../../store/suppressions.js";
import type { StoredDecision } from "../../store/queries/decisions.js";

/** A decision for a reader. What a newer version wrote has its head alone. */
export function decisionRow(stored: StoredDecision): DecisionRow {
  const { id, act, at, actor, kind, finding_id, undoes, undone_by, finding_rule, payload } = stored;
  const head = { id, act, at, actor: untrusted(actor), kind, findingId: finding_id, undoes, undoneBy: undone_by };
  const nothing = {
    sessionId: null, rule: null, state: null, reason: untrusted(""), expires: null, scope: null, normalised: null, target: null, scopeId: null, critical: null, entries: null, undoable: false,
  };
  if (kind === "newer") return { ...head, ...nothing };
  const decision = JSON.parse(payload) as Decision;
  const rule = decision.kind === "suppress" ? decision.pattern.rule : (decision.about?.rule ?? finding_rule);
  return {
    ...head,
    sessionId: decision.about?.sessionId ?? (decision.kind === "reveal" ? decision.sessionId : null),
    rule: rule === null ? null : untrusted(rule),
    state: decision.kind === "verdict" ? decision.state : null,
    reason: untrusted(reasonOf(decision)),
    expires: decision.kind === "verdict" || decision.kind === "suppress" ? decision.expires : null,
    scope: decision.kind === "suppress" ? decision.scope.kind : null,
    normalised: decision.kind === "suppress" ? untrusted(decision.pattern.normalised) : null,
    target: decision.kind === "suppress" ? untrusted(decision.pattern.target) : null,
    scopeId: decision.kind === "suppress" ? untrusted(scopeIdOf(decision.scope)) : null,
    critical: decision.kind === "suppress" ? decision.critical : decision.kind === "team" ? decision.entries.some((entry) => entry.critical) : null,
    entries: decision.kind === "team" ? decision.entries.length : null,
    undoable: undone_by === null && UNDOABLE.some((undoable) => undoable === kind),
  };
}

function reasonOf(decision: Decision): string {
  switch (decision.kind) {
    case "verdict":
    case "suppress":
    case "deadLetter":
      return decision.reason;
    case "note":
      return decision.text;
    case "team":
      return decision.folder;
    case "restore":
      return decision.backup;
    default:
      return "";
  }
}
