import { CodeAction, CodeActionKind, Hover, l10n, languages, MarkdownString, type CodeActionProvider, type Disposable, type HoverProvider, type Position, type Range, type TextDocument } from "vscode";
import { untrusted } from "../../model/untrusted.js";
import type { ScoreParts } from "../../protocol/callDetails.js";
import type { FindingRow } from "../../protocol/rows.js";
import type { EngineClient } from "../engine/engineClient.js";
import { ownWords } from "../lists/rowTooltips.js";
import { label } from "../render/label.js";
import { markdownText } from "../render/markdown.js";
import { SESSION_SCHEME } from "../render/uri.js";
import { levelWord, reasonWords, ruleText } from "../words.js";
import type { Problems } from "./problems.js";

/** Findings that a hover explains and quick fixes are offered for; the others are in the explorer. */
const EXPLAINED = 3;
/** Reasons of a finding that a hover lists; the rest is counted. */
const PARTS = 12;

/** What an entry in Problems can be asked: how its score came about, and what to do about it. */
export class ProblemActions implements HoverProvider, CodeActionProvider, Disposable {
  private readonly registrations: Disposable[];

  constructor(
    private readonly engine: EngineClient,
    private readonly problems: Problems,
  ) {
    const where = [{ scheme: SESSION_SCHEME }, { scheme: "file" }];
    this.registrations = [
      languages.registerHoverProvider(where, this),
      languages.registerCodeActionsProvider(where, this, { providedCodeActionKinds: [CodeActionKind.QuickFix] }),
    ];
  }

  async provideHover(document: TextDocument, position: Position): Promise<Hover | null> {
    const findings = this.problems.findingsAt(document.uri, position).slice(0, EXPLAINED);
    const explained = await Promise.all(findings.map(({ call }) => this.engine.request("explainScore", { callId: call.id })));
    const texts = explained.flatMap((parts, index) => (parts === null ? [] : [scoreMarkdown(findings[index]!, parts)]));
    return texts.length === 0 ? null : new Hover(texts);
  }

  provideCodeActions(document: TextDocument, range: Range): CodeAction[] {
    return this.problems.findingsAt(document.uri, range).slice(0, EXPLAINED).flatMap(actionsOf);
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
  }
}

/** A score, part by part: the additions make it together. */
function scoreMarkdown({ title, remediation }: FindingRow, { score, level, parts }: ScoreParts): MarkdownString {
  const text = new MarkdownString(`**${ownWords(ruleText(title))}**: ${ownWords(l10n.t("{0}, score {1} of 100", levelWord(level), score))}\n`);
  for (const part of parts.slice(0, PARTS)) text.appendMarkdown(`\n- **+${part.adds}** ${ownWords(ruleText(part.title))}: ${markdownText(reasonWords(part))}`);
  if (parts.length > PARTS) text.appendMarkdown(`\n- ${ownWords(l10n.t("and {0} more reasons", parts.length - PARTS))}`);
  if (remediation !== "") text.appendMarkdown(`\n\n${ownWords(l10n.t("What to do"))}: ${ownWords(ruleText(remediation))}`);
  return text;
}

function actionsOf({ title, call }: FindingRow): CodeAction[] {
  const target = { sessionId: call.sessionId, callId: call.id };
  const name = label(untrusted(ruleText(title)), 60);
  return [
    action(l10n.t("Why: show the call that did this ({0})", name), "spotter.openTranscript", target),
    action(l10n.t("Why: show the rule's page ({0})", name), "spotter.showRule", target),
    action(l10n.t("Create a rule from this ({0})", name), "spotter.createRule", target),
    action(l10n.t("Mark as false positive ({0})", name), "spotter.markFalsePositive", target),
    action(l10n.t("Suppress … ({0})", name), "spotter.suppress", target),
  ];
}

function action(title: string, command: string, target: unknown): CodeAction {
  const made = new CodeAction(title, CodeActionKind.QuickFix);
  made.command = { title, command, arguments: [target] };
  return made;
}
