import { stat } from "node:fs/promises";
import { relative, isAbsolute } from "node:path";
import { l10n, window, workspace } from "vscode";
import { rawText, untrusted } from "../../model/untrusted.js";
import type { SessionRow } from "../../protocol/rows.js";
import { label } from "../render/label.js";
import { showWarning } from "../render/messages.js";
import { commandLineSessionId, terminalName } from "../render/terminal.js";
import { postJson, selectSession } from "./selectSession.js";
import { knownServers } from "./servers.js";

/** What became of the wish to see a session in OpenCode. */
export type Opened = "selected" | "started" | "declined" | "unsafe-id" | "directory-gone";

/** Shows a session in the OpenCode that runs in one of this window's terminals, else in a new terminal in the session's directory. */
export async function openInOpenCode(session: SessionRow): Promise<Opened> {
  const sessionId = commandLineSessionId(session.id);
  if (sessionId === null) return "unsafe-id";
  for (const { terminal, port } of knownServers()) {
    if (await selectSession(port, sessionId, postJson)) {
      terminal.show();
      return "selected";
    }
  }
  const directory = rawText(session.directory);
  if (!(await isDirectory(directory))) return "directory-gone";
  if (!isVetted(directory) && !(await agreed(session))) return "declined";
  // Program and arguments go to the system as they are: no shell reads them.
  const name = terminalName(untrusted(`OpenCode: ${rawText(session.title)}`));
  window.createTerminal({ name, shellPath: "opencode", shellArgs: ["--session", sessionId], cwd: directory }).show();
  return "started";
}

/** What to tell a person, or null where the result shows by itself. */
export function openedWords(opened: Opened, session: SessionRow): string | null {
  switch (opened) {
    case "unsafe-id":
      return l10n.t("This session's id is none that OpenCode makes, so it was not put on a command line. It may come from a damaged or forged record.");
    case "directory-gone":
      return l10n.t("The session's directory {0} does not exist here. Restore it, or open the transcript instead.", label(session.directory, 200));
    default:
      return null;
  }
}

/** True where the person has said that they trust the folder: it lies in an open folder of a trusted window. */
function isVetted(directory: string): boolean {
  if (!workspace.isTrusted) return false;
  return (workspace.workspaceFolders ?? []).some(({ uri }) => {
    const below = relative(uri.fsPath, directory);
    return uri.scheme === "file" && !below.startsWith("..") && !isAbsolute(below);
  });
}

/** OpenCode loads the plugins and the configuration of the directory in which it starts: code that runs unasked. */
async function agreed(session: SessionRow): Promise<boolean> {
  const open = l10n.t("Open in OpenCode");
  const detail = l10n.t("OpenCode loads the plugins and settings of that folder, which may run code. Open it only if you trust what the folder holds.");
  const question = l10n.t("Start OpenCode in {0}? This window does not vouch for that folder.", label(session.directory, 200));
  return (await showWarning(question, { modal: true, detail }, open)) === open;
}

async function isDirectory(path: string): Promise<boolean> {
  if (!isAbsolute(path)) return false;
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false; // not there, or not ours to see: the same to the person
  }
}
