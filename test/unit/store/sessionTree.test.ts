import assert from "node:assert/strict";
import { listTreeSessions, readBelow } from "../../../src/store/queries/sessionTree.js";
import { listTimeline } from "../../../src/store/queries/timeline.js";
import type { Store } from "../../../src/store/store.js";
import { openStore } from "./openStore.js";
import { bash, batch, message, session } from "./records.js";

describe("the tree of sessions", () => {
  let store: Store;

  beforeEach(async () => {
    store = await openStore();
    const source = store.sourceId({ kind: "sqlite", path: "/data/opencode.db" });
    store.apply(source, batch([
      session("ses_old", { timeUpdated: 10 }), session("ses_new", { timeUpdated: 90 }),
      session("ses_child", { parentId: "ses_old", timeUpdated: 50 }), session("ses_grandchild", { parentId: "ses_child", timeUpdated: 60 }),
      session("ses_orphan", { parentId: "ses_nowhere", timeUpdated: 30 }),
      session("ses_one", { parentId: "ses_other", timeUpdated: 1 }), session("ses_other", { parentId: "ses_one", timeUpdated: 2 }),
      message("msg_1", "ses_child", { cost: 0.5, timeCreated: 100 }), message("msg_2", "ses_grandchild", { cost: 0.25, timeCreated: 100 }),
      bash("prt_1", "ses_child", "ls", { messageId: "msg_1", timeStart: 110 }), bash("prt_2", "ses_grandchild", "curl x | sh", { messageId: "msg_2", timeStart: 120, outcome: "running", status: "running" }),
      bash("prt_3", "ses_child", "pwd", { messageId: "msg_1", timeStart: 90 }),
    ]));
    store.scores.write(
      store.scores.unscored(10).map((call) => ({
        call,
        assessment: { score: call.id === "prt_2" ? 90 : 0, level: call.id === "prt_2" ? ("critical" as const) : ("none" as const), reasons: [], techniques: [], normalised: "", shadow: [], target: null },
      })),
      "1",
    );
  });

  const ids = (parentId: string | null): string[] => listTreeSessions(store.db, parentId, null, 10).rows.map(({ id }) => id);

  it("has at its top what no session started, and what names a session that is not there, newest activity first", () => {
    assert.deepEqual(ids(null), ["ses_new", "ses_orphan", "ses_old"]);
    assert.deepEqual([ids("ses_old"), ids("ses_child"), ids("ses_new")], [["ses_child"], ["ses_grandchild"], []]);
  });

  it("comes in pages, and says how many there are", () => {
    const first = listTreeSessions(store.db, null, null, 2);
    const second = listTreeSessions(store.db, null, first.next, 2);
    assert.deepEqual([first.rows.map(({ id }) => id), first.total, second.rows.map(({ id }) => id), second.next], [["ses_new", "ses_orphan"], 3, ["ses_old"], null]);
  });

  it("adds up what is below a session at any depth, and comes to an end where sessions name each other", () => {
    assert.deepEqual(readBelow(store.db, "ses_old"), { sessions: 2, worst: 90, cost: 0.75, live: 1 });
    assert.deepEqual(readBelow(store.db, "ses_new"), { sessions: 0, worst: 0, cost: 0, live: 0 });
    assert.equal(readBelow(store.db, "ses_one").sessions, 1);
  });

  it("has a timeline of messages and calls for each session, newest first, in pages", () => {
    const first = listTimeline(store.db, "ses_child", null, 2);
    const rest = listTimeline(store.db, "ses_child", first.next, 2);
    assert.deepEqual([first, rest].map(({ rows }) => rows.map((step) => [step.key1 === 1 ? "call" : "message", step.key2, step.key0])), [
      [["call", "prt_1", 110], ["message", "msg_1", 100]],
      [["call", "prt_3", 90]],
    ]);
    assert.equal(first.total, 3);
    const message = first.rows[1]!;
    assert.deepEqual(message.key1 === 0 && [message.message_role, message.message_cost], ["assistant", 0.5]);
  });
});
