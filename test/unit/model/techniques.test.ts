import assert from "node:assert/strict";
import { techniqueName } from "../../../src/model/techniques.js";
import { RULES } from "../../../src/scoring/catalogue.js";

describe("the name of a technique", () => {
  it("is there for each that a rule cites", () => {
    const cited = [...new Set(RULES.flatMap(({ techniques }) => techniques))];
    assert.ok(cited.length > 100);
    assert.deepEqual(cited.filter((id) => techniqueName(id) === ""), []);
  });

  it("is empty for what is no technique of theirs, also for the names that every object has", () => {
    assert.deepEqual(["T0000", "constructor", ""].map(techniqueName), ["", "", ""]);
  });
});
