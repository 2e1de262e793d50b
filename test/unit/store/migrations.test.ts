import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Decision } from "../../../src/model/decision.js";
import { ContentHasher } from "../../../src/store/contentHash.js";
import { Database } from "../../../src/store/database.js";
import { diskFiles } from "../../../src/disk/files.js";
import { Journal } from "../../../src/store/journal.js";
import { SCHEMA_VERSION, migrate, schemaVersion } from "../../../src/store/migrations.js";
import { listCalls } from "../../../src/store/queries/calls.js";
import { countCalls, countTechniques, usageOfModels } from "../../../src/store/queries/counts.js";
import { listFindings } from "../../../src/store/queries/findings.js";
import { ruleHits } from "../../../src/store/queries/ruleHits.js";
import { searchCalls } from "../../../src/store/queries/search.js";
import { listSessions } from "../../../src/store/queries/sessions.js";
import { getDeadLetter, readTotals } from "../../../src/store/queries/totals.js";
import { imageOf } from "./imageOf.js";
import { DECISIONS, HASHES, imageAt, rowsOf } from "./oldImage.js";
import { Store } from "../../../src/store/store.js";
import { openStore, sqlJs } from "./openStore.js";

function seen(store: Store): unknown {
  const { db } = store;
  return {
    version: schemaVersion(db),
    cursor: [...store.cursor(1).entries()],
    totals: readTotals(db),
    calls: listCalls(db, { scope: { sessionId: "ses_a" }, minScore: 0, order: "time" }, null, 10).rows.map(({ id, risk_score }) => [id, risk_score]),
    findings: listFindings(db, 0, null, 10).rows.map(({ finding_id, call_ids }) => [finding_id, call_ids]),
    sessions: listSessions(db, 0, null, 10).rows.map(({ id, calls, critical, none, worst, running, cost }) => ({ id, calls, critical, none, worst, running, cost })),
    kinds: countCalls(db, "kind").map(({ value, calls }) => [value, calls]),
    techniques: countTechniques(db, 1),
    unscored: store.scores.unscored(10).map(({ id }) => id),
    hashes: db.all("SELECT id, lower(hex(content_hash)) AS hash, typeof(content_hash) AS kept FROM tool_call WHERE duplicate_of IS NULL ORDER BY id").map((row) => Object.values(row)),
    adjustments: db.all("SELECT * FROM adjustment").map((row) => Object.values(row)),
    letter: getDeadLetter(db, "/data/opencode.db", "part/x")?.reason,
    rules: [...ruleHits(db)],
    projects: db.all("SELECT DISTINCT project_id FROM tool_call UNION SELECT project_id FROM folded_count").map((row) => row["project_id"]),
    byProject: db.all("SELECT project_id, sum(calls) AS calls, sum(folded) AS folded FROM summary GROUP BY project_id").map((row) => Object.values(row)),
    usage: usageOfModels(db).map(({ model, messages, cost, input, output }) => [model, messages, cost, input, output]),
    found: store.text.fill(100) && searchCalls(db, "srv", null, 10).rows.map(({ id }) => id),
  };
}

/** What versions after the first can have written. */
function writtenLater(store: Store): unknown {
  const { db } = store;
  const rows = (sql: string): unknown[] => db.all(sql).map((row) => Object.values(row));
  return {
    decisions: store.decisions.list(),
    seen: rows("SELECT finding_id, at FROM finding_read"),
    forgotten: rows("SELECT * FROM forgotten"),
    observations: rows("SELECT tool_call_id, kind, place, start, end, hash, score, count, left_to FROM observation ORDER BY tool_call_id"),
    letter: getDeadLetter(db, "/data/opencode.db", "part/x")?.action,
    folded: [rows("SELECT hash FROM folded"), rows("SELECT calls FROM folded_count"), db.count("SELECT value FROM counter WHERE name = 'folded-newest'")],
    facts: rows("SELECT * FROM folded_fact"),
    pass: store.rescoring.progress(),
    inspected: rows("SELECT * FROM inspected"),
  };
}

describe("migrations", () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "spotter-migrations-"));
    path = join(folder, "spotter.db");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  for (let version = 1; version <= SCHEMA_VERSION; version++) {
    it(`bring a store of version ${version} to today's with everything that is in it`, async () => {
      const image = await imageAt(version, version < 4 ? 4_096 : 16_384);
      assert.deepEqual(Object.entries(await rowsOf(image)).filter(([, rows]) => rows === 0), [], "something is in every table");
      writeFileSync(path, image);
      const store = await openStore(path);
      // They have no journal beside them.
      assert.deepEqual(store.notices, version < 2 ? [] : [{ kind: "journal-healed", decisions: DECISIONS.length, tornBytes: 0 }]);
      const since = <T>(first: number, value: T, before: T): T => (version >= first ? value : before);
      const folded = since(4, 1, 0);
      assert.deepEqual(seen(store), {
        version: SCHEMA_VERSION,
        cursor: [["ses_a", "7"], ...since(2, [["forgotten:ses_gone", ""]], [])],
        totals: { sessions: 1, toolCalls: 3 + folded, scored: 2 + folded, failed: 0, byLevel: { critical: 1, high: 0, medium: 0, low: 0, none: 1 + folded }, folded, withoutArguments: 0, masked: since(2, 3, 0) },
        calls: [["prt_3", null], ["prt_2", 0], ["prt_1", 90]],
        findings: [["f1", '["c1"]']],
        sessions: [{ id: "ses_a", calls: 3 + folded, critical: 1, none: 1 + folded, worst: 90, running: 1, cost: 0.5 }],
        kinds: [["command", 2], ["read", 1 + folded]],
        techniques: [{ technique: "T1485", calls: 1, worst: 90 }, ...since(10, [{ technique: "T1105", calls: 1, worst: 12 }], [])].sort((one, other) => (one.technique < other.technique ? -1 : 1)),
        unscored: ["prt_3"],
        hashes: Object.entries(HASHES).map(([id, hash]) => [id, hash, "blob"]),
        adjustments: [["prt_1", "user-rule", "own-1", 5, '{"shown":true}']],
        letter: "empty",
        rules: [["delete-root", 1], ...since(10, [["fetch", 1]], []), ["own-1", 1]],
        projects: ["shop"],
        byProject: [["shop", 3 + folded, folded]],
        usage: [["lab-coder", 1, 0.5, 1, 2]],
        found: ["prt_1"],
      });
      assert.deepEqual(writtenLater(store), {
        decisions: since(2, DECISIONS.map((decision) => (decision.kind === "read" ? { ...decision, sessions: ["ses_a"] } : decision)), []),
        seen: since(2, [["f1", 200]], []),
        forgotten: since(2, [["session", "ses_gone", 50]], []),
        observations: [
          ...since(2, [["prt_1", "secret:github-token", "/command", 3, 9, "aa11", 0, 1, null]], []),
          ...since(5, [["prt_2", "injection:override", "output", 1, 4, null, 40, 3, "model"]], []),
        ],
        letter: since<string | null>(3, "accept", null),
        folded: since(4, [[[4711]], [[1]], 900], [[], [], 0]),
        facts: [...since(2, [["masked", "", 0, "", 2]], []), ...since(10, [["technique", "T1105", 12, "ses_a", 1]], [])],
        pass: null,
        inspected: [["ses_a", 2]],
      });
    });
  }

  it("clear away what the fourteenth version left of forgotten sessions, and nothing of others", async () => {
    const opened = Database.fromImage(await sqlJs(), await imageAt(14));
    assert.ok("db" in opened);
    const { db } = opened;
    db.exec(`
      INSERT INTO cursor VALUES (1, 's:ses_gone', '7');
      INSERT INTO census (source_id, session_id, messages, parts, tool_parts, unknown_shapes) VALUES (1, 'ses_gone', 1, 1, 1, 0);
      INSERT INTO dead_letter (source_id, locator, session_id, reason, detail, hash, first_seen, last_seen, attempts) VALUES (1, 'part/gone', 'ses_gone', 'empty', '', 'h', 1, 1, 1);
      UPDATE session SET parent_id = 'ses_gone' WHERE id = 'ses_a';
    `);
    const counts = (): number[] => ["cursor WHERE key GLOB 's:*'", "census", "dead_letter", "session WHERE parent_id IS NOT NULL"].map((from) => db.count(`SELECT count(*) FROM ${from}`));
    const before = counts();
    migrate(db);
    assert.deepEqual(counts(), before.map((count) => count - 1));
    db.close();
  });

  it("keep the image from before until the next start", async () => {
    const before = await imageAt(1);
    writeFileSync(path, before);
    const store = await openStore(path);
    const kept = `spotter.db.before-schema-${SCHEMA_VERSION}`;
    assert.deepEqual(readFileSync(join(folder, kept)), Buffer.from(before));
    store.markDirty();
    await store.save();
    assert.ok(readdirSync(folder).includes(kept));
    await openStore(path);
    assert.ok(!readdirSync(folder).includes(kept));
  });

  it("leave the image as it is where it cannot be kept, and work in memory on what it holds", async () => {
    const before = await imageAt(1);
    writeFileSync(path, before);
    const refuse = (file: string): void => {
      if (file.includes(".before-schema-")) throw Object.assign(new Error("full"), { code: "ENOSPC" });
    };
    const files = { ...diskFiles, open: (file: string, flags: string, mode: number) => (refuse(file), diskFiles.open(file, flags, mode)) };
    const store = await Store.open(await sqlJs(), { mayReplace: () => true, path, files });
    store.markDirty();
    await store.save();
    assert.deepEqual([store.notices, store.persistent, readTotals(store.db).sessions], [[{ kind: "not-kept", code: "ENOSPC" }], false, 1]);
    assert.deepEqual(readFileSync(path), Buffer.from(before));
  });

  it("touch nothing on the disk once another engine has taken over", async () => {
    for (const image of [await imageAt(1), new Uint8Array(4_096)]) {
      writeFileSync(path, image);
      const store = await Store.open(await sqlJs(), { path, mayReplace: () => false });
      store.close();
      assert.deepEqual([readdirSync(folder), readFileSync(path)], [["spotter.db"], Buffer.from(image)]);
    }
  });

  it("that fail leave the image aside and begin anew, with the decisions that were taken", async () => {
    const decision: Decision = { id: "d1", at: 1, actor: "ada", kind: "verdict", finding: "f1", state: "resolved", reason: "", expires: null };
    Journal.open(`${path}.decisions.jsonl`, await ContentHasher.create(), () => true).append([decision]);
    const spoilt = Database.fromImage(await sqlJs(), await imageAt(2));
    assert.ok("db" in spoilt);
    spoilt.db.exec("DROP TABLE summary");
    const image = imageOf(spoilt.db);
    writeFileSync(path, image);
    const store = await openStore(path);
    assert.deepEqual([store.notices.map(({ kind }) => kind), readTotals(store.db).toolCalls, store.decisions.list()], [["unmigrated"], 0, [decision]]);
    const aside = readdirSync(folder).find((name) => name.includes(".unmigrated-"));
    assert.deepEqual(readFileSync(join(folder, aside!)), Buffer.from(image));
  });

  it("touch no database of another program: it is kept aside, and told", async () => {
    const foreign = new (await sqlJs()).Database();
    foreign.exec("CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('https://example.org')");
    const image = foreign.export();
    writeFileSync(path, image);
    const store = await openStore(path);
    const aside = readdirSync(folder).find((name) => name.includes(".foreign-"));
    assert.deepEqual([store.notices.map(({ kind }) => kind), readFileSync(join(folder, aside!))], [["foreign"], Buffer.from(image)]);
  });
});
