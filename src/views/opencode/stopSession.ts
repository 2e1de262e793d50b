import { l10n } from "vscode";
import { rawText } from "../../model/untrusted.js";
import type { SessionRow } from "../../protocol/rows.js";
import { label } from "../render/label.js";
import { showInformation, showWarning } from "../render/messages.js";
import { commandLineSessionId } from "../render/terminal.js";
import { abortSession, askJson } from "./abortSession.js";
import { knownServers } from "./servers.js";

/** Stops what the agent does in a session, after a question; says what came of it. */
export async function stopSession(session: SessionRow): Promise<void> {
  const title = label(session.title, 80) || l10n.t("Untitled session");
  const servers = commandLineSessionId(session.id) === null ? [] : knownServers();
  if (servers.length === 0) return void showWarning(notKnown(title));
  const stop = l10n.t("Stop Session");
  const detail = l10n.t("OpenCode breaks off the answer and the tool call that are under way. What was changed until then stays changed.");
  if ((await showWarning(l10n.t("Stop the session {0}?", title), { modal: true, detail }, stop)) !== stop) return;
  const answers = await Promise.all(servers.map(({ port }) => abortSession(port, session.id, rawText(session.directory), askJson)));
  if (answers.includes("stopped")) return void showInformation(l10n.t("OpenCode was told to stop the session {0}.", title));
  if (answers.includes("idle")) return void showInformation(l10n.t("The OpenCode of this window is not working on the session {0}, so there was nothing to stop. If it runs elsewhere, stop it there.", title));
  void showWarning(notKnown(title));
}

function notKnown(title: string): string {
  return l10n.t("No OpenCode that works on the session {0} is known to this window, so it was not stopped. Only one that was started in a terminal of this window by OpenCode's extension can be reached; stop others where they run, with Escape or Ctrl+C.", title);
}
