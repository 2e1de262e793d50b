import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";

const cwd = fileURLToPath(new URL("../../", import.meta.url));

/** Rules that report for one line of code standing in that file. The file need not exist; what it imports must. */
async function rulesFor(filePath: string, code: string): Promise<readonly (string | null)[]> {
  const results = await new ESLint({ cwd }).lintText(`${code}\n`, { filePath });
  return results.flatMap((result) => result.messages.map((message) => message.ruleId));
}

describe("lint", () => {
  const imports: ReadonlyArray<readonly [file: string, code: string, rules: readonly string[]]> = [
    ["src/scoring/probe.ts", 'export { levelOf } from "../model/risk.js";', []],
    ["src/scoring/probe.ts", 'import "node:fs";', ["boundaries/dependencies"]],
    ["src/scoring/probe.ts", 'export { openChannel } from "../protocol/channel.js";', ["boundaries/dependencies"]],
    ["src/reports/probe.ts", 'import "fs";', ["boundaries/dependencies"]],
    ["src/model/probe.ts", 'import "unbash";', ["boundaries/dependencies"]],
    ["src/worker/probe.ts", 'import "vscode";', ["boundaries/dependencies"]],
    ["src/worker/probe.ts", 'import "node:fs";', []],
    ["src/views/probe.ts", 'import "vscode";', []],
    ["src/extension.ts", 'import "vscode";', []],
    ["webview-ui/probe.ts", 'import "node:fs";', ["boundaries/dependencies"]],
    ["src/views/probe.ts", 'export * from "../model/risk.js";', ["no-restricted-syntax"]],
  ];
  for (const [file, code, rules] of imports) {
    it(`${rules.length === 0 ? "allows" : "refuses"} ${code} in ${file}`, async () => {
      assert.deepEqual(await rulesFor(file, code), rules);
    });
  }

  it("refuses a default export", async () => {
    assert.deepEqual(await rulesFor("src/model/probe.ts", "export default 1;"), ["no-restricted-syntax"]);
  });

  it("refuses an empty catch", async () => {
    assert.deepEqual(await rulesFor("src/model/probe.ts", "try { JSON.parse('1'); } catch { }"), ["no-empty"]);
  });

  it("refuses markup from strings", async () => {
    assert.deepEqual(await rulesFor("webview-ui/probe.ts", 'document.body.innerHTML = "<b>x</b>";'), ["no-restricted-syntax"]);
  });
});
