import assert from "node:assert/strict";
import { parseStat, standingOf, thisProcess } from "../../../../src/worker/sharing/processIdentity.js";

const fields = (state: string, startTime: string): string => `${state} 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 ${startTime} 20 21`;

describe("the identity of a process", () => {
  it("is read from a line whose program name looks like the rest of it", () => {
    assert.deepEqual(
      [parseStat(`7 (a) Z 9 (b c)) ${fields("S", "4711")}`), parseStat(`7 (x) ${fields("Z", "4711")}`), parseStat("7 (x) S 1"), parseStat("")],
      [{ startTime: "4711", ended: false }, { startTime: "4711", ended: true }, null, null],
    );
  });

  it("tells a living process from an ended one, and admits where it cannot know", () => {
    const here = { ...thisProcess(), startTime: thisProcess().startTime };
    const unknowable = here.startTime === null ? "unknown" : "alive";
    assert.deepEqual(
      [
        standingOf(here, here),
        standingOf({ ...here, startTime: "1" }, { ...here, startTime: here.startTime ?? null }),
        standingOf({ ...here, pid: 2 ** 31 - 1 }, here),
        standingOf({ ...here, pid: 2 ** 31 - 1, place: "another machine" }, here),
        standingOf({ ...here, startTime: null }, here),
      ],
      [unknowable, here.startTime === null ? "unknown" : "gone", "gone", "unknown", "unknown"],
    );
  });
});
