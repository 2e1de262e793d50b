import assert from "node:assert/strict";
import fc from "fast-check";
import { rangeOfWritten } from "../../../src/views/problems/writtenRange.js";

/** `line:column-line:column`, or null. */
function range(file: string, written: string): string | null {
  const found = rangeOfWritten(file, written);
  return found && `${found.startLine}:${found.startColumn}-${found.endLine}:${found.endColumn}`;
}

describe("the place of a text that was put into a file", () => {
  const file = "import os\n\ndef run(cmd):\n    os.system(cmd)\n    return 0\n";

  it("is its range, also where it begins and ends within a line", () => {
    assert.equal(range(file, "os.system(cmd)"), "3:4-3:18");
    assert.equal(range(file, "def run(cmd):\n    os.system(cmd)"), "2:0-3:18");
    assert.equal(range(file, "(cmd):\n    os.system"), "2:7-3:13");
  });

  it("is found whatever the line ends are, and without the blank lines before it", () => {
    assert.equal(range(file.replaceAll("\n", "\r\n"), "\n\ndef run(cmd):\n    os.system(cmd)\n"), "2:0-4:0");
  });

  it("is nowhere once the text is changed, and for a text without a word", () => {
    assert.deepEqual([range(file, "os.popen(cmd)"), range(file, "def run(cmd):\n    return 0"), range(file, ""), range(file, " \n"), range("", "x")], [null, null, null, null, null]);
  });

  it("is the line with the secret where one was masked, whatever stands there in the file", () => {
    const masked = "API_URL=https://shop.example\nTOKEN=[secret:github-token:3f9a] # ci\nMODE=x";
    assert.equal(range("# env\nAPI_URL=https://shop.example\nTOKEN=ghp_abc123 # ci\nMODE=x\n", masked), "2:0-2:21");
    assert.equal(range("TOKEN=ghp_abc123 # other\n", "TOKEN=[secret:github-token:3f9a] # ci"), null);
  });

  it("is the first line alone of a long text", () => {
    const long = Array.from({ length: 15 }, (_, line) => `line ${line}`).join("\n");
    assert.equal(range(`head\n${long}\n`, long), "1:0-1:6");
  });

  it("is found in every file that has it, and lies within the file", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", " ", "\n", "[secret:key:00ff]"), maxLength: 60 });
    fc.assert(
      fc.property(text, text, text, (before, written, after) => {
        const whole = `${before}${written}${after}`;
        const found = rangeOfWritten(whole, written);
        if (written.trim() !== "") assert.notEqual(found, null);
        if (found === null) return;
        const lines = whole.split("\n");
        assert.ok(found.startLine >= 0 && found.endLine < lines.length && found.startLine <= found.endLine);
        assert.ok(found.startColumn >= 0 && found.startColumn <= lines[found.startLine]!.length && found.endColumn <= lines[found.endLine]!.length);
      }),
      { numRuns: 2_000 },
    );
  });
});
