import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
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

  it("refuses a circle of imports", async () => {
    // The rule reads the files that the probe imports, so the other half of the circle has to be on the disk.
    const folder = await mkdtemp(join(cwd, "src", "model", "circle-"));
    try {
      await writeFile(join(folder, "there.ts"), 'import { here } from "./here.js";\nexport const there = (): unknown => here;\n');
      await writeFile(join(folder, "here.ts"), 'import { there } from "./there.js";\nexport const here = (): unknown => there;\n');
      assert.deepEqual(await rulesFor(join(folder, "here.ts"), 'import { there } from "./there.js";\nexport const here = (): unknown => there;'), ["import-x/no-cycle"]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("refuses a default export", async () => {
    assert.deepEqual(await rulesFor("src/model/probe.ts", "export default 1;"), ["no-restricted-syntax"]);
  });

  it("refuses an empty catch", async () => {
    assert.deepEqual(await rulesFor("src/model/probe.ts", "try { JSON.parse('1'); } catch { }"), ["no-empty"]);
  });

  it("refuses what types into a terminal", async () => {
    const typing = ['declare const terminal: { sendText(text: string): void };\nterminal.sendText("ls");', 'export const command = "workbench.action.terminal.sendSequence";'];
    for (const code of typing) assert.deepEqual(await rulesFor("src/views/probe.ts", code), ["no-restricted-syntax"]);
  });

  it("refuses markup from strings", async () => {
    assert.deepEqual(await rulesFor("webview-ui/probe.ts", 'document.body.innerHTML = "<b>x</b>";'), ["no-restricted-syntax"]);
  });
});
