import assert from "node:assert/strict";
import type { Ask } from "../../../src/cli/engineAccess.js";
import { findingOf } from "../../../src/cli/findings/lookup.js";
import { UsageError } from "../../../src/cli/findings/request.js";

describe("the beginning of a finding's id", () => {
  const asking = (answers: Readonly<Record<string, unknown>>): Ask => ((name: string) => Promise.resolve(answers[name])) as unknown as Ask;

  it("is refused where more than one id begins so, and these are named", async () => {
    const ask = asking({ findingIds: ["abcdef0000000000000a", "abcdef1111111111111b"] });
    await assert.rejects(findingOf(ask, "abcdef"), new UsageError("abcdef is the beginning of more than one id: abcdef0000000000000a, abcdef1111111111111b. Give more of it."));
  });

  it("is refused where the finding ended meanwhile", async () => {
    await assert.rejects(findingOf(asking({ findingIds: ["abcdef0000000000000a"], getFinding: null }), "abcdef"), UsageError);
  });
});
