import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { differences, differencesMarkdown } from "./differences.js";
import { QUIET_FOR_A_REASON } from "./quiet-for-a-reason.js";

describe("the comparison with cc-safety-net", () => {
  const found = differences();

  it("gives a reason for each command that is denied there and quiet here", () => {
    const unexplained = found.filter(({ rule, text }) => rule === null && !QUIET_FOR_A_REASON.some(({ command }) => command.test(text)));
    assert.deepEqual(unexplained.map(({ text }) => text), []);
  });

  it("gives no reason for what is no difference any more", () => {
    const idle = QUIET_FOR_A_REASON.filter(({ command }) => !found.some(({ rule, text }) => rule === null && command.test(text)));
    assert.deepEqual(idle.map(({ reason }) => reason), []);
  });

  it("is what docs/differences.md says", async () => {
    assert.equal(await readFile(new URL("../../../docs/differences.md", import.meta.url), "utf8"), differencesMarkdown(found));
  });
});
