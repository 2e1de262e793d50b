import assert from "node:assert/strict";
import { TreeChanges } from "../../../src/views/lists/treeChanges.js";

interface Row {
  readonly id: string;
}

const A: Row = { id: "a" };
const B: Row = { id: "b" };
/** Longer than the pause between two tellings. */
const PAUSE_MS = 260;

describe("a tree's changes", () => {
  let changes: TreeChanges<Row>;
  let told: (Row | Row[] | undefined)[];

  beforeEach(() => {
    changes = new TreeChanges<Row>();
    told = [];
    changes.event((nodes) => told.push(nodes));
  });

  afterEach(() => changes.dispose());

  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

  it("are told at once, and then together", async () => {
    changes.fire([A]);
    changes.fire([A, B]);
    changes.fire([B]);
    await pause();
    assert.deepEqual(told, [[A], [A, B]]);
  });

  it("are told as everything where everything is among them, and not at all where there are none", async () => {
    changes.fire([]);
    changes.fire([A]);
    changes.fire([B]);
    changes.fire("all");
    await pause();
    assert.deepEqual(told, [[A], undefined]);
  });

  it("wait as long as somebody holds them, and are told once nobody does", async () => {
    const [first, second] = [changes.hold(), changes.hold()];
    changes.fire([A]);
    await pause();
    first();
    changes.fire([B]);
    await pause();
    assert.deepEqual(told, []);
    second();
    await pause();
    assert.deepEqual(told, [[A, B]]);
  });

  it("are none after they were held, where there were none", async () => {
    changes.hold()();
    await pause();
    assert.deepEqual(told, []);
  });
});
