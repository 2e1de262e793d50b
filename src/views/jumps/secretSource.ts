import { env, l10n, window, type QuickPickItem } from "vscode";
import type { SecretTrace } from "../../protocol/callDetails.js";
import type { TranscriptTarget } from "../commands.js";
import type { EngineClient } from "../engine/engineClient.js";
import { label } from "../render/label.js";
import { showInformation } from "../render/messages.js";
import { shortTime } from "../render/time.js";
import { untrusted } from "../../model/untrusted.js";
import { rotationAdvice } from "./rotation.js";

/** Shows where the secrets of a call came from and what to rotate; gives the call that held the chosen one first, null where none was chosen. */
export async function chooseSecretSource(engine: EngineClient, callId: string): Promise<TranscriptTarget | null> {
  const traces = await engine.request("secretTraces", { callId });
  if (traces.length === 0) {
    void showInformation(l10n.t("No secret was found in the texts of this call."));
    return null;
  }
  const items = traces.map((trace): QuickPickItem & { target: TranscriptTarget } => ({ ...words(trace), target: { sessionId: trace.first.sessionId, callId: trace.first.callId } }));
  const picked = await window.showQuickPick(items, { title: l10n.t("Secrets of this call, and what to rotate"), placeHolder: l10n.t("Choose one to see the call that held it first."), matchOnDescription: true, matchOnDetail: true });
  return picked?.target ?? null;
}

function words({ kind, digits, sightings, first, leftTo }: SecretTrace): QuickPickItem {
  const went = leftTo === "host" ? l10n.t("it was sent to a host") : leftTo === "model" ? l10n.t("it went to the model's provider") : l10n.t("it was not seen to leave this machine");
  return {
    label: `${label(untrusted(kind.replaceAll("-", " ")), 40)} ${digits}`,
    description: l10n.t("first in {0}: {1}, {2}; calls that hold it: {3}; {4}", label(first.tool, 30), label(first.subject, 60), shortTime(first.time, Date.now(), env.language), sightings, went),
    detail: rotationAdvice(kind),
  };
}
