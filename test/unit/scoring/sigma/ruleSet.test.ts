import assert from "node:assert/strict";
import fc from "fast-check";
import { WordAutomaton } from "../../../../src/scoring/sigma/automaton.js";
import { assessWithRules } from "../../../../src/scoring/sigma/assessWithRules.js";
import { EventTexts, holds } from "../../../../src/scoring/sigma/expression.js";
import { parseRules } from "../../../../src/scoring/sigma/parseRules.js";
import { RULE_STEPS, SigmaRuleSet } from "../../../../src/scoring/sigma/ruleSet.js";
import type { SigmaEvent } from "../../../../src/scoring/sigma/fields.js";
import { ruleText } from "./ruleText.js";

const rule = (id: string, level: string, word: string, status = "stable"): string => ruleText(`selection:\n    CommandLine|contains: ${word}`).replace("own-rule", id).replace("level: high", `level: ${level}\nstatus: ${status}`);
const setOf = (...texts: string[]): SigmaRuleSet => new SigmaRuleSet(parseRules(texts.join("---\n")).rules);
const points = (set: SigmaRuleSet, command: string): string[] => assessWithRules(set, { tool: "bash", arguments: { command } }).adjustments.map(({ rule: id, score }) => `${id} ${score}`);

describe("a set of rules", () => {
  it("finds by its automaton exactly the words that a text holds", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "c", "-"), minLength: 1, maxLength: 4 });
    fc.assert(fc.property(fc.uniqueArray(letters, { maxLength: 8 }), fc.string({ unit: fc.constantFrom("a", "b", "c", "-", "é"), maxLength: 30 }), (words, text) => {
      const found = new Set<number>();
      new WordAutomaton(words).find(text, (word) => found.add(word));
      assert.deepEqual([...found].sort((a, b) => a - b), words.flatMap((word, number) => (text.includes(word) ? [number] : [])));
    }));
  });

  it("finds by its index what asking every rule finds", () => {
    const word = fc.constantFrom("ab", "b*c", "Σας", "a?c", "ca", "é", "K");
    const test = fc.tuple(fc.constantFrom("CommandLine", "Image|contains", "CommandLine|contains", "CommandLine|endswith", "Image|startswith|neq", "User|re"), word).map(([field, value]) => `${field}: '${value}'`);
    const condition = fc.constantFrom("s0 and s1", "s0 or s1", "s0 and not s1", "1 of s*", "not s0", "s2 and s1");
    const fields = fc.record({ CommandLine: fc.string({ unit: fc.constantFrom("a", "b", "c", "Σ", "K", "é", "A"), maxLength: 6 }), Image: fc.constantFrom("ab", "cab", "b-c") }, { requiredKeys: [] });
    fc.assert(fc.property(fc.array(fc.tuple(test, test, condition), { minLength: 1, maxLength: 5 }), fc.array(fields, { maxLength: 4 }), (rules, records) => {
      const parsed = rules.flatMap(([one, two, joined], number) => parseRules(ruleText(`s0:\n    ${one}\ns1:\n    ${two}\ns2:\n    - bc\n    - aa`, joined).replace("own-rule", `rule-${number}`)).rules);
      const events = records.map((record): SigmaEvent => ({ category: "process_creation", fields: record }));
      const asked = parsed.filter(({ detection }) => events.some((event) => holds(detection, new EventTexts(event)))).map(({ id }) => id);
      assert.deepEqual(new SigmaRuleSet(parsed).evaluate(events).map(({ id }) => id), asked);
    }), { numRuns: 300 });
  });

  it("asks a rule only about events of its category", () => {
    const set = new SigmaRuleSet(parseRules(ruleText("selection:\n    CommandLine|contains: aaa", "selection", "file_event")).rules);
    assert.deepEqual([...set.evaluate([{ category: "process_creation", fields: { CommandLine: "aaa" } }]), ...set.evaluate([{ category: "file_event", fields: { CommandLine: "aaa" } }])].length, 1);
  });

  it("lifts a harmless call to the points of its worst rule, and adds a little for each further one", () => {
    assert.deepEqual(points(setOf(rule("b", "medium", "aaa"), rule("a", "high", "aaa"), rule("c", "low", "aaa")), "ls aaa"), ["a 70", "b 4", "c 0"]);
  });

  it("adds a little to a call that is worse already, and never more than 100 in all", () => {
    const { assessment, adjustments } = assessWithRules(setOf(rule("a", "high", "terraform")), { tool: "bash", arguments: { command: "terraform destroy" } });
    assert.deepEqual([assessment.score, adjustments.map(({ score }) => score)], [72, [4]]);
    assert.deepEqual(points(setOf(rule("a", "high", "rm")), "rm -rf /"), ["a 0"]);
  });

  it("adds at most twelve points for further rules", () => {
    const set = setOf(...["a", "b", "c", "d", "e", "f"].map((id) => rule(id, "medium", "aaa")));
    assert.deepEqual(points(set, "ls aaa"), ["a 45", "b 4", "c 4", "d 4", "e 0", "f 0"]);
  });

  it("counts an experimental rule without points, and leaves out a deprecated one", () => {
    const set = setOf(rule("a", "high", "aaa", "experimental"), rule("b", "high", "aaa", "deprecated"));
    const { adjustments } = assessWithRules(set, { tool: "bash", arguments: { command: "ls aaa" } });
    assert.deepEqual(adjustments.map(({ rule: id, score, shown }) => [id, score, shown]), [["a", 0, false]]);
  });

  it("ends on expressions that take other engines for ever", () => {
    const text = ruleText("selection:\n    CommandLine|re: '(a+)+$'\n    Image|re: '^(\\w+\\s?)*$'");
    assert.deepEqual(new SigmaRuleSet(parseRules(text).rules).evaluate([{ category: "process_creation", fields: { CommandLine: `${"a".repeat(50_000)}!`, Image: `${"a ".repeat(20_000)}!` } }]), []);
  });

  it("skips a rule whose regular expressions would take too many steps for a call, says which, and asks all others", () => {
    const slow = ruleText("selection:\n    CommandLine|re: 'a[ab]{300}c'").replace("own-rule", "slow");
    const set = setOf(slow, rule("quick", "high", "aaa"));
    const asked = (command: string): unknown => {
      const skipped: string[] = [];
      const held = set.evaluate([{ category: "process_creation", fields: { CommandLine: command } }], ({ id }) => skipped.push(id));
      return [held.map(({ id }) => id), skipped];
    };
    const match = `a${"b".repeat(300)}c`;
    assert.deepEqual([asked(`aaa ${match}`), asked(`aaa ${match} ${"b".repeat(20_000)}`)], [[["slow", "quick"], []], [["quick"], ["slow"]]]);
  });

  it("counts the steps of a rule over all events of a call", () => {
    const set = setOf(ruleText("selection:\n    CommandLine|re: 'a[ab]{300}c'").replace("own-rule", "slow"));
    const event: SigmaEvent = { category: "process_creation", fields: { CommandLine: "b".repeat(5_000) } };
    const skipped: string[] = [];
    assert.ok(5_000 * 300 < RULE_STEPS && 3 * 5_000 * 300 > RULE_STEPS);
    set.evaluate([event, event, event], ({ id }) => skipped.push(id));
    assert.deepEqual(skipped, ["slow"]);
  });

  it("skips a value with '?' that is compared at every place of a long text, and says so", () => {
    const slow = (value: string): string => ruleText(`selection:\n    CommandLine: '*${value}b*'`).replace("own-rule", "slow");
    const event: SigmaEvent = { category: "process_creation", fields: { CommandLine: "a".repeat(65_536) } };
    for (const value of ["a?".repeat(15_000), `?${"a".repeat(30_000)}`]) {
      const skipped: string[] = [];
      setOf(slow(value)).evaluate([event], ({ id }) => skipped.push(id));
      assert.deepEqual(skipped, ["slow"]);
    }
    const told: string[] = [];
    assert.deepEqual([setOf(slow("a?a")).evaluate([{ ...event, fields: { CommandLine: `${"a".repeat(65_536)}b` } }], ({ id }) => told.push(id)).length, told], [1, []]);
  });

  it("fills in a field thousands of times without growing out of memory", () => {
    const set = setOf(ruleText(`selection:\n    CommandLine|expand|contains: '${"%CommandLine%".repeat(15_000)}'`), ruleText("selection:\n    CommandLine|expand|contains: '%User%-%User%'").replace("own-rule", "twice"));
    const held = (fields: SigmaEvent["fields"]): string[] => set.evaluate([{ category: "process_creation", fields }]).map(({ id }) => id);
    assert.deepEqual([held({ CommandLine: "a".repeat(65_536), User: "b" }), held({ CommandLine: "Some-SOME", User: "some" })], [[], ["twice"]]);
  });

  it("skips the last of many rules that together would take too many steps, each of which alone would not", () => {
    const set = setOf(...Array.from({ length: 40 }, (_, number) => ruleText("selection:\n    CommandLine|re: 'a[ab]{300}c'").replace("own-rule", `slow-${number}`)), rule("quick", "high", "bbb"));
    const skipped: string[] = [];
    const held = set.evaluate([{ category: "process_creation", fields: { CommandLine: "b".repeat(10_000) } }], ({ id }) => skipped.push(id));
    assert.deepEqual([held.map(({ id }) => id), skipped.length > 10 && skipped.length < 30, skipped.includes("slow-0"), skipped.includes("slow-39")], [["quick"], true, false, true]);
  });
});
