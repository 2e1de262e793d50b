import { l10n } from "vscode";
import type { DashboardStrings } from "../../protocol/dashboardStrings.js";

/** The page's words in the reader's language: a webview cannot ask for them itself. */
export function localisedStrings(): DashboardStrings {
  return {
    title: l10n.t("Spotter: what OpenCode did on this machine"),
    refresh: l10n.t("Refresh"),
    loading: l10n.t("Asking the engine …"),
    openFindings: l10n.t("Open findings"),
    critical: l10n.t("critical"),
    high: l10n.t("high"),
    medium: l10n.t("medium"),
    low: l10n.t("low"),
    none: l10n.t("no risk"),
    allCalls: l10n.t("All tool calls by level"),
    newestRisky: l10n.t("Newest risky calls"),
    topSessions: l10n.t("Sessions by risk"),
    coverage: l10n.t("What was read"),
    nothingRisky: l10n.t("Nothing at medium level or above."),
    nothingScanned: l10n.t("No OpenCode storage was found."),
    summary: l10n.t("{0} tool calls in {1} sessions"),
    reading: l10n.t("Reading: {0} of {1} sessions"),
    scoring: l10n.t("Scoring: {0} of {1} calls"),
    failed: l10n.t("The engine stopped. 'Spotter: Refresh' starts it again."),
    asOf: l10n.t("as of {0}"),
    untitled: l10n.t("Untitled session"),
    openCall: l10n.t("Open the transcript at this call"),
    openSession: l10n.t("Open the transcript of this session"),
    sessionCalls: l10n.t("{0} calls"),
    sourceCounts: l10n.t("{0} sessions, {1} messages, {2} parts, {3} tool calls"),
    sourceJson: l10n.t("JSON files"),
    sourceSqlite: l10n.t("SQLite database"),
    unreadable: l10n.t("unreadable: {0}"),
    unknownShapes: l10n.t("unknown shapes: {0}"),
    lastRead: l10n.t("read {0}"),
    neverRead: l10n.t("not read yet"),
    running: l10n.t("running"),
    deleted: l10n.t("deleted in OpenCode"),
    actionFailed: l10n.t("This did not work: Spotter's engine gave no answer. 'Spotter: Show Log' says more."),
    score: l10n.t("score {0} of 100"),
    rules: l10n.t("rules {0}"),
  };
}
