import assert from "node:assert/strict";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { ruleById } from "../../../src/scoring/catalogue.js";
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
    const { code, lines } = await run('{"id":"a","kind":"command","tool":"bash","text":"rm -rf . ; ls; rm -rf *","cwd":"/home/dev/p"}\nnonsense\n{"id":7,"kind":"path","tool":"read","text":"/home/dev/p/a.ts"}\n');
    assert.deepEqual({ code, lines }, {
      code: 2,
      lines: [
        { id: "a", score: 62, level: "high", reasons: [{
          rule: "delete-project", score: 62, message: "rm deletes /home/dev/p, the project itself or all that is in it.", spans: [[0, 8], [15, 23]],
          saw: { program: "rm", target: "/home/dev/p", place: "project-root", because: "/home/dev/p" }, remediation: ruleById("delete-project")!.remediation,
        }], techniques: ["T1485"] },
        { id: null, error: "The line is not JSON." },
        { id: 7, score: 0, level: "none", reasons: [], techniques: [] },
      ],
    });
  });
});
