import assert from "node:assert/strict";
import { LEVEL_FLOOR } from "../../../src/model/risk.js";
import { assess } from "../../../src/scoring/assess.js";
import { corpus } from "./corpus.js";
import { caseInput } from "./rule-cases.js";

const flagged = (text: string): boolean => assess(caseInput(text)).score >= LEVEL_FLOOR.medium;

describe("the corpus of commands, paths and addresses", () => {
  for (const { name, cases } of corpus("risky")) {
    it(`${name}: every one of ${cases.length} is flagged, medium or higher`, () => {
      assert.deepEqual(cases.filter((text) => !flagged(text)), []);
    });
  }

  for (const { name, cases } of corpus("benign")) {
    it(`${name}: none of ${cases.length} is flagged`, () => {
      assert.deepEqual(cases.filter(flagged), []);
    });
  }
});
