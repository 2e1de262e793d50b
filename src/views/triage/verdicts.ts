import { l10n, window, type QuickPickItem } from "vscode";
import { VERDICTS, type Verdict } from "../../model/finding.js";
import type { FindingSelection, SelectionPreview } from "../../protocol/triage.js";
import type { EngineClient } from "../engine/engineClient.js";
import { label } from "../render/label.js";
import { showInformation, showWarning } from "../render/messages.js";
import { findingsWord } from "../words.js";
import { askExpiry, askReason } from "./asking.js";
import { mildWords } from "./chooseFinding.js";
import { previewLines, titleWords } from "./findingWords.js";

/** What was decided, as it is said afterwards, and the act by which it is taken back. */
export interface Decided {
  readonly words: string;
  /** The same in a word or two, for the status bar. */
  readonly brief: string;
  readonly act: string;
}

/** Asks what the verdict needs, shows what it touches where that is more than one finding, and decides; null where the person gave up, or there is nothing to decide on. */
export async function decide(engine: EngineClient, verdict: Verdict, selection: FindingSelection): Promise<Decided | null> {
  const preview = await engine.request("previewSelection", { selection, verdict });
  if (preview.findings === 0) {
    void showInformation(await noFindingWords(engine, selection, verdict));
    return null;
  }
  const title = `${verdictWords(verdict)}: ${nameOf(preview)}`;
  const reason = await askReason(title, reasonPrompt(verdict), verdict === "false-positive" || verdict === "accepted-risk");
  if (reason === undefined) return null;
  const expires = verdict === "open" ? null : await askExpiry(title, l10n.t("Afterwards the finding is open, or hidden by a suppression; earlier verdicts do not come back."));
  if (expires === undefined) return null;
  if (preview.findings > 1 && !(await isConfirmed(verdict, preview))) return null;
  const { decided, act } = await engine.request("decide", { selection, expected: preview.digest, verdict, reason, expires });
  return { words: decidedWords(verdict, preview.findings === 1 ? nameOf(preview) : findingsWord(decided)), brief: `${verdictWords(verdict)}.`, act };
}

/** Asks which verdict is meant; undefined where the question was closed. */
export async function chooseVerdict(): Promise<Verdict | undefined> {
  const items = VERDICTS.map((verdict): QuickPickItem & { verdict: Verdict } => ({ label: verdictWords(verdict), detail: meaningOf(verdict), verdict }));
  return (await window.showQuickPick(items, { title: l10n.t("Decide on all that is listed"), placeHolder: l10n.t("What are these findings? How many that would be is shown before it is decided.") }))?.verdict;
}

async function isConfirmed(verdict: Verdict, preview: SelectionPreview): Promise<boolean> {
  const yes = l10n.t("Decide");
  const question = `${verdictWords(verdict)}: ${findingsWord(preview.findings)}?`;
  return (await showWarning(question, { modal: true, detail: previewLines(preview).join("\n") }, yes)) === yes;
}

async function noFindingWords(engine: EngineClient, selection: FindingSelection, verdict: Verdict): Promise<string> {
  if (verdict === "open" && (selection.kind === "lists" || (await engine.request("previewSelection", { selection, verdict: "acknowledged" })).findings > 0)) {
    return l10n.t("Nothing of this was decided on, so there is nothing to reopen.");
  }
  const [only, ...others] = selection.kind === "calls" ? selection.ids : [];
  if (only !== undefined && others.length === 0) return mildWords(engine, only);
  return l10n.t("There is no finding among these, so there is nothing to decide. Calls are findings from the level medium on.");
}

/** The one finding by its rule and command, several by their number. */
function nameOf({ findings, sample: [first] }: SelectionPreview): string {
  return findings === 1 && first ? `${titleWords(first.title)} (${label(first.call.subject, 80) || label(first.call.tool, 40)})` : findingsWord(findings);
}

function decidedWords(verdict: Verdict, what: string): string {
  switch (verdict) {
    case "acknowledged":
      return l10n.t("Acknowledged: {0}.", what);
    case "false-positive":
      return l10n.t("Marked as false positive: {0}.", what);
    case "accepted-risk":
      return l10n.t("Risk accepted: {0}.", what);
    case "resolved":
      return l10n.t("Resolved: {0}.", what);
    case "open":
      return l10n.t("Reopened: {0}.", what);
  }
}

function verdictWords(verdict: Verdict): string {
  switch (verdict) {
    case "acknowledged":
      return l10n.t("Acknowledge");
    case "false-positive":
      return l10n.t("False positive");
    case "accepted-risk":
      return l10n.t("Accept risk");
    case "resolved":
      return l10n.t("Resolve");
    case "open":
      return l10n.t("Reopen");
  }
}

function meaningOf(verdict: Verdict): string {
  switch (verdict) {
    case "acknowledged":
      return l10n.t("Seen, and still to be dealt with. It stays listed, and counts no longer as open.");
    case "false-positive":
      return l10n.t("The rule is wrong here. It leaves the lists.");
    case "accepted-risk":
      return l10n.t("The rule is right, and it may stay so. It leaves the lists.");
    case "resolved":
      return l10n.t("It was dealt with. It leaves the lists until it happens again.");
    case "open":
      return l10n.t("Takes the earlier verdicts back.");
  }
}

function reasonPrompt(verdict: Verdict): string {
  switch (verdict) {
    case "acknowledged":
      return l10n.t("What is to be done about it?");
    case "false-positive":
      return l10n.t("Why is the rule wrong here?");
    case "accepted-risk":
      return l10n.t("Why may it stay so?");
    case "resolved":
      return l10n.t("What was done about it?");
    case "open":
      return l10n.t("Why is it looked at again?");
  }
}
