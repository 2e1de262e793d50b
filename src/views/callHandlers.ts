import { l10n } from "vscode";
import { targetOf, type Argument, type Commands, type TranscriptTarget } from "./commands.js";
import type { EngineClient } from "./engine/engineClient.js";
import { openFile, showDiff } from "./jumps/openChange.js";
import { showRecord } from "./jumps/showRecord.js";
import { hiddenSecretOf } from "./jumps/hiddenSecret.js";
import { revealSecret } from "./jumps/revealSecret.js";
import { chooseSecretSource } from "./jumps/secretSource.js";
import { showRule } from "./jumps/showRule.js";
import { showInformation } from "./render/messages.js";
import { createRule } from "./rules/createRule.js";
import { callAtCursor, secretAtCursor } from "./transcript/cursor.js";
import type { TranscriptDocuments } from "./transcript/transcriptDocuments.js";
import type { TranscriptIndex } from "./transcript/transcriptIndex.js";

type CallCommand = "spotter.showRule" | "spotter.createRule" | "spotter.openFile" | "spotter.showDiff" | "spotter.showRecord" | "spotter.showSecretSource" | "spotter.revealSecret";

export interface CallHandlerParts {
  readonly engine: EngineClient;
  readonly transcripts: TranscriptDocuments;
  readonly index: TranscriptIndex;
  /** Files and folders of rules that the settings name. */
  readonly rulePaths: () => readonly string[];
}

/**
 * What is done with one call.
 *
 * @param selected what is selected in a view on the screen; says so and gives null where that is nothing
 */
export function callHandlers({ engine, transcripts, index, rulePaths }: CallHandlerParts, selected: () => TranscriptTarget | null): Pick<Commands, CallCommand> {
  const withCall = (action: (callId: string) => Promise<void>) => async (argument: Argument) => {
    // A menu of an editor gives the document's address.
    const target = targetOf(argument) ?? (await callAtCursor(index)) ?? selected();
    if (target?.callId) return action(target.callId);
    if (target) void showInformation(l10n.t("This is no call. Select one of the session's calls first."));
  };
  return {
    "spotter.showRule": withCall((callId) => showRule(engine, callId)),
    "spotter.createRule": withCall((callId) => createRule(engine, callId, rulePaths())),
    "spotter.openFile": withCall((callId) => openFile(engine, callId)),
    "spotter.showDiff": withCall((callId) => showDiff(engine, callId)),
    "spotter.showRecord": withCall((callId) => showRecord(callId)),
    "spotter.showSecretSource": withCall(async (callId) => {
      const source = await chooseSecretSource(engine, callId);
      if (source) await transcripts.open(source);
    }),
    "spotter.revealSecret": async (argument) => {
      const hidden = hiddenSecretOf(argument) ?? (await secretAtCursor(index));
      if (hidden) await revealSecret(engine, hidden);
      else void showInformation(l10n.t("Put the cursor on a secret's placeholder in a transcript first, such as [secret:github-token:3f9a]."));
    },
  };
}
