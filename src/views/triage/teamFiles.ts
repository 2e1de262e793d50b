import { l10n, Uri, type WorkspaceFolder } from "vscode";
import type { TeamFileError } from "../../disk/teamText.js";
import { TEAM_FILE } from "../../model/teamFile.js";
import { untrusted } from "../../model/untrusted.js";
import { label } from "../render/label.js";

/** The address of a folder's team file, whether there is one or not. */
export function teamFileUri(folder: WorkspaceFolder): Uri {
  return Uri.joinPath(folder.uri, ...TEAM_FILE.split("/"));
}

/** Why a team's file is not read or written, and what to do. */
export function teamFaultWords(folder: WorkspaceFolder, { fault, code }: TeamFileError): string {
  const name = label(untrusted(folder.name), 60);
  switch (fault) {
    case "leads out":
      return l10n.t("The team's suppressions of {0} are left alone: {1} is a link that leads out of the folder, or to nothing. Put the file itself there.", name, TEAM_FILE);
    case "no file":
      return l10n.t("The team's suppressions of {0} are not read: {1} is no regular file. Put a file there.", name, TEAM_FILE);
    case "too large":
      return l10n.t("The team's suppressions of {0} are not read: {1} is larger than 1 MB. Remove entries that nobody needs.", name, TEAM_FILE);
    case "unreadable":
      return l10n.t("The team's suppressions of {0} could not be read ({2}). What was accepted before stays in force. Check the permissions of {1}.", name, TEAM_FILE, code);
    case "unwritable":
      return l10n.t("The team's suppressions of {0} could not be written ({2}). Check the permissions of {1} and of its folder, and the free space.", name, TEAM_FILE, code);
  }
}
