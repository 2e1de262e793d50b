import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownRuleFolder, writeFreshRule } from "../../../src/views/rules/ruleFolder.js";

describe("the folder for a new rule", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "spotter-rule-folder-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is made in the workspace, and is the same the second time", async () => {
    const workspace = join(folder, "workspace");
    mkdirSync(workspace);
    assert.equal(await ownRuleFolder(workspace), join(workspace, ".spotter", "rules"));
    assert.equal(await ownRuleFolder(workspace), join(workspace, ".spotter", "rules"));
    assert.deepEqual(readdirSync(join(workspace, ".spotter")), ["rules"]);
  });

  it("is none where a link in the workspace leads out of it, and nothing is made there", async () => {
    const elsewhere = join(folder, "elsewhere");
    mkdirSync(elsewhere);
    for (const [name, link] of [["one", ".spotter"], ["two", join(".spotter", "rules")]] as const) {
      const workspace = join(folder, name);
      mkdirSync(join(workspace, link, ".."), { recursive: true });
      symlinkSync(elsewhere, join(workspace, link));
      assert.equal(await ownRuleFolder(workspace), null);
    }
    assert.deepEqual(readdirSync(elsewhere), []);
  });

  it("is the workspace's own where the workspace was opened through a link", async () => {
    mkdirSync(join(folder, "real"));
    symlinkSync(join(folder, "real"), join(folder, "linked"));
    assert.equal(await ownRuleFolder(join(folder, "linked")), join(folder, "linked", ".spotter", "rules"));
  });

  it("takes each file under a name of its own, whatever the rule is called, and writes over none", async () => {
    writeFileSync(join(folder, "delete-root.yml"), "mine");
    symlinkSync(join(folder, "delete-root.yml"), join(folder, "delete-root-2.yml"));
    const names: string[] = [];
    for (const name of ["delete-root", "delete-root", "../../etc/passwd", "\u202e", "", "x".repeat(300)]) names.push((await writeFreshRule(folder, name, "new")).slice(folder.length + 1));
    assert.deepEqual(names, ["delete-root-3.yml", "delete-root-4.yml", "etc-passwd.yml", "rule.yml", "rule-2.yml", `${"x".repeat(60)}.yml`]);
    assert.equal(readFileSync(join(folder, "delete-root.yml"), "utf8"), "mine");
  });
});
