import assert from "node:assert/strict";
import { Folding } from "../../../src/views/alerts/folding.js";

describe("a burst of alerts", () => {
  function folding() {
    const shown: string[][] = [];
    let due: (() => void) | undefined;
    const after = (_ms: number, action: () => void) => {
      due = action;
      return () => (due = undefined);
    };
    return { shown, pass: () => due?.(), folded: new Folding<string>((items) => shown.push([...items]), after) };
  }

  it("shows the first at once and the rest together", () => {
    const { shown, pass, folded } = folding();
    folded.add(["a"]);
    for (const name of ["b", "c", "d"]) folded.add([name]);
    assert.deepEqual(shown, [["a"]]);
    pass();
    assert.deepEqual(shown, [["a"], ["b", "c", "d"]]);
  });

  it("shows what comes after a quiet while at once again", () => {
    const { shown, pass, folded } = folding();
    folded.add(["a"]);
    pass();
    folded.add(["b"]);
    assert.deepEqual(shown, [["a"], ["b"]]);
  });

  it("shows nothing more once it is over", () => {
    const { shown, pass, folded } = folding();
    folded.add(["a"]);
    folded.add(["b"]);
    folded.dispose();
    pass();
    assert.deepEqual(shown, [["a"]]);
  });
});
