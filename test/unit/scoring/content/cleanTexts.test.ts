import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { CleanTexts } from "../../../../src/scoring/content/cleanTexts.js";
import { maskJson } from "../../../../src/scoring/content/maskJson.js";

const hash = (): string => "abcd";
const KEY = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";

describe("texts in which nothing was found", () => {
  it("are known again while they come, and forgotten once thousands of others came since", () => {
    const clean = new CleanTexts();
    clean.add("src/app.ts");
    clean.add("x".repeat(300));
    for (let index = 0; index < 6_000; index++) {
      clean.add(`file ${index}`);
      if (index < 5_000) assert.ok(clean.has("src/app.ts"));
    }
    assert.deepEqual([clean.has("file 5999"), clean.has("x".repeat(300))], [true, false]);
    for (let index = 0; index < 10_000; index++) clean.add(`other ${index}`);
    assert.equal(clean.has("src/app.ts"), false);
  });

  it("are secrets all the same under a name that says so", () => {
    const seen = (name: string): unknown => maskJson({ [name]: "correct-horse-battery-9" }, hash).masked;
    assert.deepEqual([seen("note"), seen("password"), seen("note")], [{ note: "correct-horse-battery-9" }, { password: "[secret:password:abcd]" }, { note: "correct-horse-battery-9" }]);
  });

  it("are no names that hold a secret, however often they come", () => {
    for (let round = 0; round < 2; round++) assert.deepEqual(maskJson({ [KEY]: KEY, token: KEY }, hash).masked, { "[secret:github-token:abcd]": "[secret:github-token:abcd]", token: "[secret:github-token:abcd]" });
  });
});
