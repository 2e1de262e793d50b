import { l10n, type Disposable } from "vscode";
import type { FindingRow } from "../../protocol/rows.js";
import type { Argument } from "../commands.js";
import type { EngineClient } from "../engine/engineClient.js";
import type { RiskExplorer } from "../explorer/riskExplorer.js";
import type { TranscriptDocuments } from "../transcript/transcriptDocuments.js";
import { levelWord } from "../words.js";
import { FindingWalk, type Place } from "./findingWalk.js";
import { titleWords } from "./findingWords.js";
import { pickedOf, pressedOf, type Pressed } from "./picked.js";
import { sayInStatusBar } from "./undo.js";

export interface WalkingParts {
  readonly engine: EngineClient;
  readonly explorer: RiskExplorer;
  readonly transcripts: TranscriptDocuments;
  readonly place: () => Promise<Place>;
}

/** Takes a person by key through the findings that the Risk Explorer lists: opens the transcript at each, and selects its call in the list. */
export class Walking implements Disposable {
  private readonly walk: FindingWalk;
  private readonly registration: Disposable;

  constructor(private readonly parts: WalkingParts) {
    this.walk = new FindingWalk(parts.engine);
    this.registration = parts.explorer.view.onDidChangeSelection(({ selection }) => {
      // A line that left the list takes its selection along: nobody has chosen another one.
      if (selection.length > 0) this.walk.selected(callOf(selection));
    });
  }

  /** Goes to the next or the previous finding, from where the person is. */
  async go(by: 1 | -1, argument: Argument): Promise<void> {
    const pressed = pressedOf(argument);
    await this.show(by, await this.findingHere(pressed), pressed);
  }

  /** The finding that was shown last, as long as the person is still there; null where a key is about something else. */
  async standing(pressed: Pressed | null): Promise<FindingRow | null> {
    return this.walk.standing(pressed?.from ?? null, await this.parts.place());
  }

  /** Goes on to what follows a finding that was decided, and says before what was decided. */
  async goOn(from: string | null, pressed: Pressed, decided: string): Promise<void> {
    await this.show(1, from, pressed, decided);
  }

  /** The worst finding of the call at which the person is; null where that is none. */
  async findingHere(pressed: Pressed | null): Promise<string | null> {
    const standing = await this.standing(pressed);
    if (standing) return standing.id;
    const { atCursor, selected } = await this.parts.place();
    const here = (pressed?.from === "list" ? null : atCursor) ?? selected;
    const [worst] = here === null ? [] : await this.parts.engine.request("findingsOfCalls", { calls: [here] });
    return worst?.id ?? null;
  }

  dispose(): void {
    this.registration.dispose();
  }

  private async show(by: 1 | -1, from: string | null, pressed: Pressed | null, decided = ""): Promise<void> {
    const { explorer, transcripts } = this.parts;
    const finding = await this.walk.step(by, from, explorer.list());
    const say = (...words: string[]): void => sayInStatusBar([decided, ...words].filter(Boolean).join(" "));
    if (!finding) return say(by === 1 ? l10n.t("The Risk Explorer lists no further finding to decide.") : l10n.t("The Risk Explorer lists no finding to decide before this one."));
    const isInList = pressed?.from === "list";
    const target = { sessionId: finding.call.sessionId, callId: finding.call.id };
    await transcripts.open(target, { preserveFocus: isInList });
    const isRevealed = await explorer.reveal(target, isInList);
    say(l10n.t("Now: {0} ({1}).", titleWords(finding.title), levelWord(finding.level)), isRevealed || !isInList ? "" : l10n.t("Its line is not loaded in the list; the keys are about it all the same."));
  }
}

/** The call that is selected alone; null where that is none, or several. */
function callOf(selection: readonly unknown[]): string | null {
  const [only, ...others] = pickedOf(undefined, selection);
  return only?.kind === "call" && others.length === 0 ? only.callId : null;
}
