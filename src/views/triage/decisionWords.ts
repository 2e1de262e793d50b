import { l10n } from "vscode";
import type { SuppressionScope } from "../../model/suppression.js";
import type { FindingRow } from "../../protocol/rows.js";
import type { DecisionRow } from "../../protocol/triage.js";
import { label } from "../render/label.js";
import { findingStateWord } from "../words.js";

/** What was decided, in a word or two. */
export function decisionWord({ kind, state, scope }: Pick<DecisionRow, "kind" | "state" | "scope">): string {
  switch (kind) {
    case "verdict":
      return state === "open" || state === null ? l10n.t("reopened") : findingStateWord(state);
    case "note":
      return l10n.t("comment");
    case "suppress":
      return scope === null ? l10n.t("suppression") : l10n.t("suppression, {0}", scopeWord(scope));
    case "team":
      return l10n.t("team's suppressions accepted");
    case "read":
      return l10n.t("seen");
    case "install":
      return l10n.t("Spotter installed");
    case "undo":
      return l10n.t("taken back");
    case "forget":
      return l10n.t("forgotten");
    case "restore":
      return l10n.t("backup restored");
    case "deadLetter":
      return l10n.t("unreadable record decided");
    case "reveal":
      return l10n.t("secret revealed");
    case "newer":
      return l10n.t("decision of a newer version");
  }
}

/** What a finding is about: its command and its session. */
export function subjectWords({ call, sessionTitle }: FindingRow): string {
  return l10n.t("{0}, in session {1}", label(call.subject, 200) || label(call.tool, 40), label(sessionTitle, 80) || l10n.t("Untitled session"));
}

/** What a suppression recognises; empty for other decisions. */
export function patternWords({ normalised, target }: DecisionRow): string {
  return [normalised, target].flatMap((text) => (text === null ? [] : [label(text, 200)])).filter(Boolean).join(" · ");
}

/** Where a suppression holds, in words. */
export function scopeWord(kind: SuppressionScope["kind"]): string {
  switch (kind) {
    case "call":
      return l10n.t("for this call only");
    case "session":
      return l10n.t("in this session");
    case "project":
      return l10n.t("in this project");
    case "workspace":
      return l10n.t("in this workspace's folder");
    case "everywhere":
      return l10n.t("everywhere");
  }
}
