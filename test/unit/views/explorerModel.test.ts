import assert from "node:assert/strict";
import type { GroupedList, GroupRow, ListedCall } from "../../../src/protocol/findingList.js";
import { ExplorerModel, type ExplorerSource } from "../../../src/views/explorer/explorerModel.js";
import { nodeId, type ExplorerNode } from "../../../src/views/explorer/nodes.js";
import { EVERYTHING, groupRow, listedCall, sessionRow, sourceRow, statusRow } from "./rows.js";

interface Data {
  groups: GroupRow[];
  /** By the group's value. */
  calls: Readonly<Record<string, readonly ListedCall[]>>;
  /** Settled findings by state. */
  settled?: Readonly<Record<string, number>>;
}

/** An engine that answers from lists, in pages, as the real one does. */
function sourceOf(data: Data): ExplorerSource {
  const page = <Row>(rows: readonly Row[], after: string | null, limit: number): { rows: Row[]; next: string | null; total: number } => {
    const start = Number(after ?? 0);
    const end = start + limit;
    return { rows: rows.slice(start, end), next: end < rows.length ? String(end) : null, total: rows.length };
  };
  const request = (name: string, params: { after: string | null; limit: number; value?: string }): Promise<unknown> => {
    if (name === "settledFindings") return Promise.resolve(data.settled ?? {});
    if (name === "findingGroups") return Promise.resolve(page(data.groups, params.after, params.limit));
    return Promise.resolve(page(data.calls[params.value ?? ""] ?? [], params.after, params.limit));
  };
  return { request } as unknown as ExplorerSource;
}

interface Asked {
  list: GroupedList;
  filter: string;
  narrows: boolean;
}

const NOTHING: Data = { groups: [], calls: {} };

/** A model over the data, which a test may change, listing what `asked` says at the time. */
function modelOf(data: Partial<Data>, asked: Asked = { list: EVERYTHING, filter: "", narrows: false }): ExplorerModel {
  const model = new ExplorerModel(sourceOf(Object.assign(data, { ...NOTHING, ...data })), () => asked);
  model.status = statusRow();
  return model;
}

const ids = (nodes: readonly ExplorerNode[]): string[] => nodes.map(nodeId);
const sessionGroup = (id: string, changes: Partial<GroupRow> = {}): GroupRow => groupRow(id, { session: sessionRow(id), ...changes });
const many = (count: number): GroupRow[] => Array.from({ length: count }, (_, index) => sessionGroup(`s${index}`));

describe("the explorer's rows", () => {
  it("are sessions in the engine's order, and below each its calls", async () => {
    const model = modelOf({ groups: [sessionGroup("b"), sessionGroup("a")], calls: { a: [listedCall("p1", "a")], b: [listedCall("p2", "b"), listedCall("p3", "b")] } });
    const roots = await model.children();
    assert.deepEqual(ids(roots), ["session:b", "session:a"]);
    assert.deepEqual(ids(await model.children(roots[0])), ["call:b:p2", "call:b:p3"]);
  });

  it("name the group as a call's parent", async () => {
    const model = modelOf({ groups: [sessionGroup("a")], calls: { a: [listedCall("p1", "a")] } });
    const [session] = await model.children();
    const [call] = await model.children(session);
    assert.equal(model.parent(call!), session);
  });

  it("are found by their call, in the sessions that are shown and in the groups that were opened", async () => {
    const target = { sessionId: "a", callId: "p1" };
    const sessions = modelOf({ groups: [sessionGroup("b"), sessionGroup("a")], calls: { a: [listedCall("p1", "a")] } });
    assert.equal(nodeId((await sessions.callNode(target))!), "call:a:p1", "before the view has asked for anything");
    assert.equal(await sessions.callNode({ sessionId: "a", callId: "p9" }), undefined);
    const tools = modelOf({ groups: [groupRow("bash")], calls: { bash: [listedCall("p1", "a")] } }, { list: { ...EVERYTHING, by: "tool" }, filter: "", narrows: false });
    const [bash] = await tools.children();
    assert.equal(await tools.callNode(target), undefined);
    await tools.children(bash);
    assert.equal(nodeId((await tools.callNode(target))!), "call:a:p1");
  });

  it("come 200 at a time, with the rest behind one line", async () => {
    const model = modelOf({ groups: many(450) });
    const first = await model.children();
    assert.deepEqual([first.length, first.at(-1)], [201, { kind: "more", view: "spotter.findings", list: "groups", shown: 200, total: 450 }]);
    model.loadMore("groups");
    model.loadMore("groups");
    const all = await model.children();
    assert.deepEqual([all.length, nodeId(all.at(-1)!)], [450, "session:s449"]);
  });

  it("are fetched in requests of at most a thousand rows", async () => {
    const limits: number[] = [];
    const inner = sourceOf({ ...NOTHING, groups: many(2_500) });
    const model = new ExplorerModel({ request: (name, params) => ("limit" in params && limits.push(params.limit), inner.request(name, params)) }, () => ({ list: EVERYTHING, filter: "", narrows: false }));
    await model.children();
    limits.length = 0;
    for (let page = 0; page < 11; page++) model.loadMore("groups");
    assert.equal((await model.children()).length, 2_401);
    assert.deepEqual(limits, [1000, 1000, 400]);
  });

  it("keep a session's node over refreshes, with the new row in it", async () => {
    const data: Partial<Data> = { groups: [sessionGroup("a")] };
    const model = modelOf(data);
    const [before] = await model.children();
    data.groups = [sessionGroup("a", { worstScore: 99 })];
    const [after] = await model.children();
    assert.equal(after, before);
    assert.equal(after?.kind === "session" && after.group.worstScore, 99);
  });

  it("are drawn again only where they changed, as long as the order stands", async () => {
    const data: Partial<Data> = { groups: [sessionGroup("a"), sessionGroup("b"), sessionGroup("c")] };
    const model = modelOf(data);
    const [, second, third] = await model.children();
    assert.deepEqual(await model.update(["b", "unknown"]), [second]);
    data.groups = [sessionGroup("a"), sessionGroup("b"), sessionGroup("c", { calls: 2 })];
    assert.deepEqual(await model.update(["unknown"]), [third]);
    assert.equal(await model.update(null), "all");
    data.groups = [sessionGroup("b"), sessionGroup("a"), sessionGroup("c")];
    assert.equal(await model.update(["b"]), "all");
  });

  it("of another grouping are drawn again where a loaded call's session changed", async () => {
    const list = { ...EVERYTHING, by: "tool" } as const;
    const model = modelOf({ groups: [groupRow("bash"), groupRow("read")], calls: { bash: [listedCall("p1", "a")] } }, { list, filter: "", narrows: false });
    const [bash] = await model.children();
    assert.deepEqual(await model.update(["a"]), []);
    await model.children(bash);
    assert.deepEqual(await model.update(["a"]), [bash]);
  });

  it("give a call that stands in two techniques two ids, and a session and a call the same place to jump to", async () => {
    const list = { ...EVERYTHING, by: "technique" } as const;
    const call = listedCall("p1", "a");
    const model = modelOf({ groups: [groupRow("T1059"), groupRow("T1105")], calls: { T1059: [call], T1105: [call] } }, { list, filter: "", narrows: false });
    const shown = await Promise.all((await model.children()).map((group) => model.children(group)));
    assert.deepEqual(shown.map(ids), [["call:a:p1:T1059"], ["call:a:p1:T1105"]]);
    assert.deepEqual(shown.flat().map((node) => node.kind === "call" && [node.sessionId, node.callId]), [["a", "p1"], ["a", "p1"]]);
  });

  it("begin with the first page again when something else is listed", async () => {
    const asked: Asked = { list: EVERYTHING, filter: "", narrows: false };
    const model = modelOf({ groups: many(450) }, asked);
    await model.children();
    model.loadMore("groups");
    assert.equal((await model.children()).length, 401);
    asked.list = { ...EVERYTHING, order: "time" };
    assert.equal((await model.children()).length, 201);
  });

  it("say that the filter leaves nothing, where there is something to leave out", async () => {
    const asked = { list: EVERYTHING, filter: "tool:none", narrows: true };
    const model = modelOf({}, asked);
    assert.deepEqual(await model.children(), [{ kind: "unmatched" }]);
    model.status = statusRow({ toolCalls: 0 });
    assert.deepEqual(ids(await model.children()), ["quiet"]);
  });

  it("say last what is left out as settled, with the filter that lists it, too, and not where a state is asked for", async () => {
    const asked: Asked = { list: EVERYTHING, filter: "curl", narrows: false };
    const settled = { suppressed: 10, "false-positive": 2 };
    const data: Partial<Data> = { groups: [sessionGroup("a")], settled };
    const model = modelOf(data, asked);
    assert.deepEqual((await model.children()).at(-1), { kind: "settled", byState: settled, filter: "curl state:any" });
    asked.list = { ...EVERYTHING, filter: { ...EVERYTHING.filter, state: "any" } };
    assert.deepEqual(ids(await model.children()), ["session:a"]);
  });

  it("count what is left out by the whole filter of the list, also when they look for changes", async () => {
    const list = { ...EVERYTHING, filter: { ...EVERYTHING.filter, text: "curl", tool: "bash", folders: ["/work"] } };
    const filters: unknown[] = [];
    const inner = sourceOf({ ...NOTHING, groups: [sessionGroup("a")] });
    const model = new ExplorerModel({ request: (name, params) => ("filter" in params && filters.push(params.filter), inner.request(name, params)) }, () => ({ list, filter: "curl tool:bash", narrows: true }));
    await model.children();
    await model.update(["other"]);
    assert.deepEqual(filters, [list.filter, list.filter]);
  });

  it("are drawn anew when more is settled, though no group changed", async () => {
    const data: Partial<Data> = { groups: [sessionGroup("a")], settled: { resolved: 1 } };
    const model = modelOf(data);
    await model.children();
    assert.deepEqual(await model.update(["other"]), []);
    data.settled = { resolved: 2 };
    assert.equal(await model.update(["other"]), "all");
  });

  it("do not claim that nothing risky was found where all of it is settled", async () => {
    const model = modelOf({ settled: { resolved: 1 } });
    assert.deepEqual(ids(await model.children()), ["settled"]);
  });

  it("say above the sessions what could not be read, worst first told", async () => {
    const problem = { reason: "corrupt", message: "It is damaged." } as const;
    const model = modelOf({ groups: [sessionGroup("a")] });
    model.status = statusRow({ sources: [sourceRow({ deadLetters: 1, problem })], notices: [{ id: "n", severity: "info", message: "Note." }] });
    assert.deepEqual((await model.children())[0], { kind: "gaps", problems: 2, deadLetters: 1, worst: "error" });
  });

  it("say what was looked at where nothing risky was found", async () => {
    const model = modelOf({});
    model.status = statusRow({ sessions: 3, toolCalls: 7 });
    assert.deepEqual(await model.children(), [{ kind: "quiet", sessions: 3, toolCalls: 7 }]);
  });

  it("do not claim that nothing was found while something is still read, or where no storage could be read", async () => {
    const model = modelOf({});
    for (const status of [statusRow({ phase: "reading" }), statusRow({ sources: [] }), statusRow({ readingMode: "manual", sources: [sourceRow({ lastRead: null })] }), statusRow({ readingMode: "manual", toolCalls: 0, sources: [sourceRow(), sourceRow({ lastRead: null })] })]) {
      model.status = status;
      assert.deepEqual(await model.children(), []);
    }
    model.status = statusRow({ sources: [sourceRow({ problem: { reason: "locked", message: "It is locked." } })] });
    assert.deepEqual(ids(await model.children()), ["gaps"]);
  });
});
