import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { LARGEST_TEAM_FILE, readTeamText, TEAM_FILE, writeTeamText } from "../../../../src/views/triage/teamText.js";

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
});
