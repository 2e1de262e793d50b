import { commands, l10n, window, type QuickPickItem } from "vscode";
import { isWide, type SuppressionScope } from "../../model/suppression.js";
import type { Untrusted } from "../../model/untrusted.js";
import type { FindingRow } from "../../protocol/rows.js";
import type { ScopeOffer, SelectionPreview } from "../../protocol/triage.js";
import type { EngineClient } from "../engine/engineClient.js";
import { label } from "../render/label.js";
import { showWarning } from "../render/messages.js";
import { countWords } from "../words.js";
import { folderPaths } from "../workspaceFolders.js";
import { askExpiry, askReason } from "./asking.js";
import { scopeWord } from "./decisionWords.js";
import { previewLines, titleWords } from "./findingWords.js";
import type { ListedFindings } from "./triageDocuments.js";
import type { Decided } from "./verdicts.js";

/** Findings that are listed before it is decided; the rest is counted. */
const LISTED = 1_000;

/** Asks where, until when and why, says exactly what would be hidden, and suppresses it; null where the person gave up. */
export async function suppress(engine: EngineClient, finding: FindingRow, callId: string | null, lists: ListedFindings): Promise<Pick<Decided, "words" | "act"> | null> {
  const title = l10n.t("Suppress: {0}", titleWords(finding.title));
  const offer = await chooseScope(title, await engine.request("suppressionOffers", { findingId: finding.id, callId, folders: folderPaths() }));
  if (!offer) return null;
  const expires = await askSuppressionExpiry(title);
  if (expires === undefined) return null;
  const reason = await askReason(title, l10n.t("Why is it right to hide this?"), true);
  if (reason === undefined) return null;
  if (!(await isConfirmed(engine, finding, offer, lists))) return null;
  const critical = isWide(offer.scope.kind) && offer.all.byLevel.critical > 0;
  if (critical && !(await isConsented(offer.scope.kind, offer.all.byLevel.critical))) return null;
  const { act, hides, partly } = await engine.request("suppress", { findingId: finding.id, scope: offer.scope, expected: offer.all.digest, reason, expires, critical });
  const place = [scopeWord(offer.scope.kind), titleWords(finding.title)] as const;
  const words = partly > 0
    ? l10n.t("Suppressed {0}: {1}. It hides this one call; the finding has others, and stays listed. The Coverage view lists the suppression.", ...place)
    : l10n.t("Suppressed {0}: {1}. Findings that it hides: {2}. The Coverage view lists it.", ...place, hides);
  return { words: offer.settled > 0 ? `${words} ${settledWords(offer.settled)}` : words, act };
}

/** Asks until when a suppression holds, as `askExpiry` does. */
export function askSuppressionExpiry(title: string): Promise<number | null | undefined> {
  return askExpiry(title, l10n.t("Afterwards it hides nothing: each finding is as another decision has it, or open."));
}

async function chooseScope(title: string, offers: readonly ScopeOffer[]): Promise<ScopeOffer | undefined> {
  const items = offers.map((offer): QuickPickItem & { offer: ScopeOffer } => ({ ...scopeItem(offer), offer }));
  return (await window.showQuickPick(items, { title, placeHolder: l10n.t("Where shall this rule not speak of this any more?"), matchOnDescription: true, ignoreFocusOut: true }))?.offer;
}

/** What is critical comes first, and with a word: an icon alone tells nothing to many people. */
function scopeItem({ scope, title, recent, all }: ScopeOffer): QuickPickItem {
  const critical = all.byLevel.critical > 0 ? [`$(flame) ${l10n.t("Hides critical findings: {0}.", all.byLevel.critical)}`] : [];
  const name = scopeWord(scope.kind);
  return {
    label: name.charAt(0).toUpperCase() + name.slice(1),
    description: label(title, 80),
    detail: [...critical, l10n.t("Of the last 30 days: {0}. Of all that is kept: {1}.", countsOf(recent), countsOf(all))].join(" "),
  };
}

function countsOf({ findings, byLevel }: SelectionPreview): string {
  return findings === 0 ? l10n.t("none") : countWords(byLevel, "none");
}

/** Says what will be hidden, before it is; what is to be read stays on the screen while it is asked again. */
async function isConfirmed(engine: EngineClient, finding: FindingRow, { scope, title, all, recent, partly, settled, normalised, target }: ScopeOffer, lists: ListedFindings): Promise<boolean> {
  const [yes, which] = [l10n.t("Suppress"), l10n.t("Show Which")];
  const place = [scopeWord(scope.kind), label(title, 120)].filter(Boolean).join(": ");
  const question = l10n.t("Suppress '{0}'? It holds {1}.", titleWords(finding.title), place);
  const detail = [
    ...(all.byLevel.critical > 0 ? [l10n.t("Critical ones among them: {0}.", all.byLevel.critical)] : []),
    patternWords(normalised, target),
    l10n.t("This is hidden now, and what is like it from now on:"),
    ...previewLines(all),
    ...(partly > 0 ? [l10n.t("It hides this one call: the finding has others, and stays listed for them.")] : []),
    l10n.t("Of the last 30 days: {0}.", countsOf(recent)),
    ...(settled > 0 ? [settledWords(settled)] : []),
    l10n.t("It can be undone at any time, and 'state:suppressed' in the filter lists what it hides."),
  ].join("\n");
  const answer = await showWarning(question, { modal: true, detail }, yes, which);
  if (answer !== which) return answer === yes;
  await commands.executeCommand("vscode.open", lists.list(question, await offered(engine, finding.id, scope)), { preview: true });
  return (await showWarning(question, yes)) === yes;
}

/** What it recognises and does not hide: it is settled already. */
function settledWords(settled: number): string {
  return l10n.t("Already settled by a verdict, and not touched by this: {0}.", settled);
}

/** What a suppression recognises beside its rule, so that nobody hides more than they meant. */
function patternWords(normalised: Untrusted, target: Untrusted): string {
  const what = label(normalised, 200) || l10n.t("calls without a command, path or URL");
  return label(target) === "" ? l10n.t("It recognises: {0}.", what) : l10n.t("It recognises: {0}, on what is {1}.", what, label(target, 60));
}

/** The findings that a suppression would hide, worst first, as many as a document lists. */
async function offered(engine: EngineClient, findingId: string, scope: ScopeOffer["scope"]): Promise<{ rows: readonly FindingRow[]; total: number }> {
  const { rows, total } = await engine.request("offeredFindings", { findingId, scope, after: null, limit: LISTED });
  return { rows, total };
}

/** Beyond a project nobody hides what is critical by the way. */
export async function isConsented(scope: SuppressionScope["kind"], critical: number): Promise<boolean> {
  const yes = l10n.t("Hide Critical Findings");
  const detail = l10n.t("This reaches beyond one project, and it hides critical findings of the same kind there, now and later. You are asked a second time because nobody is told of them then.");
  return (await showWarning(l10n.t("Hide what is critical, {0}? Critical findings: {1}.", scopeWord(scope), critical), { modal: true, detail }, yes)) === yes;
}
