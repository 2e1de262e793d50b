import assert from "node:assert/strict";
import { endOf, endOfDay, SPANS } from "../../../../src/views/triage/expiry.js";

const NOW = new Date(2026, 10, 26, 12).getTime();
const DAY_MS = 86_400_000;

describe("until when a decision holds", () => {
  it("is never, or so many days from now", () => {
    assert.deepEqual(SPANS.flatMap((span) => (span === "date" ? [] : [endOf(span, NOW)])), [null, NOW + 30 * DAY_MS, NOW + 90 * DAY_MS, NOW + 365 * DAY_MS]);
  });

  it("is the end of a day, today included, and none that has passed or that there is not", () => {
    assert.deepEqual(
      ["2026-11-26", " 2027-02-28 ", "2026-11-25", "2027-02-31", "tomorrow", ""].map((typed) => endOfDay(typed, NOW)),
      [new Date(2026, 10, 26, 23, 59, 59).getTime(), new Date(2027, 1, 28, 23, 59, 59).getTime(), null, null, null, null],
    );
  });
});
