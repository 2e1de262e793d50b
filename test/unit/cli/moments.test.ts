import assert from "node:assert/strict";
import { expiryOf, sinceOf } from "../../../src/cli/moments.js";

const now = Date.UTC(2026, 10, 26, 9);
const HOUR = 3_600_000;

describe("moments on the command line", () => {
  it("hold to the end of a day by UTC, as in a team's file, or for so long from now", () => {
    assert.deepEqual(["2027-01-31", "12h", "30d", "2w", "0d"].map((text) => expiryOf(text, now)), [Date.UTC(2027, 1, 1), now + 12 * HOUR, now + 30 * 24 * HOUR, now + 14 * 24 * HOUR, now]);
  });

  it("count from the beginning of a day, or since so long ago, and never before 1970", () => {
    assert.deepEqual(["2026-11-01", "12h", "999999w"].map((text) => sinceOf(text, now)), [Date.UTC(2026, 10, 1), now - 12 * HOUR, 0]);
  });

  it("are none where the calendar has no such day, or no date can be that late", () => {
    for (const text of ["", "soon", "2027-02-31", "2027-13-01", "1969-12-31", "30", "d", "-1d", "1e3d", "2027-1-1", " 30d", "9999999d"]) assert.equal(expiryOf(text, now), null, text);
    assert.equal(expiryOf("999999w", 8_640_000_000_000_000), null);
  });
});
