import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "mocha";
import { readRuleBook } from "../../../src/worker/ruleFiles.js";

const NOBODY = 65_534;

/** Does it as somebody whom permissions concern. */
function asNobody<T>(act: () => T): T {
  if (process.getuid?.() !== 0) return act();
  process.seteuid!(NOBODY);
  try {
    return act();
  } finally {
    process.seteuid!(0);
  }
}

describe("files of rules", () => {
  it("beside a folder that cannot be read work, and the folder is named", () => {
    const folder = mkdtempSync(join(tmpdir(), "spotter-rule-files-"));
    try {
      chmodSync(folder, 0o755);
      mkdirSync(join(folder, "closed"), { mode: 0o000 });
      writeFileSync(join(folder, "own.yml"), "title: Own\nid: own\nlogsource:\n    category: process_creation\ndetection:\n    selection:\n        User: root\n    condition: selection\n");
      const { own, problems } = asNobody(() => readRuleBook([folder]));
      assert.deepEqual([own.map(({ id }) => id), problems.map(({ path, kind }) => `${path.slice(folder.length)} ${kind}`)], [["own"], ["/closed unreadable"]]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
