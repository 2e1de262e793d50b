import { l10n, Uri, workspace, type Disposable, type TextDocumentContentProvider } from "vscode";
import { ruleText } from "../words.js";
import type { FindingRow } from "../../protocol/rows.js";
import { RULE_SCHEME } from "../render/uri.js";

interface RuleFacts {
  readonly title: string;
  readonly meaning: string;
  readonly remediation: string;
  readonly techniques: ReadonlySet<string>;
}

/** Where a rule's id in Problems leads. */
export function ruleUri(rule: string): Uri {
  return Uri.from({ scheme: RULE_SCHEME, path: `/${rule}.md` });
}

/** A page for each rule that fired: what it means, and what to do. */
export class RulePages implements TextDocumentContentProvider, Disposable {
  private readonly facts = new Map<string, RuleFacts>();
  private readonly registration = workspace.registerTextDocumentContentProvider(RULE_SCHEME, this);

  learn(findings: readonly FindingRow[]): void {
    for (const { rule, title, meaning, remediation, call } of findings) {
      const techniques = new Set([...(this.facts.get(rule)?.techniques ?? []), ...call.techniques]);
      this.facts.set(rule, { title, meaning, remediation, techniques });
    }
  }

  provideTextDocumentContent(uri: Uri): string {
    const rule = uri.path.replace(/^\//, "").replace(/\.md$/, "");
    const facts = this.facts.get(rule);
    if (!facts) return l10n.t("No open finding of this rule is loaded. Open the Risk Explorer, and try again when it has read everything.");
    const techniques = [...facts.techniques].map((id) => `- ${id}: https://attack.mitre.org/techniques/${id.replace(".", "/")}/`);
    return [
      `# ${ruleText(facts.title)}`,
      l10n.t("Rule: {0}", rule),
      ...(facts.meaning === "" ? [] : [ruleText(facts.meaning)]),
      `## ${l10n.t("What to do")}\n\n${ruleText(facts.remediation)}`,
      ...(techniques.length > 0 ? [`## MITRE ATT&CK\n\n${techniques.join("\n")}`] : []),
    ].join("\n\n");
  }

  dispose(): void {
    this.registration.dispose();
  }
}
