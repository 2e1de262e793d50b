import assert from "node:assert/strict";
import fc from "fast-check";
import { parseRules } from "../../../../src/scoring/sigma/parseRules.js";
import { faults, ruleText, selects } from "./ruleText.js";

const SELECTIONS = "sel_a:\n    CommandLine|contains: aaa\nsel_b:\n    CommandLine|contains: bbb\n_other:\n    CommandLine|contains: ccc";

describe("parseRules", () => {
  it("reads score, maturity, techniques and texts", () => {
    const { rules, problems } = parseRules(`title: Reads the shadow file
id: 5F0B1B8A-0000-4000-8000-000000000001
status: test
description: Somebody looks at password hashes.
references:
    - https://example.org/shadow
tags:
    - attack.credential-access
    - attack.t1003.008
    - attack.t1005
logsource:
    category: process_creation
    product: linux
detection:
    selection:
        CommandLine|contains: /etc/shadow
    condition: selection
falsepositives:
    - Backups
level: critical
`);
    const { detection, ...rule } = rules[0]!;
    assert.deepEqual(problems, []);
    assert.equal(detection.kind, "all");
    assert.deepEqual(rule, {
      id: "5f0b1b8a-0000-4000-8000-000000000001", title: "Reads the shadow file", line: 1, description: "Somebody looks at password hashes.", falsePositives: ["Backups"], references: ["https://example.org/shadow"],
      score: 90, level: "critical", maturity: "stable", techniques: ["T1003.008", "T1005"], categories: ["process_creation"],
    });
  });

  it("tells rules without an id apart by their titles, in whatever letters", () => {
    const titles = ["Wer löscht", "Проверка один", "Проверка два", `${"A very long title ".repeat(5)}one`, `${"A very long title ".repeat(5)}two`, "A plain title"];
    const ids = parseRules(titles.map((title) => ruleText("selection:\n    User: root").replace("title: A rule\nid: own-rule", `title: ${title}`)).join("---\n")).rules.map(({ id }) => id);
    assert.deepEqual([new Set(ids).size, ids.at(-1), ids.every((id) => /^[\w.-]{1,64}$/.test(id))], [6, "rule-a-plain-title", true]);
  });

  it("reads each document of a file, and the others where one is wrong", () => {
    const { rules, problems } = parseRules(`${ruleText("selection:\n    User: root")}---\ntitle: broken\n---\n${ruleText("selection:\n    User: dev").replace("own-rule", "second")}`);
    assert.deepEqual([rules.map(({ id, line }) => `${id} ${line}`), problems.map(({ line, kind }) => `${line} ${kind}`)], [["own-rule 1", "second 14"], ["12 missing"]]);
  });

  for (const [condition, expected] of [
    ["sel_a", "a ab abc"],
    ["sel_a and not sel_b", "a"],
    ["sel_a or sel_b and _other", "a ab bc abc"],
    ["(sel_a or sel_b) and _other", "bc abc"],
    ["not sel_a or sel_b", "b c ab bc abc"],
    ["not (sel_a or sel_b)", "c"],
    ["1 of sel_*", "a b ab bc abc"],
    ["any of sel*", "a b ab bc abc"],
    ["all of sel_*", "ab abc"],
    ["1 of them", "a b ab bc abc"],
    ["all of them and not _other", "ab"],
    ["ALL OF sel_* AND NOT _other", "ab"],
    ["1 of *_a", "a ab abc"],
    ["not not sel_a", "a ab abc"],
  ] as const) {
    it(`understands the condition '${condition}'`, () => {
      const texts = ["a", "b", "c", "ab", "bc", "abc"];
      const found = texts.filter((text) => selects(SELECTIONS, { CommandLine: [...text].map((char) => char.repeat(3)).join(" ") }, condition));
      assert.equal(found.join(" "), expected);
    });
  }

  it("takes a list of conditions as any of them, and a list of maps as any of those", () => {
    const listed = ruleText(SELECTIONS).replace("condition: selection", "condition:\n        - sel_a\n        - sel_b");
    assert.deepEqual(parseRules(listed).rules.map(({ detection }) => detection.kind), ["any"]);
    const maps = "selection:\n    - User: root\n      Image: /x\n    - User: dev";
    assert.deepEqual([{ User: "root", Image: "/x" }, { User: "root" }, { User: "dev" }].map((fields) => selects(maps, fields, "selection")), [true, false, true]);
  });

  for (const [name, text, expected] of [
    ["nothing", "", "1 missing"],
    ["a text that is no YAML", "title: [", "1 not-yaml"],
    ["a list", "- a", "1 malformed"],
    ["a field that does not exist", ruleText("selection:\n    Commandline: x"), "8 unknown-field"],
    ["a missing selection", ruleText("selection:\n    User: x", "selection and filter"), "9 missing-selection"],
    ["a pattern that no selection fits", ruleText("selection:\n    User: x", "1 of other_*"), "9 missing-selection"],
    ["an open bracket", ruleText("selection:\n    User: x", "(selection"), "9 condition"],
    ["a closed bracket", ruleText("selection:\n    User: x", "selection)"), "9 condition"],
    ["words that nothing joins", ruleText("selection:\n    User: x", "selection selection"), "9 condition"],
    ["an operator at the end", ruleText("selection:\n    User: x", "selection and"), "9 condition"],
    ["a thousand brackets", ruleText("selection:\n    User: x", "(".repeat(1_000)), "9 condition"],
    ["an aggregation", ruleText("selection:\n    User: x", "selection | count() > 5"), "9 unsupported"],
    ["a key that stands twice", ruleText("selection:\n    User: x\n    User: y"), "9 malformed"],
    ["a level that is none", ruleText("selection:\n    User: x").replace("level: high", "level: awful"), "10 malformed"],
    ["another product", ruleText("selection:\n    User: x").replace("linux", "windows"), "5 logsource"],
    ["another category", ruleText("selection:\n    User: x").replace("process_creation", "registry_set"), "4 logsource"],
    ["an id that is none", ruleText("selection:\n    User: x").replace("own-rule", "../x"), "2 malformed"],
    ["null among values", ruleText("selection:\n    User:\n        - null\n        - x"), "9 malformed"],
    ["an empty selection", ruleText("selection: {}"), "7 malformed"],
    ["an alias without an anchor", "title: *nothing", "1 not-yaml"],
    ["a correlation", "title: x\ncorrelation:\n    type: event_count", "2 unsupported"],
    ["a file of half a megabyte", "#".repeat(500_000), "1 too-large"],
    ["thousands of brackets", "[".repeat(20_000), "1 not-yaml"],
    ["a merge key", ruleText("selection:\n    <<: {User: x}"), "8 unknown-field"],
  ] as const) {
    it(`names ${name} with its line`, () => assert.equal(faults(text)[0], expected));
  }

  it("takes names of Sigma's taxonomy, and of no other one for them", () => {
    const plain = ruleText("selection:\n    User: root");
    assert.deepEqual([faults(`taxonomy: sigma\n${plain}`), faults(`taxonomy: ecs\n${plain}`)], [[], ["1 unsupported"]]);
  });

  it("says of each rule that cannot be used that it is not", () => {
    const messages = parseRules(`${ruleText("selection:\n    User: x", "absent")}\n---\n${ruleText("selection:\n    Nothing: x")}`).problems.map(({ message }) => message);
    assert.deepEqual(messages.map((message) => message.endsWith(" So the rule is not used.")), [true, true], messages.join("\n"));
  });

  it("ends on a bomb of anchors, and on an anchor that holds itself", () => {
    const bomb = ["a: &a [x, x, x, x, x, x, x, x, x]", ..."bcdefghij".split("").map((name, index) => `${name}: &${name} [${`*${"abcdefghij"[index]}, `.repeat(9)}]`)].join("\n");
    assert.deepEqual([faults(bomb).map((line) => line.split(" ")[1]), faults("a: &a [*a]").map((line) => line.split(" ")[1])], [["too-large"], ["too-large"]]);
  });

  it("lets aliases that are few stand for what they name", () => {
    assert.equal(selects("one: &one\n    User: root\ntwo: *one", { User: "root" }, "two"), true);
  });

  it("never throws, whatever the text", () => {
    const words = fc.constantFrom("title: x", "detection:", "  selection:", "    CommandLine|re: '('", "    - a", "condition: a", "logsource: {category: proxy}", "- &a *a", "? x", "\t", "'", "%YAML 9", "---", "<<: *a", "!!binary x", "\u0000");
    fc.assert(fc.property(fc.array(fc.oneof(words, fc.string()), { maxLength: 12 }), (lines) => Array.isArray(parseRules(lines.join("\n")).problems)));
  });
});
