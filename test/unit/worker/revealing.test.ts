import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SessionContent } from "../../../src/model/sessionContent.js";
import { rawText, untrusted } from "../../../src/model/untrusted.js";
import { storedRecord } from "../../../src/worker/records.js";
import { revealSecret } from "../../../src/worker/revealing.js";
import { transcript } from "../../../src/worker/transcripts.js";
import { hiddenSecrets } from "../../../src/views/transcript/hiddenSecrets.js";
import { hiddenSecretOf } from "../../../src/views/jumps/hiddenSecret.js";
import { Store } from "../../../src/store/store.js";
import { sqlJs } from "../store/openStore.js";
import { bash, batch, message, session } from "../store/records.js";
import { FakeSource, engineOver } from "./fakeSource.js";

const TOKEN = "ghp_x7Qk2mZ9vT4bN8cL1pR6wY3sD5fG0hJaEuKi";
const FOLDER_TOKEN = "ghp_a9Kd3mR7vT1bN5cL8pQ2wY6sD4fG0hJeXuZi";
const PASSWORD = "Tr0ub4dor-and-3";
const KEY = `-----BEGIN OPENSSH PRIVATE KEY-----\n${"b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gt\n".repeat(4)}-----END OPENSSH PRIVATE KEY-----`;

const CALL = bash("prt_1", "ses_a", `export TOKEN=${TOKEN}`, { output: untrusted(KEY), arguments: { command: `export TOKEN=${TOKEN}`, env: { DB_PASSWORD: PASSWORD } } });
const CONTENT: SessionContent = {
  session: session("ses_a", { directory: `/home/dev/${FOLDER_TOKEN}` }),
  truncated: false,
  messages: [{ id: "msg_1", message: message("msg_1", "ses_a"), parts: [{ kind: "text", id: "txt_1", text: untrusted("no secret [secret:github-token:beef] here"), synthetic: false }, { kind: "toolCall", id: "prt_1", call: CALL, title: null }] }],
};

class ReadableSource extends FakeSource {
  override readSession(): undefined {
    return CONTENT as unknown as undefined;
  }
  override readRecord(_sessionId?: string, ids: readonly string[] = []): undefined {
    return (ids.includes("prt_1") ? { locator: "part/prt_1", text: JSON.stringify({ id: "prt_1", state: { input: CALL.arguments, output: CALL.output } }) } : undefined) as undefined;
  }
}

describe("a secret of a transcript", () => {
  let folder: string;
  let engine: ReturnType<typeof engineOver>["engine"];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "spotter-reveal-"));
    const source = new ReadableSource();
    source.pending = [batch([session("ses_a"), message("msg_1", "ses_a"), CALL])];
    ({ engine } = engineOver(await Store.open(await sqlJs(), { mayReplace: () => true, path: join(folder, "spotter.db"), actor: "dev" }), source));
    await engine.refresh();
  });
  afterEach(async () => {
    await engine.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  function placeholders() {
    const { text, anchors } = transcript(engine, "ses_a", 0, {});
    return hiddenSecrets(rawText(text), anchors, "ses_a");
  }

  it("is revealed one by one by its placeholder, as it is in OpenCode's storage", () => {
    const shown = placeholders().filter(({ place }) => place === "prt_1").map((hidden) => revealSecret(engine, hidden).values.map(rawText));
    assert.deepEqual(shown.sort(), [[KEY], [PASSWORD], [TOKEN]].sort());
  });

  it("is revealed also where it is part of a folder's name", () => {
    const { text, anchors } = transcript(engine, "ses_a", 0, {});
    assert.ok(!rawText(text).includes(FOLDER_TOKEN));
    const [, digits] = /\/home\/dev\/\[secret:github-token:([0-9a-f]{4})\]/.exec(rawText(text))!;
    assert.deepEqual(Object.keys(anchors.messages), ["msg_1"]);
    assert.deepEqual(revealSecret(engine, { sessionId: "ses_a", place: "msg_1", kind: "github-token", digits: digits! }).values.map(rawText), [FOLDER_TOKEN]);
  });

  it("is written down as looked at, with who, when and its hash, and is itself nowhere in what Spotter keeps", async () => {
    const token = placeholders().find(({ kind, place }) => kind === "github-token" && place === "prt_1")!;
    revealSecret(engine, token);
    const [decision] = engine.store.decisions.list();
    assert.ok(decision?.kind === "reveal");
    assert.deepEqual([decision.sessionId, decision.place, decision.hash.slice(0, 4), decision.at > 0, decision.actor], ["ses_a", "prt_1", token.digits, true, "dev"]);
    await engine.save();
    const kept = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\./.test(name));
    const journal = kept.filter((name) => readFileSync(join(folder, name), "latin1").includes(`"reveal"`));
    assert.ok(journal.length > 0, kept.join());
    for (const name of kept) for (const secret of [TOKEN, PASSWORD]) assert.ok(!readFileSync(join(folder, name), "latin1").includes(secret), name);
  });

  it("is not there where a text only looks like a placeholder, and nothing is written down", () => {
    const forged = placeholders().find(({ digits }) => digits === "beef")!;
    assert.equal(forged.place, "msg_1");
    assert.throws(() => revealSecret(engine, forged), { failure: "not-found" });
    assert.throws(() => revealSecret(engine, { sessionId: "ses_a", place: "prt_none", kind: "github-token", digits: "0000" }), { failure: "not-found" });
    assert.deepEqual(engine.store.decisions.list(), []);
  });

  it("is masked in the record, which is indented JSON", () => {
    const { text, cut, locator } = storedRecord(engine, "prt_1");
    const record = JSON.parse(rawText(text)) as { state: { input: { command: string; env: Record<string, string> }; output: string } };
    assert.match(record.state.input.command, /^export TOKEN=\[secret:github-token:[0-9a-f]{4}\]$/);
    assert.match(`${record.state.input.env["DB_PASSWORD"]} ${record.state.output}`, /^\[secret:password:[0-9a-f]{4}\] \[secret:[a-z-]+:[0-9a-f]{4}\]$/);
    assert.deepEqual([cut, rawText(locator), rawText(text).split("\n").length > 5], [0, "part/prt_1", true]);
    assert.throws(() => storedRecord(engine, "prt_none"), { failure: "not-found" });
  });

  it("is asked for only by an argument that names one", () => {
    const good = { sessionId: "ses_a", place: "prt_1", kind: "github-token", digits: "3f9a" };
    const bad = [undefined, null, "x", {}, { ...good, digits: "xyz1" }, { ...good, kind: "A b" }, { ...good, place: 1 }, { ...good, digits: "3f9a\n" }];
    assert.deepEqual([hiddenSecretOf({ ...good, more: 1 }), ...bad.map(hiddenSecretOf)], [good, ...bad.map(() => null)]);
  });
});
