import { l10n, window, type QuickPickItem } from "vscode";
import { RequestError } from "../../protocol/channel.js";
import type { FindingRow } from "../../protocol/rows.js";
import type { EngineClient } from "../engine/engineClient.js";
import { showInformation } from "../render/messages.js";
import { findingStateWord, levelWord } from "../words.js";
import { titleWords } from "./findingWords.js";

/** The finding of a call; asks which one where there are several, and says so where there is none. */
export async function chooseFinding(engine: EngineClient, callId: string): Promise<FindingRow | null> {
  const findings = await engine.request("findingsOfCalls", { calls: [callId] });
  if (findings.length === 0) {
    void showInformation(await mildWords(engine, callId));
    return null;
  }
  if (findings.length === 1) return findings[0]!;
  const items = findings.map((finding): QuickPickItem & { finding: FindingRow } => ({ label: titleWords(finding.title), description: `${levelWord(finding.level)} · ${findingStateWord(finding.state)}`, finding }));
  return (await window.showQuickPick(items, { placeHolder: l10n.t("Which of the findings of this call?") }))?.finding ?? null;
}

/**
 * Says plainly that a call is no finding: it is too mild for one.
 * @throws {RequestError} `not-found` where there is no such call
 */
export async function mildWords(engine: EngineClient, callId: string): Promise<string> {
  const call = await engine.request("getCall", { id: callId });
  if (!call) throw new RequestError("not-found", "There is no such call.");
  return l10n.t("This call is no finding, so there is nothing to decide: its level is {0}, its score {1} of 100. Calls are findings from the level medium on.", levelWord(call.level ?? "none"), call.score ?? 0);
}
