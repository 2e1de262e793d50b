import assert from "node:assert/strict";
import { Throttle } from "../../../src/model/throttle.js";

/** Longer than any test runs: what waits for it is not done in one. */
const NEVER_MS = 3_600_000;
const SHORT_MS = 30;

describe("the throttle", () => {
  /** How often it works for these requests, each of which can wait or not, while nothing that waits is due. */
  const runsOf = (...canWait: boolean[]): number => {
    let runs = 0;
    const throttle = new Throttle(NEVER_MS, () => runs++);
    for (const request of canWait) throttle.request(request);
    throttle.dispose();
    throttle.request();
    return runs;
  };

  it("works at once after a rest, and gathers what follows", () => assert.equal(runsOf(false, false, false), 1));

  it("lets wait what can, until something comes that cannot", () => assert.deepEqual([runsOf(true, true), runsOf(true, false), runsOf(false, true)], [0, 1, 1]));

  it("does what was gathered, once, when the interval is over; what can wait an interval later", async () => {
    const begun = performance.now();
    const times: number[] = [];
    const waiting: number[] = [];
    const throttle = new Throttle(SHORT_MS, () => times.push(performance.now()));
    for (let request = 0; request < 5; request++) throttle.request();
    new Throttle(SHORT_MS, () => waiting.push(performance.now())).request(true);
    await new Promise((resolve) => setTimeout(resolve, 4 * SHORT_MS));
    assert.deepEqual([times.length, waiting.length], [2, 1]);
    assert.ok(times[1]! - times[0]! >= SHORT_MS - 1 && waiting[0]! - begun >= SHORT_MS - 1, "not before");
  });
});
