import type { Adjustment, Assessment, Reason, ScoringInput } from "../../model/assessment.js";
import { cutAt } from "../../model/neutralise.js";
import { levelOf } from "../../model/risk.js";
import { assess, fingerprint, RULES_VERSION } from "../assess.js";
import { ruleById } from "../catalogue.js";
import { combine } from "../combine.js";
import { adjustmentsOf } from "./adjust.js";
import { observeCall } from "./assessWithRules.js";
import type { CallContext } from "./callEvents.js";
import { parseRules } from "./parseRules.js";
import type { RuleProblem } from "./problem.js";
import { SigmaRuleSet } from "./ruleSet.js";
import type { SigmaRule } from "./sigmaRule.js";

/** A person's file of rules. */
export interface RuleFile {
  readonly path: string;
  readonly text: string;
}

export interface OwnRule extends SigmaRule {
  readonly path: string;
}

export interface RuleFileProblem extends RuleProblem {
  readonly path: string;
}

/** What a call's own rules say of it, and which of the person's hold. */
export interface JudgedCall {
  readonly assessment: Assessment;
  readonly held: readonly SigmaRule[];
}

/** Characters of a text of a rule that go with a reason. */
const TEXT_LIMIT = 200;

/** All rules by which calls are judged: the built-in ones, and those of a person's files. Never changes: an edited file makes another book. */
export class RuleBook {
  /** Changes whenever a rule does, built-in or not. */
  readonly version: string;
  /** The person's rules, those that are switched off included. */
  readonly own: readonly OwnRule[];
  readonly problems: readonly RuleFileProblem[];
  private readonly set: SigmaRuleSet;
  private readonly byId: ReadonlyMap<string, OwnRule>;

  /** @param unreadable what is known to be wrong before a file is looked at */
  constructor(files: readonly RuleFile[], unreadable: readonly RuleFileProblem[] = []) {
    const problems = [...unreadable];
    const byId = new Map<string, OwnRule>();
    for (const { path, text } of files) {
      const parsed = parseRules(text);
      problems.push(...parsed.problems.map((problem) => ({ ...problem, path })));
      for (const rule of parsed.rules) {
        const message = clashOf(rule.id, byId.get(rule.id));
        if (message === null) byId.set(rule.id, { ...rule, path });
        else problems.push({ kind: "duplicate-id", line: rule.line, message, path });
      }
    }
    this.byId = byId;
    this.own = [...byId.values()];
    this.problems = problems;
    this.set = new SigmaRuleSet(this.own);
    this.version = this.own.length === 0 ? RULES_VERSION : `${RULES_VERSION}+${fingerprint(JSON.stringify(files.map(({ text }) => text)))}`;
  }

  /** Whether any of the person's rules is evaluated. */
  get isExtended(): boolean {
    return this.set.rules.length > 0;
  }

  /** Judges a call by all rules. Takes time linear in the call, whatever the rules are. */
  judge(input: ScoringInput, context: CallContext): JudgedCall {
    if (!this.isExtended) return { assessment: assess(input), held: [] };
    const { assessment, events } = observeCall(input, context);
    const skipped: SigmaRule[] = [];
    const held = this.set.evaluate(events, (rule) => skipped.push(rule));
    return { assessment: skipped.length === 0 ? assessment : withSkipped(assessment, skipped), held };
  }

  /** The person's rules of these ids; ids that this book does not have are left out. */
  ownOf(ids: readonly string[]): SigmaRule[] {
    return ids.flatMap((id) => this.byId.get(id) ?? []);
  }
}

function clashOf(id: string, before: OwnRule | undefined): string | null {
  if (before !== undefined) return `The rule at ${before.path}:${before.line} has this id (${id}) already. This one is not used: give it an id of its own.`;
  return ruleById(id) === undefined ? null : `A rule of Spotter's has this id (${id}). This one is not used: give it an id of its own.`;
}

/** Points of the reason that says that a rule was skipped: it stands in the call's row, and makes no finding. */
const SKIPPED_SCORE = 10;

/** A call's assessment that says which rules were skipped for it. */
function withSkipped(assessment: Assessment, skipped: readonly SigmaRule[]): Assessment {
  const said = skipped.map(({ id, title }): Reason => ({ rule: id, score: SKIPPED_SCORE, args: { title: cutAt(title.replace(/\s+/g, " "), TEXT_LIMIT), skipped: "yes" }, span: null }));
  const reasons = [...assessment.reasons, ...said].sort((a, b) => b.score - a.score);
  const score = combine(reasons);
  return { ...assessment, score, level: levelOf(score), reasons };
}

/** A call's assessment with the reasons of the person's rules that hold; its score stays its own, for what they add are rows of their own. */
export function withOwnRules({ assessment, held }: JudgedCall): { readonly assessment: Assessment; readonly adjustments: readonly Adjustment[] } {
  if (held.length === 0) return { assessment, adjustments: [] };
  const adjustments = adjustmentsOf(held, assessment.score);
  const shown = held.filter(({ maturity }) => maturity === "stable");
  const reasons = [...assessment.reasons, ...shown.map(reasonOf)].sort((a, b) => b.score - a.score);
  const techniques = [...new Set([...assessment.techniques, ...shown.flatMap((rule) => rule.techniques)])].sort();
  const shadow = [...assessment.shadow, ...held.filter(({ maturity }) => maturity === "experimental").map(({ id }) => id)];
  return { assessment: { ...assessment, reasons, techniques, shadow }, adjustments };
}

/** A call's assessment with all that adds to its score in it. */
export function totalOf(judged: JudgedCall): Assessment {
  const { assessment, adjustments } = withOwnRules(judged);
  const score = adjustments.reduce((sum, adjustment) => sum + adjustment.score, assessment.score);
  return { ...assessment, score, level: levelOf(score) };
}

function reasonOf(rule: SigmaRule): Reason {
  const texts = { title: rule.title, description: rule.description, falsePositives: rule.falsePositives.join("; "), references: rule.references.join(" ") };
  const args = Object.entries(texts).filter(([, text]) => text !== "").map(([name, text]) => [name, cutAt(text.replace(/\s+/g, " "), TEXT_LIMIT)]);
  return { rule: rule.id, score: rule.score, args: Object.fromEntries(args) as Record<string, string>, span: null };
}

const SENTENCES = ["A rule of your own holds: {title}.", "{description}", "Known false positives: {falsePositives}.", "References: {references}"] as const;
const OPTIONAL = ["description", "falsePositives", "references"] as const;

/** Sentences of a reason that a person's rule gave, by which of its optional texts it has. */
const HOLDS: readonly string[] = Array.from({ length: 1 << OPTIONAL.length }, (_, present) => SENTENCES.filter((_sentence, index) => index === 0 || (present & (1 << (index - 1))) !== 0).join(" "));
const SKIPPED = "A rule of your own would take too long on this call and was skipped: {title}. Whether it holds is not known.";

/** All sentences of reasons that have to do with a person's rule. */
export const OWN_TEMPLATES: readonly string[] = [...HOLDS, SKIPPED];

/** Sentence of a reason that a person's rule gave; it has all that the rule says of itself. */
export function ownTemplate({ args }: Pick<Reason, "args">): string {
  if (args["skipped"] !== undefined) return SKIPPED;
  return HOLDS[OPTIONAL.reduce((present, name, index) => (args[name] === undefined ? present : present | (1 << index)), 0)]!;
}
