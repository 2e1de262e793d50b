import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import type { SourceBatch } from "../../src/model/storage.js";
import { listSources } from "../../src/store/queries/totals.js";
import { JsonFileSource } from "../../src/watcher/jsonFiles.js";
import { HandedOver } from "../unit/watcher/handedOver.js";
import { Indexed } from "../unit/watcher/indexed.js";
import { LONG_AGO } from "../unit/watcher/madeDatabase.js";
import { StorageFolder } from "../unit/watcher/madeFiles.js";
import { contentHashes, ofKind, removeCopies } from "../unit/watcher/storageCopies.js";

/** More than fits into a batch: it is handed over when this part was read, and the parts beside it, listed by then, were not. */
const FULL_BATCH = "x".repeat(5 * 1024 * 1024);

describe("files that OpenCode deletes between their listing and their reading", () => {
  let files: StorageFolder;
  let index: Indexed;
  /** What OpenCode does once the large part was read; gives the files as it leaves them. */
  let meanwhile: (() => void) | null;
  let left: Record<string, string>;
  beforeEach(async () => {
    files = new StorageFolder().session("ses_a").message("msg_1", "ses_a").message("msg_2", "ses_a").message("msg_3", "ses_a");
    files.bash("prt_11", "msg_1", "ses_a", "large", FULL_BATCH).bash("prt_12", "msg_1", "ses_a", "second").bash("prt_13", "msg_1", "ses_a", "third");
    files.bash("prt_21", "msg_2", "ses_a", "fourth").bash("prt_31", "msg_3", "ses_a", "fifth");
    for (const name of ["b", "c"]) files.session(`ses_${name}`).message(`msg_${name}`, `ses_${name}`).bash(`prt_${name}`, `msg_${name}`, `ses_${name}`, name);
    files.settle();
    meanwhile = null;
    const source = new HandedOver(new JsonFileSource({ kind: "json", path: files.path }), ({ records }: SourceBatch) => {
      if (!ofKind(records, "toolCall").some(({ id }) => id === "prt_11")) return;
      meanwhile?.();
      left = contentHashes(files.path);
    });
    index = await Indexed.open(source);
  });
  afterEach(removeCopies);

  const deletePart = (): unknown => files.remove("part/msg_1/prt_12.json");
  const deleteMessage = (): unknown => files.remove("part/msg_2").remove("message/ses_a/msg_2.json");
  const deleteSession = (): unknown => files.remove("part/msg_b").remove("message/ses_b").remove("session/project/ses_b.json");
  const found = (): unknown => {
    const { sessions, messages, parts, dead_letters } = listSources(index.store.db)[0]!;
    return { sessions, messages, parts, dead_letters };
  };

  it("are never counted where nothing had read them before, are no dead letters, and take no neighbour along", () => {
    meanwhile = () => [deletePart(), deleteMessage(), deleteSession()];
    assert.equal(index.read().problem, undefined);
    assert.deepEqual(index.calls("id, deleted_at IS NULL"), [["prt_11", 1], ["prt_13", 1], ["prt_31", 1], ["prt_c", 1]]);
    assert.deepEqual(found(), { sessions: 2, messages: 3, parts: 4, dead_letters: 0 });
    assert.deepEqual(contentHashes(files.path), left);
  });

  it("take no other message's time along: a part that stays, and has none, takes that of its file", () => {
    files.pending("prt_20", "msg_2", "ses_a").settle();
    meanwhile = () => files.remove("message/ses_a/msg_2.json");
    index.read();
    const written = Math.trunc(statSync(join(files.path, "storage/part/msg_2/prt_20.json")).mtimeMs);
    assert.deepEqual(index.calls("id, time").filter((row) => String((row as unknown[])[0]).startsWith("prt_2")), [["prt_20", written], ["prt_21", LONG_AGO]]);
    assert.deepEqual(contentHashes(files.path), left);
  });

  it("leave their calls in the history, marked, where they had been read: a session's by the next reading", () => {
    index.read();
    files.bash("prt_11", "msg_1", "ses_a", "large, again", FULL_BATCH).bash("prt_b", "msg_b", "ses_b", "b, again").settle();
    meanwhile = () => [deletePart(), deleteMessage(), deleteSession()];
    assert.equal(index.read({ thorough: true }).problem, undefined);
    const marked = (): unknown => index.rows().call.filter((row) => row.includes('"gone":1')).map((row) => (JSON.parse(row) as { id: string }).id);
    assert.deepEqual([marked(), found()], [["prt_12", "prt_21"], { sessions: 3, messages: 4, parts: 5, dead_letters: 0 }]);
    meanwhile = null;
    index.read({ thorough: true });
    assert.deepEqual([marked(), found()], [["prt_12", "prt_21", "prt_b"], { sessions: 2, messages: 3, parts: 4, dead_letters: 0 }]);
    assert.deepEqual(index.calls("command").flat(), ["large, again", "second", "third", "fourth", "fifth", "b", "c"]);
    assert.deepEqual(contentHashes(files.path), left);
  });
});
