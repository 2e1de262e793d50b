import assert from "node:assert/strict";
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { diskFiles } from "../../../src/disk/files.js";
import { readTeamText, writeTeamText } from "../../../src/disk/teamText.js";
import { LARGEST_TEAM_FILE, TEAM_FILE } from "../../../src/model/teamFile.js";

describe("a team's file on the disk", () => {
  let folder: string;
  let workspace: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "spotter-team-text-"));
    workspace = join(folder, "workspace");
    file = join(workspace, TEAM_FILE);
    mkdirSync(workspace);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function put(text: string): void {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  it("is none where nothing is there, is made with its folder, and is read as it was written", async () => {
    assert.equal(await readTeamText(workspace), null);
    assert.equal(await writeTeamText(workspace, null, "[]\n"), true);
    assert.equal(await readTeamText(workspace), "[]\n");
    assert.equal(await writeTeamText(workspace, "[]\n", "[1]"), true);
    assert.equal(readFileSync(file, "utf8"), "[1]");
  });

  it("is not written over where it is another one than was read", async () => {
    put("theirs");
    assert.equal(await writeTeamText(workspace, null, "mine"), false);
    assert.equal(await writeTeamText(workspace, "before", "mine"), false);
    assert.equal(readFileSync(file, "utf8"), "theirs");
  });

  it("is not read where it is too large, or no file", async () => {
    put("x".repeat(LARGEST_TEAM_FILE + 1));
    await assert.rejects(readTeamText(workspace), { fault: "too large" });
    put("x".repeat(LARGEST_TEAM_FILE));
    assert.equal((await readTeamText(workspace))?.length, LARGEST_TEAM_FILE);
    rmSync(file);
    mkdirSync(file);
    await assert.rejects(readTeamText(workspace), { fault: "no file" });
  });

  it("is neither read nor written through a link that leads out, whether there is something or not", async () => {
    const outside = join(folder, "outside");
    mkdirSync(outside);
    for (const [at, target, made] of [[file, join(outside, "secret.json"), true], [file, join(outside, "none.json"), false], [dirname(file), outside, true]] as const) {
      rmSync(dirname(file), { recursive: true, force: true });
      mkdirSync(dirname(at), { recursive: true });
      if (made && at === file) writeFileSync(target, "secret");
      symlinkSync(target, at);
      if (at === file) await assert.rejects(readTeamText(workspace), { fault: "leads out" });
      await assert.rejects(writeTeamText(workspace, null, "mine"), { fault: "leads out" });
    }
    assert.equal(readFileSync(join(outside, "secret.json"), "utf8"), "secret");
    assert.ok(!existsSync(join(outside, "none.json")) && !existsSync(join(outside, "suppressions.json")));
  });

  it("is read through a link that stays in the folder, and in a folder that was opened through one", async () => {
    mkdirSync(join(workspace, "team"));
    writeFileSync(join(workspace, "team", "suppressions.json"), "[]");
    symlinkSync(join(workspace, "team"), dirname(file));
    symlinkSync(workspace, join(folder, "linked"));
    assert.equal(await readTeamText(join(folder, "linked")), "[]");
  });

  it("is what it was, with nothing beside it, where the disk takes half of what is written", async () => {
    const full = Object.assign(new Error("made by the test"), { code: "ENOSPC" });
    const files = { ...diskFiles, writeLater: async (handle: number, bytes: Uint8Array, offset: number, length: number) => (await diskFiles.writeLater(handle, bytes, offset, length >> 1), Promise.reject(full)) };
    await assert.rejects(writeTeamText(workspace, null, "mine", files), { fault: "unwritable", code: "ENOSPC" });
    assert.deepEqual([await readTeamText(workspace), readdirSync(dirname(file))], [null, []]);
    put("not committed");
    await assert.rejects(writeTeamText(workspace, "not committed", "not committed, and more", files), { fault: "unwritable", code: "ENOSPC" });
    assert.deepEqual([readFileSync(file, "utf8"), readdirSync(dirname(file))], ["not committed", ["suppressions.json"]]);
  });

  it("is not written over where it becomes another one while it is written", async () => {
    put("before");
    const files = { ...diskFiles, syncLater: (handle: number) => (put("theirs"), diskFiles.syncLater(handle)) };
    assert.equal(await writeTeamText(workspace, "before", "mine", files), false);
    assert.deepEqual([readFileSync(file, "utf8"), readdirSync(dirname(file))], ["theirs", ["suppressions.json"]]);
  });

  it("keeps its permissions and a link within the folder when it is written, and is made as other files are", async function () {
    if (process.platform === "win32") this.skip();
    const mode = (path: string): number => statSync(path).mode & 0o777;
    const mask = process.umask(0o027);
    try {
      await writeTeamText(workspace, null, "new");
      assert.equal(mode(file), 0o640);
      const shared = join(workspace, "shared.json");
      writeFileSync(shared, "before");
      chmodSync(shared, 0o664);
      rmSync(file);
      symlinkSync(shared, file);
      assert.equal(await writeTeamText(workspace, "before", "after"), true);
      assert.deepEqual([readFileSync(shared, "utf8"), mode(shared), lstatSync(file).isSymbolicLink()], ["after", 0o664, true]);
    } finally {
      process.umask(mask);
    }
  });
});
