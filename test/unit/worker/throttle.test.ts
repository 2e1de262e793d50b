import assert from "node:assert/strict";
import { Throttle } from "../../../src/worker/throttle.js";

/** Longer than any test runs: what waits for it is not done in one. */
const NEVER_MS = 3_600_000;

describe("the throttle", () => {
  const runsOf = (requests: number, burst?: number): number => {
    let runs = 0;
    const throttle = new Throttle(NEVER_MS, () => runs++, burst);
    for (let request = 0; request < requests; request++) throttle.request();
    throttle.dispose();
    return runs;
  };

  it("works at once after a rest, and gathers what follows", () => assert.equal(runsOf(5), 1));

  it("works as often as a burst allows without a pause, and gathers the rest", () => assert.deepEqual([runsOf(2, 3), runsOf(9, 3)], [2, 3]));

  it("does what was gathered, once, when the interval is over", async () => {
    const times: number[] = [];
    const throttle = new Throttle(30, () => times.push(performance.now()));
    for (let request = 0; request < 5; request++) throttle.request();
    await new Promise((resolve) => setTimeout(resolve, 120));
    assert.equal(times.length, 2);
    assert.ok(times[1]! - times[0]! >= 29, "not before");
  });
});
