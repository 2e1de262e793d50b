import assert from "node:assert/strict";
import { untrusted } from "../../../src/model/untrusted.js";
import type { MessageStep, StepRow, TreeSessionRow } from "../../../src/protocol/sessionTree.js";
import { nodeId, type SessionsNode } from "../../../src/views/sessions/nodes.js";
import { SessionsModel, type SessionsSource } from "../../../src/views/sessions/sessionsModel.js";
import { callRow, sessionRow } from "./rows.js";

interface Data {
  sessions: TreeSessionRow[];
  /** By session. */
  steps: Record<string, StepRow[]>;
}

const treeSession = (id: string, changes: Partial<TreeSessionRow> = {}): TreeSessionRow => ({ ...sessionRow(id), below: { sessions: 0, worstScore: 0, worstLevel: "none", cost: 0, live: 0 }, ...changes });
const message = (id: string): MessageStep => ({ kind: "message", id, role: untrusted("user"), agent: null, modelId: null, cost: 0, tokens: 0, time: 1, timeCompleted: null, error: null });

/** An engine that answers from lists, in pages, as the real one does. */
function sourceOf(data: Data): SessionsSource {
  const page = <Row>(rows: readonly Row[], after: string | null, limit: number): { rows: Row[]; next: string | null; total: number } => {
    const start = Number(after ?? 0);
    return { rows: rows.slice(start, start + limit), next: start + limit < rows.length ? String(start + limit) : null, total: rows.length };
  };
  const request = (name: string, params: { after: string | null; limit: number; parentId?: string | null; sessionId?: string }): Promise<unknown> =>
    Promise.resolve(
      name === "sessionTree"
        ? page(data.sessions.filter(({ parentId }) => parentId === params.parentId), params.after, params.limit)
        : page(data.steps[params.sessionId ?? ""] ?? [], params.after, params.limit),
    );
  return { request } as unknown as SessionsSource;
}

const ids = (nodes: readonly SessionsNode[]): string[] => nodes.map(nodeId);

describe("the rows of the Sessions view", () => {
  it("are sessions, below each its sub-agents, and below those its messages and calls", async () => {
    const model = new SessionsModel(sourceOf({ sessions: [treeSession("a"), treeSession("b"), treeSession("sub", { parentId: "a" })], steps: { a: [{ kind: "call", call: callRow("prt_1", "a") }, message("msg_1")] } }));
    const [a, b] = await model.children();
    const below = await model.children(a);
    assert.deepEqual([ids([a!, b!]), ids(below), ids(await model.children(b))], [["session:a", "session:b"], ["session:sub", "step:a:prt_1", "step:a:msg_1"], ["empty:b"]]);
    assert.deepEqual(below.map((node) => model.parent(node)), [a, a, a]);
  });

  it("lead to the message or the call in the transcript", async () => {
    const model = new SessionsModel(sourceOf({ sessions: [treeSession("a")], steps: { a: [message("msg_1"), { kind: "call", call: callRow("prt_1", "a") }] } }));
    const [session] = await model.children();
    assert.deepEqual((await model.children(session)).map((node) => node.kind === "step" && [node.sessionId, node.callId]), [["a", "msg_1"], ["a", "prt_1"]]);
  });

  it("come 200 at a time in each list, and more of one list loads no more of another", async () => {
    const steps = Array.from({ length: 250 }, (_, index) => message(`m${index}`));
    const model = new SessionsModel(sourceOf({ sessions: [treeSession("a")], steps: { a: steps } }));
    const [session] = await model.children();
    const more = (await model.children(session)).at(-1);
    assert.deepEqual(more, { kind: "more", view: "spotter.sessions", list: "timeline:a", shown: 200, total: 250 });
    assert.equal(model.sessionOf("timeline:a"), session);
    model.loadMore("timeline:a");
    assert.equal((await model.children(session)).length, 250);
  });

  it("are drawn again only below the session at the top in which something changed", async () => {
    const data: Data = { sessions: [treeSession("a"), treeSession("b"), treeSession("sub", { parentId: "a" })], steps: {} };
    const model = new SessionsModel(sourceOf(data));
    const [a, b] = await model.children();
    await model.children(a);
    assert.deepEqual(await model.update(["sub"]), [a]);
    assert.deepEqual(await model.update(["unknown"]), []);
    data.sessions[1] = treeSession("b", { calls: 7 });
    assert.deepEqual(await model.update([]), [b]);
    data.sessions.unshift(treeSession("new"));
    assert.equal(await model.update(["new"]), "all");
    assert.equal(await model.update(null), "all");
  });

  it("come to an end where sessions name each other as parents", async () => {
    const data: Data = { sessions: [treeSession("a"), treeSession("x", { parentId: "a" })], steps: {} };
    const model = new SessionsModel(sourceOf(data));
    const [a] = await model.children();
    await model.children(a);
    data.sessions = [treeSession("a", { parentId: "x" }), treeSession("x", { parentId: "a" })];
    await model.children(a);
    await model.children((await model.children(a))[0]);
    assert.equal(await model.update(["x"]), "all");
  });
});
