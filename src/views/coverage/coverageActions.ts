import { commands, ConfigurationTarget, l10n, window, workspace } from "vscode";
import type { LetterAction } from "../../model/decision.js";
import { rawText, untrusted } from "../../model/untrusted.js";
import type { SessionRow } from "../../protocol/rows.js";
import type { Argument } from "../commands.js";
import type { EngineClient } from "../engine/engineClient.js";
import { label } from "../render/label.js";
import { showInformation } from "../render/messages.js";
import type { CoverageNode, DeadLetterNode, SourceNode } from "./nodes.js";
import { literalGlob } from "./literalGlob.js";

const REASON_LIMIT = 1_000;

/** Reads again what could not be read: one record, those of one storage, or all. */
export async function retryUnreadable(engine: EngineClient, argument: Argument): Promise<void> {
  const letter = letterOf(argument);
  const source = letter?.row.source ?? sourceOf(argument)?.row.path ?? null;
  const { retried, recovered } = await engine.request("retryDeadLetters", { source, locator: letter?.row.locator ?? null }, { timeoutMs: 0 });
  void showInformation(retried === 0 ? l10n.t("There was no unreadable record to read again.") : l10n.t("Read again: {0}. Readable now: {1}.", retried, recovered));
}

/** Asks why, and records what a person decided of an unreadable record. */
export async function decideUnreadable(engine: EngineClient, argument: Argument, action: LetterAction): Promise<void> {
  const letter = letterOf(argument);
  if (!letter) return void (await chooseInView());
  const { source, locator } = letter.row;
  const reason = await window.showInputBox({
    title: action === "accept" ? l10n.t("Accept the unreadable record {0}", label(untrusted(locator))) : l10n.t("Discard the unreadable record {0}", label(untrusted(locator))),
    prompt: action === "accept" ? l10n.t("Why can it stay unread? It stays on the list, as accepted, as long as it does not change.") : l10n.t("Why does it not matter? It leaves the list, as long as it does not change."),
    validateInput: (typed) => (typed.trim() === "" ? l10n.t("A reason is kept with the decision.") : typed.length > REASON_LIMIT ? l10n.t("At most {0} characters.", REASON_LIMIT) : undefined),
  });
  if (reason === undefined || reason.trim() === "") return;
  await engine.request("decideDeadLetter", { source, locator, action, reason: reason.trim() });
}

async function chooseInView(): Promise<void> {
  await commands.executeCommand("spotter.openCoverage");
  void showInformation(l10n.t("Choose an unreadable record in the Coverage view first."));
}

/** Stops reading by itself until `resume`, in all windows that share the engine. */
export async function pause(engine: EngineClient): Promise<void> {
  await engine.request("setReadingMode", { mode: "paused" });
}

/** Reads by itself again; a setting that said otherwise is changed. */
export async function resume(engine: EngineClient): Promise<void> {
  const configuration = workspace.getConfiguration();
  // The changed setting starts an engine that reads by itself.
  if (configuration.get("spotter.storage.reading") === "manual") return configuration.update("spotter.storage.reading", undefined, ConfigurationTarget.Global);
  await engine.request("setReadingMode", { mode: "live" });
}

/** Asks what of a session is to be left out from now on, and adds it to the setting. */
export async function exclude(session: SessionRow | null): Promise<void> {
  if (!session) return void (await commands.executeCommand("workbench.action.openSettings", "spotter.storage.exclude"));
  const directory = rawText(session.directory);
  const title = label(session.title) || l10n.t("Untitled session");
  const choices = [
    { label: l10n.t("This session"), description: title, glob: literalGlob(session.id) },
    ...(directory === "" ? [] : [{ label: l10n.t("Every session in this folder"), description: label(session.directory), glob: literalGlob(directory) }]),
  ];
  const chosen = await window.showQuickPick(choices, { title: l10n.t("Leave out of Spotter"), placeHolder: l10n.t("Nothing of it is read any more, and what was read before goes; the setting 'spotter.storage.exclude' takes it back") });
  if (!chosen) return;
  const configuration = workspace.getConfiguration();
  const before = configuration.get<string[]>("spotter.storage.exclude", []);
  if (!before.includes(chosen.glob)) await configuration.update("spotter.storage.exclude", [...before, chosen.glob], ConfigurationTarget.Global);
}

function letterOf(argument: Argument): DeadLetterNode | null {
  const node = argument as Partial<CoverageNode> | undefined;
  if (node?.kind !== "deadLetter") return null;
  const { row } = node as Partial<DeadLetterNode>;
  return typeof row?.source === "string" && typeof row.locator === "string" ? (node as DeadLetterNode) : null;
}

function sourceOf(argument: Argument): SourceNode | null {
  const node = argument as Partial<CoverageNode> | undefined;
  if (node?.kind !== "source") return null;
  return typeof (node as Partial<SourceNode>).row?.path === "string" ? (node as SourceNode) : null;
}
