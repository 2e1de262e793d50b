import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { durationText } from "../../../src/model/duration.js";

describe("A length of time", () => {
  it("is told in the units that fit it", () => {
    const told = [0, 12.4, 999, 1_000, 1_549, 59_949, 59_951, 60_000, 185_000, 3_599_000, 3_600_000, 7_800_000, 90_000_000].map(durationText);
    assert.deepEqual(told, ["0 ms", "12 ms", "999 ms", "1.0 s", "1.5 s", "59.9 s", "1 min 0 s", "1 min 0 s", "3 min 5 s", "59 min 59 s", "1 h 0 min", "2 h 10 min", "25 h 0 min"]);
  });

  it("is none where the clock was set back", () => {
    assert.equal(durationText(-5_000), "0 ms");
  });
});
