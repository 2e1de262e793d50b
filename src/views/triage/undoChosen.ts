import { env, l10n, window, type QuickPickItem } from "vscode";
import { untrusted } from "../../model/untrusted.js";
import { RequestError } from "../../protocol/channel.js";
import type { EngineClient } from "../engine/engineClient.js";
import { label } from "../render/label.js";
import { showInformation } from "../render/messages.js";
import { longTime } from "../render/time.js";
import { findingsWord } from "../words.js";
import { decisionWord, patternWords, subjectWords } from "./decisionWords.js";
import { offerReturn, takenBack, undoneWords } from "./undo.js";
import { UndoableActs, type UndoableAct } from "./undoableActs.js";

/** Acts that are offered at once. */
const OFFERED = 50;

/** Asks which decision is taken back, and takes it back with all that was decided together with it. */
export async function undoChosen(engine: EngineClient): Promise<void> {
  const acts = new UndoableActs(engine, OFFERED);
  let act: UndoableAct | "older" | undefined;
  do {
    const page = await acts.next();
    if (page.length === 0 && !acts.hasMore) return void showInformation(l10n.t("There is no decision that could be taken back."));
    act = await choose(await Promise.all(page.map((each) => actItem(engine, each))), acts.hasMore);
  } while (act === "older");
  if (!act) return;
  const undone = await takenBack(engine, act.id);
  if (undone === 0) return void showInformation(l10n.t("This was taken back already, so nothing was changed."));
  await offerReturn(engine, l10n.t("Taken back: {0}. Decisions: {1}.", undoneWords(act.newest), undone), act.newest.id);
}

type ActItem = QuickPickItem & { readonly act: UndoableAct | "older" };

async function choose(items: readonly ActItem[], hasMore: boolean): Promise<UndoableAct | "older" | undefined> {
  const older: ActItem[] = hasMore ? [{ label: l10n.t("Older Decisions …"), detail: l10n.t("There are more than are listed here."), act: "older" }] : [];
  const placeHolder = l10n.t("Which decision shall be taken back? What was decided together with it goes, too.");
  return (await window.showQuickPick([...items, ...older], { title: l10n.t("Undo a decision"), placeHolder, matchOnDescription: true, matchOnDetail: true, ignoreFocusOut: true }))?.act;
}

/** What was decided, then of what, then on how many findings, by whom, when and why. */
async function actItem(engine: EngineClient, act: UndoableAct): Promise<ActItem> {
  const { newest } = act;
  const reason = label(newest.reason, 200);
  const facts = [await reachWords(engine, act), label(newest.actor, 60), longTime(newest.at, env.language), reason === "" ? "" : label(untrusted(`"${reason}"`), 210)];
  const name = [decisionWord(newest), newest.rule === null ? "" : label(newest.rule, 80)].filter(Boolean).join(", ");
  return { label: name, description: await aboutWords(engine, act), detail: facts.filter(Boolean).join(" · "), act };
}

/** How many findings it is on, or hides now. */
async function reachWords(engine: EngineClient, { newest, findings }: UndoableAct): Promise<string> {
  if (newest.kind === "team") return l10n.t("entries: {0}", newest.entries ?? 0);
  if (newest.kind !== "suppress") return findings === 0 ? "" : findingsWord(findings);
  try {
    const { rows: [worst], total } = await engine.request("suppressedFindings", { id: newest.id, after: null, limit: 1 });
    return (worst?.suppressedCalls ?? 0) > 0 ? l10n.t("hides 1 call of a finding that stays listed") : l10n.t("hides {0}", findingsWord(total));
  } catch (error) {
    // It may have been lifted meanwhile.
    if (error instanceof RequestError && error.failure === "not-found") return "";
    throw error;
  }
}

async function aboutWords(engine: EngineClient, { newest, findings }: UndoableAct): Promise<string> {
  if (newest.findingId === null || findings !== 1) return patternWords(newest);
  const finding = await engine.request("getFinding", { id: newest.findingId });
  return finding ? subjectWords(finding) : "";
}
