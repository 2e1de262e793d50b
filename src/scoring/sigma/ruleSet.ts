import { WordAutomaton } from "./automaton.js";
import { EventTexts, holds } from "./expression.js";
import { RECORDED_FIELDS, type Field, type SigmaEvent } from "./fields.js";
import { necessaryLiterals, type Literal } from "./literals.js";
import type { SigmaRule } from "./sigmaRule.js";

/** Rules, compiled so that an event is asked only about those of which it holds a literal word. */
export class SigmaRuleSet {
  /** Rules that are evaluated. */
  readonly rules: readonly SigmaRule[];
  private readonly automaton: WordAutomaton;
  /** What each word of the automaton stands for. */
  private readonly readers: ReadonlyArray<ReadonlyArray<{ readonly rule: number; readonly field: Field | null }>>;
  /** Rules without a literal that an event must have: always asked. */
  private readonly always: readonly number[];

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
    this.automaton = new WordAutomaton([...byWord.keys()]);
    this.readers = [...byWord.values()];
  }

  /** Rules that hold for any of a call's events, in the order of the set, each once. */
  evaluate(events: readonly SigmaEvent[]): SigmaRule[] {
    if (this.rules.length === 0) return [];
    const hits = new Set<number>();
    const words = new Map<string, readonly number[]>();
    for (const event of events) {
      const texts = new EventTexts(event);
      for (const number of this.candidates(texts, words)) {
        const rule = this.rules[number]!;
        if (!hits.has(number) && rule.categories.includes(event.category) && holds(rule.detection, texts)) hits.add(number);
      }
    }
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
