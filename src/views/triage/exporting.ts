import { l10n, Uri, window } from "vscode";
import { rawText } from "../../model/untrusted.js";
import type { EngineClient } from "../engine/engineClient.js";
import { showInformation } from "../render/messages.js";
import { writeChosen } from "../writeChosen.js";

/** Asks for a file and writes every decision into it: JSON lines where its name ends so, else CSV. */
export async function exportDecisions(engine: EngineClient): Promise<void> {
  const target = await window.showSaveDialog({
    title: l10n.t("Export decisions"),
    saveLabel: l10n.t("Export"),
    filters: { [l10n.t("CSV for a spreadsheet")]: ["csv"], [l10n.t("JSON lines")]: ["jsonl"] },
    defaultUri: Uri.file(`spotter-decisions-${new Date().toISOString().slice(0, 10)}.csv`),
  });
  if (!target) return;
  const format = /\.jsonl$/i.test(target.path) ? "jsonl" : "csv";
  const { text, decisions } = await engine.request("exportDecisions", { format }, { timeoutMs: 0 });
  if (await writeChosen(target, rawText(text))) void showInformation(l10n.t("Decisions written to {0}: {1}.", target.fsPath, decisions));
}
