import { commands, l10n } from "vscode";
import type { Verdict } from "../../model/finding.js";
import type { FindingRow } from "../../protocol/rows.js";
import { type Argument, type Commands, type Selection } from "../commands.js";
import type { EngineClient } from "../engine/engineClient.js";
import { showInformation } from "../render/messages.js";
import { askReason } from "./asking.js";
import { chooseFinding } from "./chooseFinding.js";
import { exportDecisions } from "./exporting.js";
import { titleWords } from "./findingWords.js";
import { pickedBy, type PickedParts } from "./pickedBy.js";
import { pickedOf, pressedOf, selectionOf, wholeList } from "./picked.js";
import { suppress } from "./suppressing.js";
import { changeSuppression, liftSuppression, shareSuppression, takeBackTeamFile } from "./suppressionActions.js";
import { reviewTeamFiles } from "./teamReview.js";
import { decisionsUri, historyUri, type TriageDocuments } from "./triageDocuments.js";
import { offerUndo, sayInStatusBar, undoDecision } from "./undo.js";
import { undoChosen } from "./undoChosen.js";
import { chooseVerdict, decide, type Decided } from "./verdicts.js";
import type { Walking } from "./walking.js";

export interface TriageParts extends PickedParts {
  readonly engine: EngineClient;
  readonly triageDocuments: TriageDocuments;
  readonly walking: Walking;
}

type VerdictCommand = "spotter.acknowledge" | "spotter.markFalsePositive" | "spotter.acceptRisk" | "spotter.resolve" | "spotter.reopen";
type FindingCommand = "spotter.decideListed" | "spotter.suppress" | "spotter.comment" | "spotter.showHistory" | "spotter.nextFinding" | "spotter.previousFinding";
type DecisionCommand =
  | "spotter.undoDecision" | "spotter.undoChosen" | "spotter.takeBackTeamFile" | "spotter.liftSuppression" | "spotter.changeSuppression" | "spotter.shareSuppression"
  | "spotter.showDecisions" | "spotter.exportDecisions" | "spotter.reviewTeamSuppressions";

/** What is decided of findings, looked at again, and taken back. */
export function triageHandlers(parts: TriageParts): Pick<Commands, VerdictCommand | FindingCommand | DecisionCommand> {
  const verdict = (given: Verdict) => (argument: Argument, all: Selection) => decidePicked(parts, given, argument, all);
  return {
    "spotter.acknowledge": verdict("acknowledged"),
    "spotter.markFalsePositive": verdict("false-positive"),
    "spotter.acceptRisk": verdict("accepted-risk"),
    "spotter.resolve": verdict("resolved"),
    "spotter.reopen": verdict("open"),
    ...findingHandlers(parts),
    ...decisionHandlers(parts),
  };
}

function findingHandlers(parts: TriageParts): Pick<Commands, FindingCommand> {
  const { engine, explorer, triageDocuments, walking } = parts;
  const withFinding = (action: (finding: FindingRow, callId: string) => Promise<void>) => async (argument: Argument) => {
    const standing = pickedOf(argument, undefined).length === 0 ? await walking.standing(pressedOf(argument)) : null;
    if (standing) return action(standing, standing.call.id);
    const [first] = (await pickedBy(argument, undefined, parts)) ?? [];
    if (!first) return;
    if (first.kind !== "call") return void showInformation(l10n.t("This is no call. Select one of the session's calls first."));
    const finding = await chooseFinding(engine, first.callId);
    if (finding) await action(finding, first.callId);
  };
  return {
    "spotter.decideListed": async () => {
      const chosen = await chooseVerdict();
      if (chosen) tell(await decide(engine, chosen, wholeList(explorer.list())));
    },
    "spotter.suppress": withFinding(async (finding, callId) => tell(await suppress(engine, finding, callId, triageDocuments))),
    "spotter.comment": withFinding((finding) => comment(engine, finding)),
    "spotter.showHistory": withFinding(async ({ id }) => void (await commands.executeCommand("vscode.open", historyUri(id)))),
    "spotter.nextFinding": (argument) => walking.go(1, argument),
    "spotter.previousFinding": (argument) => walking.go(-1, argument),
  };
}

function decisionHandlers({ engine, triageDocuments }: TriageParts): Pick<Commands, DecisionCommand> {
  return {
    "spotter.undoDecision": (argument) => undoDecision(engine, argument),
    "spotter.undoChosen": () => undoChosen(engine),
    "spotter.takeBackTeamFile": (argument) => takeBackTeamFile(engine, argument),
    "spotter.liftSuppression": (argument) => liftSuppression(engine, argument),
    "spotter.changeSuppression": (argument) => changeSuppression(engine, argument),
    "spotter.shareSuppression": (argument) => shareSuppression(engine, argument),
    "spotter.showDecisions": async () => void (await commands.executeCommand("vscode.open", decisionsUri())),
    "spotter.exportDecisions": () => exportDecisions(engine),
    "spotter.reviewTeamSuppressions": () => reviewTeamFiles(engine, triageDocuments),
  };
}

/** Decides on what was picked; by key on the finding that the walk shows, as long as the person is there, and the next one follows. */
async function decidePicked(parts: TriageParts, verdict: Verdict, argument: Argument, all: Selection): Promise<void> {
  const { engine, explorer, walking } = parts;
  const pressed = pressedOf(argument);
  const standing = pickedOf(argument, all).length === 0 ? await walking.standing(pressed) : null;
  const picked = standing ? [] : await pickedBy(argument, all, parts);
  if (!picked) return;
  const isOne = standing !== null || (picked.length === 1 && picked[0]?.kind === "call");
  const from = pressed?.advance && isOne ? await walking.findingHere(pressed) : null;
  const decided = await decide(engine, verdict, standing ? { kind: "findings", ids: [standing.id] } : selectionOf(picked, explorer.list()));
  if (!decided || !pressed?.advance || !isOne) return tell(decided);
  await walking.goOn(from, pressed, decided.brief);
}

function tell(decided: Pick<Decided, "words" | "act"> | null): void {
  if (decided) offerUndo(decided.words, decided.act);
}

async function comment(engine: EngineClient, { id, title }: FindingRow): Promise<void> {
  const text = await askReason(l10n.t("Comment on {0}", titleWords(title)), l10n.t("What is to be remembered of it? It stands in the finding's history."), true);
  if (text === undefined) return;
  await engine.request("comment", { findingId: id, text });
  sayInStatusBar(l10n.t("The comment is in the finding's history."));
}
