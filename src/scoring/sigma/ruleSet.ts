import { WordAutomaton } from "./automaton.js";
import { type CostlyTest, costlyTestsOf, EventTexts, holds, stepsOf } from "./expression.js";
import { RECORDED_FIELDS, type Field, type SigmaEvent } from "./fields.js";
import { necessaryLiterals, type Literal } from "./literals.js";
import type { SigmaRule } from "./sigmaRule.js";

/**
 * Steps that the regular expressions and `?` of one rule may take for one call: at 14 ns each, the slowest measured here, about 50 ms.
 * Counted before they are taken, not timed: a call is judged the same on every machine, however busy it is.
 */
export const RULE_STEPS = 4_000_000;

/** Steps of all rules together for one call: a folder of rules each of which just keeps its own bound shall not stall the engine either. */
export const CALL_STEPS = 20 * RULE_STEPS;

/** Rules, compiled so that an event is asked only about those of which it holds a literal word. */
export class SigmaRuleSet {
  /** Rules that are evaluated. */
  readonly rules: readonly SigmaRule[];
  private readonly automaton: WordAutomaton;
  /** What each word of the automaton stands for. */
  private readonly readers: ReadonlyArray<ReadonlyArray<{ readonly rule: number; readonly field: Field | null }>>;
  /** Rules without a literal that an event must have: always asked. */
  private readonly always: readonly number[];
  private readonly costly: ReadonlyArray<readonly CostlyTest[]>;

  constructor(rules: readonly SigmaRule[]) {
    this.rules = rules.filter(({ maturity }) => maturity !== "off");
    const byWord = new Map<string, Array<{ rule: number; field: Field | null }>>();
    const always: number[] = [];
    this.rules.forEach((rule, number) => {
      const literals: readonly Literal[] | null = necessaryLiterals(rule.detection);
      if (literals === null) always.push(number);
      else for (const { text, field } of literals) byWord.set(text, [...(byWord.get(text) ?? []), { rule: number, field }]);
    });
    this.always = always;
    this.costly = this.rules.map(({ detection }) => costlyTestsOf(detection));
    this.automaton = new WordAutomaton([...byWord.keys()]);
    this.readers = [...byWord.values()];
  }

  /**
   * Rules that hold for any of a call's events, in the order of the set, each once.
   *
   * @param skipped is told each rule that would take too many steps and was left out for some of the events
   */
  evaluate(events: readonly SigmaEvent[], skipped: (rule: SigmaRule) => void = () => undefined): SigmaRule[] {
    if (this.rules.length === 0) return [];
    const hits = new Set<number>();
    const budget = new StepBudget(this.costly);
    const words = new Map<string, readonly number[]>();
    for (const event of events) {
      const texts = new EventTexts(event);
      for (const number of this.candidates(texts, words)) {
        const rule = this.rules[number]!;
        if (hits.has(number) || !rule.categories.includes(event.category)) continue;
        if (budget.allows(number, texts) && holds(rule.detection, texts)) hits.add(number);
      }
    }
    for (const number of budget.exceeded) if (!hits.has(number)) skipped(this.rules[number]!);
    return [...hits].sort((a, b) => a - b).map((number) => this.rules[number]!);
  }

  private candidates(texts: EventTexts, known: Map<string, readonly number[]>): Set<number> {
    const candidates = new Set(this.always);
    for (const field of RECORDED_FIELDS) {
      if (texts.text(field) === undefined) continue;
      for (const word of this.wordsIn(texts.foldedText(field), known)) {
        for (const reader of this.readers[word]!) if (reader.field === null || reader.field === field) candidates.add(reader.rule);
      }
    }
    return candidates;
  }

  /** Words of a text; a call's events share their parent and their folder, which are looked through once. */
  private wordsIn(text: string, known: Map<string, readonly number[]>): readonly number[] {
    let words = known.get(text);
    if (words === undefined) {
      const found = new Set<number>();
      this.automaton.find(text, (word) => found.add(word));
      known.set(text, (words = [...found]));
    }
    return words;
  }
}

/** What the rules of a set have taken of their budgets for one call. */
class StepBudget {
  readonly exceeded = new Set<number>();
  private readonly taken = new Map<number, number>();
  private total = 0;

  constructor(private readonly costly: ReadonlyArray<readonly CostlyTest[]>) {}

  allows(rule: number, event: EventTexts): boolean {
    const tests = this.costly[rule]!;
    if (tests.length === 0) return true;
    const more = stepsOf(tests, event);
    const steps = (this.taken.get(rule) ?? 0) + more;
    if (steps > RULE_STEPS || this.total + more > CALL_STEPS) {
      this.exceeded.add(rule);
      return false;
    }
    this.taken.set(rule, steps);
    this.total += more;
    return true;
  }
}
