import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, it } from "mocha";
import type { SessionContent } from "../../src/model/sessionContent.js";
import type { SourceBatch, SourceRecord, StorageLocation, ToolCallRecord } from "../../src/model/storage.js";
import { PROMPT_TOOL } from "../../src/model/toolKind.js";
import { untrusted } from "../../src/model/untrusted.js";
import { Store } from "../../src/store/store.js";
import type { DashboardFilter } from "../../src/protocol/widgets.js";
import type { GroupedList } from "../../src/protocol/findingList.js";
import type { StorageSource, StoredRecord } from "../../src/watcher/source.js";
import { Engine } from "../../src/worker/engine.js";
import { engineHandlers } from "../../src/worker/handlers.js";
import { Sources } from "../../src/worker/sources.js";
import { StatusFile } from "../../src/worker/statusFile.js";
import { PLANTED } from "../unit/scoring/content/plantedSecrets.js";
import { sqlJs } from "../unit/store/openStore.js";
import { bash, batch, census, message, session } from "../unit/store/records.js";

const location: StorageLocation = { kind: "sqlite", path: "/data/opencode.db" };

/** One secret of each kind; the longest line of a key stands for the key. */
const SECRETS = Object.entries(PLANTED).map(([kind, arbitrary]) => ({ kind, secret: fc.sample(arbitrary, { seed: 7, numRuns: 1 })[0]! }));
const needleOf = (secret: string): string => secret.split("\n").reduce((longest, line) => (line.length > longest.length ? line : longest));

/** A call for each secret that has it in a command, in a file, deep in an unknown tool's arguments, in its output and in its error. */
const CALLS: readonly ToolCallRecord[] = SECRETS.flatMap(({ secret }, index) => [
  bash(`prt_a${index}`, "ses_a", `echo '${secret}' > x`, { callId: `a${index}`, output: untrusted(`printed ${secret} there`), error: untrusted(`failed with ${secret} here`) }),
  bash(`prt_b${index}`, "ses_a", "", { callId: `b${index}`, tool: "write", arguments: { filePath: "/home/dev/shop/.env", content: `KEY=1\n${secret}\n` } }),
  bash(`prt_c${index}`, "ses_a", "", { callId: `c${index}`, tool: "mail_send", arguments: { parts: [{ body: `see ${secret}`, url: `https://x.example/?q=${encodeURIComponent("x")}` }] } }),
]);
const PROMPTS: readonly ToolCallRecord[] = SECRETS.map(({ secret }, index) =>
  bash(`txt_${index}`, "ses_a", "", { prompt: "typed", callId: "", tool: PROMPT_TOOL, arguments: { text: `Use ${secret} please` }, exitCode: null, output: null, timeStart: 1000 + index, timeEnd: null }),
);
const SESSION = session("ses_a", { title: untrusted(`About ${SECRETS[0]!.secret}`) });
/** A number is a password where its name says so. */
const NUMBER = 867530912345;

/** A session for each secret that has it in every name, folder and id that somebody else than OpenCode chose. */
const NAMED = SECRETS.map(({ secret }, index) => ({
  project: { kind: "project" as const, id: `project ${secret}`, worktree: `/home/dev/${secret}` },
  session: session(`ses_n${index}`, { projectId: `project ${secret}`, directory: `/home/dev/${secret}/src`, version: `1 ${secret}`, agent: `agent ${secret}`, modelId: `model ${secret}` }),
  message: message(`msg_n${index}`, `ses_n${index}`, { agent: `agent ${secret}`, modelId: `model ${secret}`, providerId: `provider ${secret}`, errorName: `error ${secret}` }),
  call: bash(`prt_n${index}`, `ses_n${index}`, "", { messageId: `msg_n${index}`, tool: `tool ${secret}`, callId: `call ${secret}`, arguments: { command: "rm -rf /", password: NUMBER } }),
}));
const namedRecords = (): SourceRecord[] => NAMED.flatMap(({ project, session: named, message: asked, call }) => [project, named, asked, call, census(named.id, { parts: 1, toolParts: 1, toolCallIds: [call.id], messageIds: [asked.id] })]);

/** A source that gives those calls once, and the session's texts on demand, prompts included. */
class PlantedSource implements StorageSource {
  readonly location = location;
  private pending: SourceBatch[] = [batch(namedRecords()), batch([SESSION, ...CALLS, ...PROMPTS, census("ses_a", { parts: CALLS.length + PROMPTS.length, toolParts: CALLS.length, toolCallIds: CALLS.map(({ id }) => id), promptIds: PROMPTS.map(({ id }) => id) })])];

  *read(): Generator<SourceBatch, undefined> {
    for (let next = this.pending.shift(); next; next = this.pending.shift()) yield next;
    return undefined;
  }
  readElsewhere(): void {}
  readSession(id: string): SessionContent {
    const named = NAMED.find((each) => each.session.id === id);
    if (named) return { session: named.session, messages: [{ id: named.message.id, message: named.message, parts: [{ kind: "toolCall", id: named.call.id, call: named.call, title: null }] }], truncated: false };
    const prompts = SECRETS.map(({ secret }, index) => ({ kind: "text" as const, id: `txt_${index}`, text: untrusted(`Use ${secret} please`), synthetic: false }));
    const calls = CALLS.map((call) => ({ kind: "toolCall" as const, id: call.id, call, title: untrusted(`ran ${needleOf(SECRETS[0]!.secret)}`) }));
    return { session: SESSION, messages: [{ id: "msg_1", message: null, parts: [...prompts, ...calls] }], truncated: false };
  }
  readRecord(_sessionId: string, ids: readonly string[]): StoredRecord | undefined {
    const call = [...CALLS, ...NAMED.map((named) => named.call)].find(({ id }) => ids.includes(id));
    return call && { locator: `part/${call.id}`, text: JSON.stringify({ id: call.id, type: "tool", tool: call.tool, callID: call.callId, state: { input: call.arguments, output: call.output, error: call.error } }) };
  }
  close(): void {
    this.pending = [];
  }
}

describe("a planted secret of each kind", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "spotter-planted-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is nowhere in the store's image, journal, status, log, lists, groups, findings, suppressions, decisions, dashboard, timeline and transcript, and each is observed with a keyed hash and where it went", async () => {
    const told: string[] = [];
    const path = join(folder, "spotter.db");
    const store = await Store.open(await sqlJs(), { mayReplace: () => true, path });
    const engine = new Engine({
      store,
      sources: new Sources(store, () => new PlantedSource()),
      locate: () => ({ locations: [location], problems: [] }),
      statusFile: new StatusFile(path, (message) => told.push(message), () => true),
      events: { status: (status) => told.push(JSON.stringify(status)), changed: () => undefined, alert: (alert) => told.push(JSON.stringify(alert)), log: (_level, message) => told.push(message) },
    });
    await engine.refresh();
    const handlers = engineHandlers(engine, { reenrichProgress: () => undefined, shutdown: async () => undefined });
    const signal = new AbortController().signal;
    const page = { after: null, limit: 1000 };
    for (const sessionId of ["ses_a", ...NAMED.map((named) => named.session.id)]) told.push(JSON.stringify(await handlers.transcript({ sessionId, at: 0 }, signal)));
    told.push(JSON.stringify(await handlers.listProjects({}, signal)), JSON.stringify(await handlers.storedRecord({ callId: "prt_n0" }, signal)), JSON.stringify(await handlers.draftRule({ callId: "prt_n0" }, signal)));
    told.push(JSON.stringify(await handlers.listSessions({ minLevel: "none", ...page }, signal)));
    told.push(JSON.stringify(await handlers.listFindings({ minLevel: "none", ...page }, signal)));
    told.push(JSON.stringify(await handlers.sessionTree({ parentId: null, ...page }, signal)));
    const timeline = await handlers.timeline({ sessionId: "ses_a", ...page }, signal);
    told.push(JSON.stringify(timeline));
    assert.equal(timeline.rows.length, CALLS.length + PROMPTS.length);
    for (const { id } of (await handlers.listCalls({ sessionId: "ses_a", minLevel: "none", order: "time", ...page }, signal)).rows) {
      told.push(JSON.stringify([await handlers.explainScore({ callId: id }, signal), await handlers.callChanges({ callId: id }, signal), await handlers.draftRule({ callId: id }, signal), await handlers.secretTraces({ callId: id }, signal)]));
      if (CALLS.some((call) => call.id === id)) told.push(JSON.stringify(await handlers.storedRecord({ callId: id }, signal)));
    }
    const list: GroupedList = { by: "tool", order: "risk", filter: { minLevel: "low", text: "", tool: "", project: "", state: null, since: null, folders: [] }, zoneMinutes: 0 };
    const groups = await handlers.findingGroups({ list, ...page }, signal);
    assert.ok(groups.rows.length > 0);
    told.push(JSON.stringify(groups));
    for (const { value } of groups.rows) told.push(JSON.stringify(await handlers.groupCalls({ list, value, ...page }, signal)));
    told.push(JSON.stringify(await handlers.listCalls({ sessionId: null, minLevel: "none", order: "risk", ...page }, signal)));
    const { finding_id: finding } = store.db.get<{ finding_id: string }>("SELECT id AS finding_id FROM finding LIMIT 1")!;
    store.decisions.record([{ kind: "verdict", finding, state: "acknowledged", reason: "seen", expires: null }]);
    for (const row of (await handlers.listFindings({ minLevel: "none", state: "any", ...page }, signal)).rows) {
      const offers = await handlers.suppressionOffers({ findingId: row.id, callId: null, folders: [] }, signal);
      await handlers.suppress({ findingId: row.id, scope: offers.at(-1)!.scope, expected: null, reason: "ours", expires: null, critical: true }, signal);
      told.push(JSON.stringify(offers));
    }
    const suppressions = await handlers.listSuppressions(page, signal);
    assert.ok(suppressions.rows.length > 0);
    const shared = await handlers.shareSuppression({ id: suppressions.rows[0]!.id, text: null, critical: false }, signal);
    told.push(JSON.stringify([suppressions, shared, await handlers.listDecisions({ filter: { findingId: null, judgements: false }, ...page }, signal), await handlers.exportDecisions({ format: "csv" }, signal)]));
    const filter: DashboardFilter = { from: null, to: null, projectId: null, agent: null, technique: null, minLevel: "none", state: "any", zone: "UTC" };
    told.push(JSON.stringify([
      await handlers.filterChoices({}, signal), await handlers.threatLevel({ filter, folders: [] }, signal), await handlers.eventStream({ filter, text: "", mark: null, ...page }, signal), await handlers.rankings({ filter }, signal),
      await handlers.accessPattern({ filter }, signal), await handlers.openWork({ filter }, signal),
    ]));
    const observed = store.db.all<{ kind: string; place: string; hash: string | null; left_to: string | null }>("SELECT kind, place, hash, left_to FROM observation WHERE kind GLOB 'secret:*'");
    const all = store.db.all("SELECT * FROM tool_call");
    told.push(JSON.stringify(all));
    const joined = store.db.all("SELECT tool_call.id FROM tool_call JOIN session ON session.id = session_id JOIN project ON project.id = session.project_id WHERE tool_call.project_id = project.id AND tool_call.agent = session.agent");
    assert.equal(joined.length, NAMED.length, "what was replaced is still the same in each table");
    await engine.dispose();

    for (const { kind } of SECRETS) {
      const places = observed.filter((observation) => observation.kind === `secret:${kind}`);
      assert.deepEqual(["/command", "/content", "/parts/0/body", "error", "output", "prompt"].filter((place) => !places.some((observation) => observation.place === place)), [], kind);
      assert.deepEqual([new Set(places.map(({ hash }) => hash)).size, places.every(({ hash }) => hash !== null), places.find(({ place }) => place === "output")!.left_to], [1, true, "model"], kind);
    }
    const files = readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), "latin1") }));
    assert.deepEqual(["spotter.db", "spotter.db.decisions.jsonl"].filter((name) => !files.some((file) => file.name === name)), []);
    assert.equal(all.length, CALLS.length + PROMPTS.length + NAMED.length);
    const places = [...files, ...told.map((text, index) => ({ name: `told ${index}`, text }))];
    const planted = [...SECRETS, { kind: "number", secret: String(NUMBER) }];
    const leaks = planted.flatMap(({ kind, secret }) => places.filter(({ text }) => text.includes(needleOf(secret))).map(({ name }) => `${kind} in ${name}`));
    assert.deepEqual(leaks, []);
  });
});
