import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commands, languages, Uri, window, workspace, type CodeLens, type Diagnostic } from "vscode";
import type { Shown, SpotterApi } from "../../src/views/api.js";
import { answering } from "./answers.js";
import { isSettled, sessionsIn, shownWhen, spotter, until } from "./spotter.js";
import { writeStorage } from "./writtenStorage.js";

/** A command that no built-in rule minds. */
const COMMAND = "make frobnicate-shop";

function rule(condition: string): string {
  return `title: Shop is frobnicated\nid: frobnicated-shop\nlogsource:\n  category: process_creation\ndetection:\n  selection:\n    CommandLine|contains: frobnicate-shop\n  condition: ${condition}\nlevel: high\n`;
}

describe("rules of one's own in the editor", () => {
  let api: SpotterApi;
  let folder: string;
  let file: Uri;

  before(async () => {
    api = await spotter();
    await shownWhen(api, isSettled);
    folder = mkdtempSync(join(tmpdir(), "spotter-rules-"));
    writeStorage(join(folder, "opencode"), [{ id: "ses_ruled", title: "Ruled", directory: folder, command: COMMAND, output: "", time: Date.now() }]);
    mkdirSync(join(folder, "rules"));
    file = Uri.file(join(folder, "rules", "shop.yml"));
    writeFileSync(file.fsPath, rule("selektion"));
    await workspace.getConfiguration("spotter").update("storage.paths", [join(folder, "opencode")], true);
    await workspace.getConfiguration("spotter").update("rules.paths", [join(folder, "rules")], true);
  });

  after(async () => {
    await workspace.getConfiguration("spotter").update("rules.paths", undefined, true);
    await workspace.getConfiguration("spotter").update("storage.paths", undefined, true);
    await commands.executeCommand("workbench.action.closeAllEditors");
    rmSync(folder, { recursive: true, force: true });
    await shownWhen(api, isSettled);
  });

  const problems = (): Diagnostic[] => languages.getDiagnostics(file);

  function isFlagged(shown: Shown): boolean {
    return sessionsIn(shown).some(({ id, children }) => id === "session:ses_ruled" && children.some(({ label }) => label.includes(COMMAND)));
  }

  it("are named in Problems, on their file and line, where they cannot be used", async () => {
    const [problem] = await until(problems, ({ length }) => length > 0);
    assert.match(problem?.message ?? "", /selektion/);
    assert.equal(problem?.source, "Spotter");
    assert.equal(problem?.range.start.line, 7);
    assert.equal(isFlagged(await shownWhen(api, isSettled)), false);
  });

  it("judge what was scored before as soon as the file is saved", async () => {
    writeFileSync(file.fsPath, rule("selection"));
    await until(problems, ({ length }) => length === 0);
    await shownWhen(api, isFlagged);
  });

  it("say above themselves what they would have flagged, as they are typed, and show it", async () => {
    await shownWhen(api, isSettled);
    await window.showTextDocument(await workspace.openTextDocument(file));
    const lenses = await until(
      async () => (await commands.executeCommand<CodeLens[]>("vscode.executeCodeLensProvider", file)) ?? [],
      (found) => /^Would have flagged 1 of \d+ calls of the last 30 days(?: · of \d+ only the beginning is kept)?$/.test(found[0]?.command?.title ?? ""),
    );
    const { command } = lenses[0]!;
    assert.equal(command!.command, "spotter.showRuleCalls");
    const asked = await answering({ pick: COMMAND }, () => commands.executeCommand(command!.command, ...(command!.arguments ?? [])));
    assert.deepEqual(asked.picks, [COMMAND]);
    await until(() => window.activeTextEditor, (editor) => editor?.document.uri.path.startsWith("/ses_ruled/") === true);
  });
});
