import { EventEmitter, l10n, Uri, workspace, type CancellationToken, type Disposable, type TextDocumentContentProvider } from "vscode";
import { techniqueName } from "../../model/techniques.js";
import { rawText, untrusted } from "../../model/untrusted.js";
import type { RuleFacts } from "../../protocol/callDetails.js";
import type { EngineClient } from "../engine/engineClient.js";
import { codeText, markdownText } from "../render/markdown.js";
import { RULE_SCHEME } from "../render/uri.js";
import { levelWord, ruleText } from "../words.js";

/** Where a rule's id in Problems leads. */
export function ruleUri(rule: string): Uri {
  return Uri.from({ scheme: RULE_SCHEME, path: `/${encodeURIComponent(rule.replace(/\p{Surrogate}/gu, "\ufffd"))}.md` });
}

/** Where the entry leads that counts the findings beyond those in Problems. No rule's id has a blank. */
export const REST_URI = Uri.from({ scheme: RULE_SCHEME, path: "/more findings.md" });

/** A read-only page for each rule: what it means, what to do, and on what it fires. Made on this machine; nothing is asked of a network. */
export class RulePages implements TextDocumentContentProvider, Disposable {
  private readonly changed = new EventEmitter<Uri>();
  readonly onDidChange = this.changed.event;
  private readonly registrations: Disposable[];
  /** Open findings that Problems does not list. */
  rest = 0;

  constructor(private readonly engine: EngineClient) {
    this.registrations = [this.changed, workspace.registerTextDocumentContentProvider(RULE_SCHEME, this)];
  }

  setRest(rest: number): void {
    if (rest === this.rest) return;
    this.rest = rest;
    this.changed.fire(REST_URI);
  }

  async provideTextDocumentContent(uri: Uri, token: CancellationToken): Promise<string> {
    if (uri.path === REST_URI.path) return l10n.t("Problems lists the worst open findings. There are {0} more: the Risk Explorer has them all, and the setting 'spotter.problems.severity' chooses the levels that Problems shows.", this.rest);
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    const rule = decodeURIComponent(uri.path.replace(/^\//, "").replace(/\.md$/, ""));
    const facts = await this.engine.request("ruleFacts", { rule }, { signal: controller.signal });
    return facts ? rulePage(facts) : l10n.t("There is no rule of this name: it was renamed in a later version of Spotter, or its file was removed.");
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
  }
}

/** A rule's page as Markdown. A built-in rule's words are Spotter's; those of a person's rule are text like any other. */
export function rulePage(facts: RuleFacts): string {
  const { id, title, meaning, remediation, falsePositives, references, level, score, techniques, firesOn, quietOn, file } = facts;
  const words = (text: RuleFacts["title"]): string => (file === null ? ruleText(rawText(text)) : markdownText(text, 1_000));
  const section = (heading: string, body: string): string[] => (body === "" ? [] : [`## ${heading}\n\n${body}`]);
  return [
    `# ${words(title)}`,
    `${l10n.t("Rule: {0}", `\`${id.replace(/[^\w.-]/g, "_")}\``)} · ${l10n.t("{0}, score {1} of 100", levelWord(level), score)}`,
    words(meaning),
    ...section(l10n.t("What to do"), ruleText(remediation)),
    ...section(l10n.t("Known false positives"), words(falsePositives)),
    ...section(l10n.t("References"), references.map((reference) => `- ${markdownText(reference, 1_000)}`).join("\n")),
    ...section(l10n.t("Techniques"), techniques.map(techniqueLine).join("\n")),
    ...section(l10n.t("It fires on"), firesOn.map(example).join("\n")),
    ...section(l10n.t("It stays quiet on"), quietOn.map(example).join("\n")),
    ...section(l10n.t("Where it stands"), file === null ? "" : markdownText(file, 1_000)),
  ]
    .filter((paragraph) => paragraph !== "")
    .join("\n\n")
    .concat("\n");
}

/** ATT&CK ids lead to ATT&CK; those of ATLAS and OWASP are names. An id that has a name here is one of ours, and nothing in it is a mark. */
function techniqueLine(id: string): string {
  const name = techniqueName(id);
  const named = name === "" ? markdownText(untrusted(id), 40) : `${id} ${name}`;
  return /^T\d{4}(?:\.\d{3})?$/.test(id) ? `- ${named}: https://attack.mitre.org/techniques/${id.replace(".", "/")}/` : `- ${named}`;
}

function example(command: string): string {
  const code = codeText(untrusted(command), 300).replaceAll("\n", "⏎");
  const fence = "`".repeat((code.match(/`+/g) ?? []).reduce((length, run) => Math.max(length, run.length), 1) + 1);
  return `- ${fence} ${code} ${fence}`;
}
