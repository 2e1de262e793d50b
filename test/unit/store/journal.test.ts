import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Decision } from "../../../src/model/decision.js";
import { ContentHasher } from "../../../src/store/contentHash.js";
import { type Files, diskFiles } from "../../../src/disk/files.js";
import { Journal } from "../../../src/store/journal.js";

describe("the journal of decisions", () => {
  let folder: string;
  let path: string;
  let hasher: ContentHasher;
  before(async () => (hasher = await ContentHasher.create()));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "spotter-journal-"));
    path = join(folder, "decisions.jsonl");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const always = (): boolean => true;
  const note = (id: string): Decision => ({ id, at: 1, actor: "ada", kind: "note", finding: "0123456789abcdef0123", text: id.repeat(20) });
  const texts = (journal: Journal): string[] => journal.opening.decisions.map(({ id }) => id);

  it("leaves a line that is not finished to the engine that has taken over: it may be writing it", () => {
    Journal.open(path, hasher, always).append([note("a")]);
    appendFileSync(path, "0123456789abcdef {\"id\":");
    const before = readFileSync(path, "utf8");
    assert.equal(Journal.open(path, hasher, () => false).opening.tornBytes, 23);
    assert.equal(readFileSync(path, "utf8"), before);
    assert.equal(Journal.open(path, hasher, always).opening.tornBytes, 23);
    assert.deepEqual([texts(Journal.open(path, hasher, always)), Journal.open(path, hasher, always).opening.tornBytes], [["a"], 0]);
  });

  it("is read without its torn line where it cannot be written, and a decision after it stands in a line of its own", () => {
    Journal.open(path, hasher, always).append([note("a")]);
    appendFileSync(path, "0123456789abcdef {\"id\":");
    const before = readFileSync(path, "utf8");
    const readOnly: Files = { ...diskFiles, open: (name, flags, mode) => (flags === "r+" ? assert.fail(Object.assign(new Error("made by the test"), { code: "EACCES" })) : diskFiles.open(name, flags, mode)) };
    const journal = Journal.open(path, hasher, always, readOnly);
    assert.deepEqual([texts(journal), journal.opening.tornBytes, readFileSync(path, "utf8")], [["a"], 23, before]);
    journal.append([note("b")]);
    assert.deepEqual(texts(Journal.open(path, hasher, always)), ["a", "b"]);
  });

  it("cuts a failed line off where the file ends, also after a rewrite that failed behind its rename", function () {
    // Windows cannot sync a folder, so nothing fails behind a rename.
    if (process.platform === "win32") this.skip();
    const refused = new Set<keyof Files>();
    const refuse = (what: keyof Files): void => {
      if (refused.has(what)) throw Object.assign(new Error("made by the test"), { code: "EIO" });
    };
    // Half of a write reaches the file; of a rewrite only the folder's sync fails.
    let syncs = 0;
    const files: Files = {
      ...diskFiles,
      write: (file, bytes, offset, length) => {
        if (refused.has("write")) diskFiles.write(file, bytes, offset, length >> 1);
        refuse("write");
        return diskFiles.write(file, bytes, offset, length);
      },
      sync: (file) => {
        if (++syncs % 2 === 0) refuse("sync");
        diskFiles.sync(file);
      },
    };
    const journal = Journal.open(path, hasher, always, files);
    journal.append([note("a"), note("b"), note("c")]);
    syncs = 0;
    refused.add("sync");
    assert.throws(() => journal.rewrite([note("a")], always), /made by the test/);
    refused.clear();
    refused.add("write");
    assert.throws(() => journal.append([note("d")]), /made by the test/);
    refused.clear();
    journal.append([note("e")]);
    const { opening } = Journal.open(path, hasher, always);
    assert.deepEqual({ ids: opening.decisions.map(({ id }) => id), torn: opening.tornBytes, damaged: opening.damagedLines.length }, { ids: ["a", "e"], torn: 0, damaged: 0 });
  });

  it("takes decisions that were taken together all or none, wherever their line is cut", () => {
    const journal = Journal.open(path, hasher, always);
    journal.append([note("a")]);
    const before = readFileSync(path).length;
    journal.append([note("b"), note("c"), note("d")]);
    const whole = readFileSync(path);
    for (let length = before; length <= whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      assert.deepEqual(texts(Journal.open(path, hasher, always)), length === whole.length ? ["a", "b", "c", "d"] : ["a"]);
    }
  });

  it("counts a line that is no JSON as damaged, whatever its check says", () => {
    writeFileSync(path, ["no json", JSON.stringify(note("a"))].map((json) => `${hasher.of(json).slice(0, 16)} ${json}\n`).join(""));
    const { opening } = Journal.open(path, hasher, always);
    assert.deepEqual([opening.decisions.map(({ id }) => id), opening.damagedLines.length], [["a"], 1]);
  });

  it("counts what is no decision as damaged, and keeps a kind, and a shape of a kind, that a newer version wrote", () => {
    const entries = [{ ...note("a") }, { ...note("b"), at: "soon" }, { ...note("c"), kind: "read", findings: null }, { ...note("d"), kind: "mood", mood: "good" }, 17];
    writeFileSync(path, entries.map((entry) => `${hasher.of(JSON.stringify(entry)).slice(0, 16)} ${JSON.stringify(entry)}\n`).join(""));
    const { opening } = Journal.open(path, hasher, always);
    assert.deepEqual([opening.decisions.map(({ id }) => id), opening.damagedLines.length, opening.newer], [["a", "c", "d"], 2, 2]);
  });
});
