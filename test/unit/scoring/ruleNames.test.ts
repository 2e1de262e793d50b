import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { RENAMED_RULES, successorsOf } from "../../../src/model/renamedRules.js";
import { RULES } from "../../../src/scoring/catalogue.js";

/** Every id that a built-in rule ever had, one a line: decisions in people's journals name them. Ids are added to it, and none is taken out. */
const EVER = new URL("ruleNames.txt", import.meta.url);

describe("the names of rules", () => {
  const ever = readFileSync(EVER, "utf8").trim().split("\n");
  const now = new Set(RULES.map(({ id }) => id));

  it("are all in the list of names that were ever given", () => {
    assert.deepEqual([...now].filter((id) => !ever.includes(id)), [], "add these lines to ruleNames.txt");
  });

  it("lead from each that was ever given to a rule that there is: by itself, or by the mapping that carries decisions over", () => {
    assert.deepEqual(ever.filter((id) => !successorsOf(id).some((name) => now.has(name))), [], "add what became of these to src/model/renamedRules.ts");
    assert.deepEqual(RENAMED_RULES.filter(({ former }) => now.has(former) || !ever.includes(former)), [], "a former name is one that was given, and is given no more");
  });
});
