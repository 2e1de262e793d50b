import assert from "node:assert/strict";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { runScore } from "../../../src/cli/score.js";

async function run(input: string): Promise<{ code: number; lines: unknown[] }> {
  const output = new PassThrough();
  const written = text(output);
  const code = await runScore(Readable.from([Buffer.from(input)]), output);
  output.end();
  return { code, lines: (await written).trim().split("\n").map((line) => JSON.parse(line)) };
}

describe("score", () => {
  it("answers each line in order, and goes on after a malformed one", async () => {
    const { code, lines } = await run('{"id":"a","kind":"command","tool":"bash","text":"rm -rf .","cwd":"/home/dev/p"}\nnonsense\n{"id":7,"kind":"path","tool":"read","text":"/home/dev/p/a.ts"}\n');
    assert.deepEqual({ code, lines }, {
      code: 2,
      lines: [
        { id: "a", score: 62, level: "high", reasons: [{ rule: "delete-project", message: "rm deletes /home/dev/p, the project itself or all that is in it." }], techniques: ["T1485"] },
        { id: null, error: "The line is not JSON." },
        { id: 7, score: 0, level: "none", reasons: [], techniques: [] },
      ],
    });
  });
});
