import { l10n } from "vscode";
import type { Argument } from "../commands.js";
import type { EngineClient } from "../engine/engineClient.js";
import type { RiskExplorer } from "../explorer/riskExplorer.js";
import type { TranscriptDocuments } from "../transcript/transcriptDocuments.js";
import { levelWord } from "../words.js";
import { FindingWalk } from "./findingWalk.js";
import { titleWords } from "./findingWords.js";
import { pressedOf, type Pressed } from "./picked.js";
import { sayInStatusBar } from "./undo.js";

export interface WalkingParts {
  readonly engine: EngineClient;
  readonly explorer: RiskExplorer;
  readonly transcripts: TranscriptDocuments;
  /** The call at which a person is: in the list or in the transcript in front; null where there is none. */
  readonly callHere: (pressed: Pressed | null) => Promise<string | null>;
}

/** Takes a person through the open findings by key: opens the transcript at each, and selects its call in the Risk Explorer. */
export class Walking {
  private readonly walk: FindingWalk;
  /** Where the person was left by the last step; who is elsewhere now goes on from there. */
  private leftAt: string | null = null;

  constructor(private readonly parts: WalkingParts) {
    this.walk = new FindingWalk(parts.engine);
  }

  /** Goes to the next or the previous open finding, from where the person is. */
  async go(by: 1 | -1, argument: Argument): Promise<void> {
    const pressed = pressedOf(argument);
    const here = await this.parts.callHere(pressed);
    const from = here === null || here === this.leftAt ? null : await this.findingOf(here);
    await this.show(by, from, pressed);
  }

  /** Remembers the place of the finding of a call, before a verdict takes it from the list. Gives a function that goes on to the next one, and says before what was decided. */
  async before(callId: string, pressed: Pressed): Promise<(decided: string) => Promise<void>> {
    const finding = await this.findingOf(callId);
    if (finding !== null) await this.walk.standOn(finding, this.minLevel());
    return (decided) => this.show(1, finding, pressed, decided);
  }

  private async show(by: 1 | -1, from: string | null, pressed: Pressed | null, decided = ""): Promise<void> {
    const { explorer, transcripts } = this.parts;
    const finding = await this.walk.step(by, from, this.minLevel());
    const say = (words: string): void => sayInStatusBar([decided, words].filter(Boolean).join(" "));
    if (!finding) return say(by === 1 ? l10n.t("There is no further open finding.") : l10n.t("There is no open finding before this one."));
    const isInList = pressed?.from === "list";
    const target = { sessionId: finding.call.sessionId, callId: finding.call.id };
    await transcripts.open(target, { preserveFocus: isInList });
    await explorer.reveal(target, isInList);
    this.leftAt = await this.parts.callHere(pressed);
    say(l10n.t("Now: {0} ({1}).", titleWords(finding.title), levelWord(finding.level)));
  }

  private async findingOf(callId: string): Promise<string | null> {
    const [worst] = await this.parts.engine.request("findingsOfCalls", { calls: [callId] });
    return worst?.id ?? null;
  }

  private minLevel(): ReturnType<RiskExplorer["list"]>["filter"]["minLevel"] {
    return this.parts.explorer.list().filter.minLevel;
  }
}
