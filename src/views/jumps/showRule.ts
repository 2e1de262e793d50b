import { commands, l10n, window, type QuickPickItem } from "vscode";
import { RequestError } from "../../protocol/channel.js";
import type { EngineClient } from "../engine/engineClient.js";
import { ruleUri } from "../problems/rulePages.js";
import { label } from "../render/label.js";
import { untrusted } from "../../model/untrusted.js";
import { showInformation } from "../render/messages.js";
import { ruleText } from "../words.js";

/** Opens the page of the rule that a call fired; asks which one where there were several. */
export async function showRule(engine: EngineClient, callId: string): Promise<void> {
  const call = await engine.request("getCall", { id: callId });
  if (!call) throw new RequestError("not-found", "There is no such call.");
  const rules = [...new Map(call.reasons.map((reason) => [reason.rule, reason])).values()];
  if (rules.length === 0) return void showInformation(l10n.t("No rule speaks against this call."));
  const items = rules.map(({ rule, title, score }): QuickPickItem & { rule: string } => ({ label: label(untrusted(ruleText(title))), description: `+${score}`, rule }));
  const [only] = items;
  const chosen = items.length === 1 ? only : await window.showQuickPick(items, { placeHolder: l10n.t("Which rule's page?") });
  if (chosen) await commands.executeCommand("vscode.open", ruleUri(chosen.rule));
}
