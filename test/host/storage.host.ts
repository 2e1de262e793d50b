import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { workspace } from "vscode";
import type { Shown, SpotterApi } from "../../src/views/api.js";
import { isSettled, sessionsIn, shownWhen, spotter } from "./spotter.js";

/** What each line below the line of unread storage says, as one text. */
function problems(shown: Shown): string {
  return shown.explorer.filter((item) => item.id === "coverage").flatMap((item) => item.children.map((child) => `${child.sentence} ${child.tooltip}`)).join("\n");
}

describe("the panel on storage that it cannot read", () => {
  let api: SpotterApi;
  let folder: string;

  before(async () => {
    api = await spotter();
    await shownWhen(api, isSettled);
    folder = mkdtempSync(join(tmpdir(), "spotter-storage-"));
  });

  after(async () => {
    await showStorage(undefined);
    rmSync(folder, { recursive: true, force: true });
    // The sample is back: the engine lives on.
    await shownWhen(api, (shown) => sessionsIn(shown).length > 0);
  });

  async function showStorage(paths: readonly string[] | undefined): Promise<void> {
    await workspace.getConfiguration("spotter").update("storage.paths", paths, true);
  }

  const broken: ReadonlyArray<readonly [what: string, name: string, make: (path: string) => void]> = [
    ["a path that does not exist", "nowhere", () => undefined],
    ["a database of zero bytes", "zero/opencode.db", (path) => writeFileSync(path, "")],
    ["a database that is none", "garbage/opencode.db", (path) => writeFileSync(path, "SQLite format 3\0".padEnd(8192, "x"))],
    ["a file of text", "text/opencode.db", (path) => writeFileSync(path, "no database\n".repeat(1_000))],
  ];
  for (const [what, name, make] of broken) {
    it(`says what is wrong with ${what}, and lives on`, async () => {
      const path = join(folder, name);
      mkdirSync(join(path, ".."), { recursive: true });
      make(path);
      await showStorage([path]);
      const shown = await shownWhen(api, (now) => problems(now).includes(name));
      assert.match(problems(shown), /\w[.!] .*\w[.!]/s, "one sentence is not enough: what was found, what it means, what to do");
      assert.notEqual(shown.phase, "failed");
    });
  }
});
