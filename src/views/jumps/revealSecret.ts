import { env, l10n } from "vscode";
import { rawText } from "../../model/untrusted.js";
import type { EngineClient } from "../engine/engineClient.js";
import { showInformation, showWarning } from "../render/messages.js";
import type { HiddenSecret } from "./hiddenSecret.js";
import { codeText } from "../render/markdown.js";

/** UTF-16 code units of a secret that a dialog shows; Copy takes all. */
const SHOWN_LIMIT = 4_000;

/** Shows one secret of a transcript, after a question. It is in the dialog and nowhere else; that it was looked at is recorded. */
export async function revealSecret(engine: EngineClient, hidden: HiddenSecret): Promise<void> {
  const { sessionId, place, kind, digits } = hidden;
  const name = `${kind.replaceAll("-", " ")} ${digits}`;
  const reveal = l10n.t("Reveal");
  const detail = l10n.t("It is read from OpenCode's storage now and shown once. Who looked at it, and when, is recorded in Spotter's journal by its hash.");
  if ((await showWarning(l10n.t("Reveal this secret ({0})?", name), { modal: true, detail }, reveal)) !== reveal) return;
  const { values } = await engine.request("revealSecret", { sessionId, place, kind, digits });
  const copy = l10n.t("Copy");
  for (const value of values) {
    const chosen = await showInformation(l10n.t("Secret {0}", name), { modal: true, detail: codeText(value, SHOWN_LIMIT) }, copy);
    if (chosen === copy) await env.clipboard.writeText(rawText(value));
  }
}
