import assert from "node:assert/strict";
import * as v from "valibot";
import { engineContract } from "../../../src/protocol/engine.js";
import { requiredReason } from "../../../src/protocol/triage.js";

const { params } = engineContract.requests.decide;
const decision = { selection: { kind: "findings", ids: ["f"] }, expected: null, verdict: "resolved", reason: "", expires: null };

describe("a reason", () => {
  it("says something beside control characters and blanks, in at most 1,000 characters", () => {
    const judged = ["why", " \u0001\u0002\u200b", "\u0001\u0002", "   ", "\n", "x".repeat(1_000), "x".repeat(1_001), "\u001b".repeat(100_000)].map((reason) => v.is(requiredReason, reason));
    assert.deepEqual(judged, [true, false, false, false, false, true, false, false]);
  });

  it("is needed where something is settled for good, and can be left out elsewhere", () => {
    const taken = ["false-positive", "accepted-risk", "resolved", "acknowledged", "open"].map((verdict) => [v.is(params, { ...decision, verdict }), v.is(params, { ...decision, verdict, reason: "\u0001" }), v.is(params, { ...decision, verdict, reason: "ours" })]);
    assert.deepEqual(taken, [[false, false, true], [false, false, true], [true, true, true], [true, true, true], [true, true, true]]);
  });
});
