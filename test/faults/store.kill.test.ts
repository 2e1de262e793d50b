import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { SCHEMA_VERSION, schemaVersion } from "../../src/store/migrations.js";
import { listFindings } from "../../src/store/queries/findings.js";
import { readTotals } from "../../src/store/queries/totals.js";
import type { Store } from "../../src/store/store.js";
import { bundleChild } from "./bundle.js";
import { imageAt } from "../unit/store/oldImage.js";
import { openStore } from "../unit/store/openStore.js";
import { FINDING, LOCATION, NEW_SCORE, OLD_SCORE, type Task, assessment, readCall } from "./store/child.js";

/** Kills of each kind: most of a round is the start of its process. */
const ROUNDS = { save: 50, migrate: 50, rescore: 50 } as const;
/** How many processes at once. */
const ABREAST = 4;
/** Longest time from the beginning of the work to the kill, in milliseconds. */
const LONGEST = 60;
const CALLS = 100;

describe(`a process that is killed at random moments, ${ROUNDS.save + ROUNDS.migrate + ROUNDS.rescore} times`, function () {
  this.timeout(300_000);
  let folder: string;
  let script: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "spotter-kill-"));
    script = await bundleChild(fileURLToPath(new URL("store/child.ts", import.meta.url)), folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Starts the task, kills its process at a random moment, and gives the last number of decisions that it spoke of. */
  async function killed(task: Task): Promise<number> {
    const child: ChildProcess = fork(script, { execArgv: [] });
    let decided = 0;
    const working = new Promise<void>((resolve, reject) => {
      child.on("message", (message: unknown) => {
        if (message === "ready") child.send(task);
        else if (message === "working") resolve();
        else decided = (message as { decided: number }).decided;
      });
      child.once("exit", (code) => reject(new Error(`The process ended with ${code} before it worked`)));
    });
    await working;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    await wait(Math.random() * LONGEST);
    child.kill("SIGKILL");
    await gone;
    return decided;
  }

  /** Runs all rounds, some abreast, each with a store of its own; a lane's store goes from round to round. */
  async function rounds(prepare: (path: string) => Promise<void>, kind: Task["kind"], check: (store: Store, decided: number) => void): Promise<void> {
    let round = 0;
    await Promise.all(
      Array.from({ length: ABREAST }, async (_, lane) => {
        const path = join(folder, `${kind}-${lane}`, "spotter.db");
        while (round++ < ROUNDS[kind]) {
          await prepare(path);
          const decided = await killed({ kind, path });
          const store = await openStore(path);
          assert.deepEqual(store.notices.filter((notice) => notice.kind !== "journal-torn"), []);
          check(store, decided);
          store.close();
          assert.deepEqual(readdirSync(join(path, "..")).filter((name) => name.endsWith(".tmp")), []);
        }
      }),
    );
  }

  it("while it saves: the image is one that was saved, rows and cursor of one moment, and no decision that was told is lost", async () => {
    await rounds(
      () => Promise.resolve(),
      "save",
      (store, decided) => {
        const n = Number(store.cursor(store.sourceId(LOCATION)).get("n") ?? 0);
        assert.equal(readTotals(store.db).toolCalls, n);
        const told = store.decisions.list();
        assert.ok(told.every((decision) => decision.kind === "note" && decision.finding === FINDING));
        assert.ok(told.length >= decided, `${decided} decisions were told, and ${told.length} are there`);
      },
    );
  });

  it("while it migrates: the store is as it was or as it became, with everything in it, and opens either way", async () => {
    const old = await imageAt(1);
    await rounds(
      (path) => {
        mkdirSync(join(path, ".."), { recursive: true });
        writeFileSync(path, old);
        return Promise.resolve();
      },
      "migrate",
      (store) => {
        assert.deepEqual([schemaVersion(store.db), readTotals(store.db).toolCalls, listFindings(store.db, 0, null, 10).rows.length], [SCHEMA_VERSION, 3, 1]);
      },
    );
  });

  it("while it scores again: each call has its old score or the new one, as far as the pass says that it came, and the pass goes on", async () => {
    await rounds(
      async (path) => {
        if (existsSync(path)) return;
        const store = await openStore(path);
        for (let n = 1; n <= CALLS; n++) readCall(store, n);
        store.scores.write(store.scores.unscored(CALLS).map((call) => ({ call, assessment: assessment(OLD_SCORE) })), String(OLD_SCORE));
        await store.save();
        store.close();
      },
      "rescore",
      (store) => {
        const pass = store.db.get<{ rules_version: string; done: number; finished: number }>("SELECT rules_version, done, finished FROM rescoring");
        const score = Number(pass?.rules_version ?? OLD_SCORE);
        const other = score === NEW_SCORE ? OLD_SCORE : NEW_SCORE;
        const scores = store.db.all<{ risk_score: number }>("SELECT risk_score FROM tool_call ORDER BY time DESC").map((row) => row.risk_score);
        const done = pass ? (pass.finished ? CALLS : pass.done) : 0;
        // A pass that a former round began and a later one begins anew has the new score further down, too.
        assert.deepEqual(scores.slice(0, done), Array<number>(done).fill(score));
        assert.ok(scores.slice(done).every((value) => value === other || value === score));
        const left = store.rescoring.progress();
        let remaining = 0;
        for (let calls = store.rescoring.next(50); calls.length > 0; calls = store.rescoring.next(50)) {
          store.rescoring.write(calls.map((call) => ({ call, assessment: assessment(score) })), String(score));
          remaining += calls.length;
        }
        assert.equal(remaining, left ? left.total - left.done : 0);
        assert.ok(store.db.all<{ risk_score: number }>("SELECT risk_score FROM tool_call").every((row) => row.risk_score === (pass ? score : OLD_SCORE)));
      },
    );
  });
});
