import { l10n } from "vscode";
import type { Argument, Selection } from "../commands.js";
import type { RiskExplorer } from "../explorer/riskExplorer.js";
import { showInformation } from "../render/messages.js";
import type { SessionsView } from "../sessions/sessionsView.js";
import { callAtCursor } from "../transcript/cursor.js";
import type { TranscriptIndex } from "../transcript/transcriptIndex.js";
import type { Place } from "./findingWalk.js";
import { pickedOf, pressedOf, type Picked } from "./picked.js";

export interface PickedParts {
  readonly explorer: RiskExplorer;
  readonly sessions: SessionsView;
  readonly index: TranscriptIndex;
}

/**
 * What a command is about: what a menu passed, else the call at the cursor of a transcript, else what is selected in a view on the screen.
 * Says so and gives null where that is nothing.
 */
export async function pickedBy(argument: Argument, all: Selection, parts: PickedParts): Promise<readonly Picked[] | null> {
  const given = pickedOf(argument, all);
  if (given.length > 0) return given;
  const pressed = pressedOf(argument);
  if (pressed?.from !== "list") {
    const atCursor = await callAtCursor(parts.index);
    if (atCursor?.callId) return [{ kind: "call", sessionId: atCursor.sessionId, callId: atCursor.callId }];
    if (atCursor) return nothing(l10n.t("The cursor stands in no call. Put it on a call of the transcript first."));
  }
  const selected = selectedIn(parts);
  return selected.length > 0 ? selected : nothing(l10n.t("Select a session or a call in the Risk Explorer first."));
}

/** The call at the cursor of the transcript in front, and the one that is selected alone in a view on the screen; null without a word where there is none. */
export async function placeOf(parts: PickedParts): Promise<Place> {
  const atCursor = await callAtCursor(parts.index);
  const [only, ...others] = selectedIn(parts);
  return { atCursor: atCursor?.callId ?? null, selected: only?.kind === "call" && others.length === 0 ? only.callId : null };
}

function selectedIn({ explorer, sessions }: PickedParts): readonly Picked[] {
  return [explorer.view, sessions.view].filter(({ visible }) => visible).map(({ selection }) => pickedOf(undefined, selection)).find((picked) => picked.length > 0) ?? [];
}

function nothing(words: string): null {
  void showInformation(words);
  return null;
}
