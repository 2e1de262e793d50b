import assert from "node:assert/strict";
import type { CallRow, DeadLetterRow, SessionRow } from "../../../src/protocol/rows.js";
import { ExplorerModel, type ExplorerSource } from "../../../src/views/explorer/explorerModel.js";
import { nodeId, type ExplorerNode } from "../../../src/views/explorer/nodes.js";
import { callRow, sessionRow, sourceRow, statusRow } from "./rows.js";

interface Data {
  sessions: SessionRow[];
  calls: CallRow[];
  deadLetters: DeadLetterRow[];
}

/** An engine that answers from lists, in pages, as the real one does. */
function sourceOf(data: Data): ExplorerSource {
  const page = <Row>(rows: readonly Row[], after: string | null, limit: number): { rows: Row[]; next: string | null; total: number } => {
    const start = Number(after ?? 0);
    const end = start + limit;
    return { rows: rows.slice(start, end), next: end < rows.length ? String(end) : null, total: rows.length };
  };
  const request = (name: string, params: { after: string | null; limit: number; sessionId?: string | null }): Promise<unknown> => {
    if (name === "listSessions") return Promise.resolve(page(data.sessions, params.after, params.limit));
    if (name === "listDeadLetters") return Promise.resolve(page(data.deadLetters, params.after, params.limit));
    return Promise.resolve(page(data.calls.filter((call) => call.sessionId === params.sessionId), params.after, params.limit));
  };
  return { request } as unknown as ExplorerSource;
}

function modelOf(data: Partial<Data>): ExplorerModel {
  const model = new ExplorerModel(sourceOf({ sessions: [], calls: [], deadLetters: [], ...data }), "medium");
  model.status = statusRow();
  return model;
}

const ids = (nodes: readonly ExplorerNode[]): string[] => nodes.map(nodeId);
const many = (count: number): SessionRow[] => Array.from({ length: count }, (_, index) => sessionRow(`s${index}`));
const deadLetter: DeadLetterRow = { source: "/d", locator: "part/x", reason: "empty", detail: "0 bytes", firstSeen: 1, lastSeen: 2, attempts: 3, hash: "h", action: null, decisionReason: "" };

describe("the explorer's rows", () => {
  it("are sessions in the engine's order, and below each its calls", async () => {
    const model = modelOf({ sessions: [sessionRow("b"), sessionRow("a")], calls: [callRow("p1", "a"), callRow("p2", "b"), callRow("p3", "b")] });
    const roots = await model.children();
    assert.deepEqual(ids(roots), ["session:b", "session:a"]);
    assert.deepEqual(ids(await model.children(roots[0])), ["call:b:p2", "call:b:p3"]);
  });

  it("name the session as a call's parent", async () => {
    const model = modelOf({ sessions: [sessionRow("a")], calls: [callRow("p1", "a")] });
    const [session] = await model.children();
    const [call] = await model.children(session);
    assert.equal(model.parent(call!), session);
  });

  it("come 200 at a time, with the rest behind one line", async () => {
    const model = modelOf({ sessions: many(450) });
    const first = await model.children();
    assert.deepEqual([first.length, first.at(-1)], [201, { kind: "more", list: "sessions", shown: 200, total: 450 }]);
    model.loadMore("sessions");
    model.loadMore("sessions");
    const all = await model.children();
    assert.deepEqual([all.length, nodeId(all.at(-1)!)], [450, "session:s449"]);
  });

  it("are fetched in requests of at most a thousand rows", async () => {
    const limits: number[] = [];
    const inner = sourceOf({ sessions: many(2_500), calls: [], deadLetters: [] });
    const model = new ExplorerModel({ request: (name, params) => (limits.push((params as { limit: number }).limit), inner.request(name, params)) }, "low");
    for (let page = 0; page < 11; page++) model.loadMore("sessions");
    assert.equal((await model.children()).length, 2_401);
    assert.deepEqual(limits, [1000, 1000, 400]);
  });

  it("keep a session's node over refreshes, with the new row in it", async () => {
    const data: Data = { sessions: [sessionRow("a")], calls: [], deadLetters: [] };
    const model = new ExplorerModel(sourceOf(data), "medium");
    const [before] = await model.children();
    data.sessions = [sessionRow("a", { worstScore: 99 })];
    const [after] = await model.children();
    assert.equal(after, before);
    assert.equal(after?.kind === "session" && after.row.worstScore, 99);
  });

  it("are drawn again only where they changed, as long as the order stands", async () => {
    const data: Data = { sessions: [sessionRow("a"), sessionRow("b")], calls: [], deadLetters: [] };
    const model = new ExplorerModel(sourceOf(data), "medium");
    const [, second] = await model.children();
    assert.deepEqual(await model.update(["b", "unknown"]), [second]);
    assert.equal(await model.update(null), "all");
    data.sessions = [sessionRow("b"), sessionRow("a")];
    assert.equal(await model.update(["b"]), "all");
  });

  it("say above the sessions what could not be read, worst first told", async () => {
    const problem = { reason: "corrupt", message: "It is damaged." } as const;
    const model = modelOf({ sessions: [sessionRow("a")], deadLetters: [deadLetter] });
    model.status = statusRow({ sources: [sourceRow({ deadLetters: 1, problem })], notices: [{ id: "n", severity: "info", message: "Note." }] });
    const roots = await model.children();
    assert.deepEqual(roots[0], { kind: "coverage", problems: 2, deadLetters: 1, worst: "error", alone: false });
    assert.deepEqual(ids(await model.children(roots[0])), ["problem:source:/data/opencode.db", "problem:notice:n", "deadLetter:/d:part/x"]);
  });

  it("say what was looked at where nothing risky was found", async () => {
    const model = modelOf({});
    model.status = statusRow({ sessions: 3, toolCalls: 7 });
    assert.deepEqual(await model.children(), [{ kind: "quiet", sessions: 3, toolCalls: 7 }]);
  });

  it("do not claim that nothing was found while something is still read, or where no storage could be read", async () => {
    const model = modelOf({});
    for (const status of [statusRow({ phase: "reading" }), statusRow({ sources: [] })]) {
      model.status = status;
      assert.deepEqual(await model.children(), []);
    }
    model.status = statusRow({ sources: [sourceRow({ problem: { reason: "locked", message: "It is locked." } })] });
    assert.deepEqual(ids(await model.children()), ["coverage"]);
  });
});
