import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { StorageFolder } from "../watcher/madeFiles.js";
import { removeCopies, temporaryFolder } from "../watcher/storageCopies.js";
import { type Ended, spotter } from "./commandLine.js";

const STRONGER = "title: wipes\nid: own-wipes\nlogsource:\n    category: process_creation\ndetection:\n    selection:\n        CommandLine|contains: 'terraform'\n    condition: selection\nlevel: critical\n";

describe("a finding in whose place a stronger rule's stands", () => {
  after(removeCopies);

  it("has its history still, with the word that it has ended, and what asks for the finding itself leads there", async () => {
    const home = temporaryFolder();
    const storage = new StorageFolder().session("ses_a").message("msg_a", "ses_a").bash("prt_1", "msg_a", "ses_a", "terraform destroy -auto-approve").settle();
    const db = join(home, "s.db");
    const scan = (...rules: string[]): Promise<Ended> => spotter(["scan", "--storage", storage.path, "--db", db, ...rules], { home });
    const findings = (...args: string[]): Promise<Ended> => spotter(["findings", ...args, "--db", db], { home });
    const listed = async (): Promise<{ id: string; rule: string }[]> => (JSON.parse((await findings("list", "--state", "any", "--json")).out) as { findings: { id: string; rule: string }[] }).findings;
    await scan();
    const { id } = (await listed())[0]!;
    await findings("verdict", "accepted-risk", id, "--reason", "a drill");
    const path = join(home, "own.yml");
    writeFileSync(path, STRONGER);
    await scan("--rules", path);
    assert.deepEqual((await listed()).map(({ rule }) => rule), ["own-wipes"]);
    for (const given of [id, id.slice(0, 8)]) {
      const { code, out, err } = await findings("decisions", "--finding", given);
      assert.equal(code, 0, err);
      assert.match(out, /verdict: accepted-risk.* {2}a drill\n$/);
      assert.match(err, new RegExp(`^Finding ${id} has ended: scoring gives its calls another finding by now`));
    }
    const shown = await findings("show", id);
    assert.deepEqual([shown.code, shown.out], [2, ""]);
    assert.match(shown.err, new RegExp(`has ended: .*'spotter findings decisions --finding ${id}' tells`));
  });
});
