import { l10n, Uri, window, workspace } from "vscode";
import type { EngineClient } from "../engine/engineClient.js";
import { documentText } from "../render/document.js";
import { ownRuleFolder, writeFreshRule } from "./ruleFolder.js";
import { trustedFolders } from "../workspaceFolders.js";

/**
 * Makes a file with a Sigma rule that holds for a call, and opens it: in `.spotter/rules` of the workspace where it is trusted, else in
 * the first folder of rules of the settings, else as a document that is not saved yet.
 *
 * @param rulePaths files and folders of rules of the settings
 */
export async function createRule(engine: EngineClient, callId: string, rulePaths: readonly string[]): Promise<void> {
  const { name, text } = await engine.request("draftRule", { callId });
  const content = [
    `# ${l10n.t("A rule that begins with one call. It is on trial: it counts what it finds and changes no score until its status is 'stable'.")}`,
    `# ${l10n.t("Above it stands how many calls of the last 30 days it would have flagged. Make it as wide as you mean it.")}`,
    documentText(text),
  ].join("\n");
  const folder = await folderOfRules(rulePaths);
  const document = folder === null ? workspace.openTextDocument({ language: "yaml", content }) : workspace.openTextDocument(Uri.file(await writeFreshRule(folder, name, content)));
  await window.showTextDocument(await document, { preview: false });
}

async function folderOfRules(rulePaths: readonly string[]): Promise<string | null> {
  const [folder] = trustedFolders();
  if (folder) return ownRuleFolder(folder.uri.fsPath);
  const [path] = rulePaths.filter((each) => !/\.ya?ml$/i.test(each));
  return path ?? null;
}
