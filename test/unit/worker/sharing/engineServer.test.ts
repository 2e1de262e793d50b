import assert from "node:assert/strict";
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { type Socket, connect } from "node:net";
import { join } from "node:path";
import * as v from "valibot";
import { ChannelClient, ChannelServer, type Contract } from "../../../../src/protocol/channel.js";
import { type EngineLink, dialEngine } from "../../../../src/worker/sharing/engineLink.js";
import { EngineServer } from "../../../../src/worker/sharing/engineServer.js";
import { encodeFrame } from "../../../../src/worker/sharing/frames.js";
import { newToken, proofOf } from "../../../../src/worker/sharing/handshake.js";
import { temporaryFolder } from "./leases.js";

const contract = {
  requests: { echo: { params: v.string(), result: v.string() }, big: { params: v.number(), result: v.string() } },
  events: { hello: v.string() },
} as const satisfies Contract;

describe("the engine's socket", () => {
  let folder: string;
  let server: EngineServer;
  let logged: string[];
  beforeEach(async () => {
    folder = temporaryFolder();
    logged = [];
    server = await listen(folder);
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  async function listen(directory: string): Promise<EngineServer> {
    const listening = await EngineServer.listen(directory, (message) => logged.push(message));
    assert.ok(listening instanceof EngineServer);
    return listening;
  }

  function serve(): void {
    server.admit((port) => {
      const channel = new ChannelServer(contract, port, { echo: (text) => text, big: (length) => "x".repeat(length) }, () => undefined);
      channel.emit("hello", "you");
      return () => channel.close();
    });
  }

  const dial = (holder = { socketPath: server.socketPath, token: server.token }) => dialEngine(holder, { timeoutMs: 0x7fffffff, signal: new AbortController().signal });
  async function link(): Promise<EngineLink> {
    const outcome = await dial();
    assert.equal(outcome.kind, "connected");
    return (outcome as { link: EngineLink }).link;
  }
  function knock(...bytes: Uint8Array[]): Promise<void> {
    return new Promise((resolve) => {
      const socket: Socket = connect(server.socketPath);
      socket.on("error", () => undefined);
      socket.on("close", () => resolve());
      socket.resume();
      for (const piece of bytes) socket.write(piece);
    });
  }

  it("answers those who know the lease, each over a port of its own, and tells them what it says first", async () => {
    serve();
    const [one, two] = [await link(), await link()];
    const heard: unknown[] = [];
    one.listen((message) => heard.push(message));
    const client = new ChannelClient(contract, one);
    const answers = await Promise.all([client.request("echo", "a"), new ChannelClient(contract, two).request("echo", "b")]);
    assert.deepEqual({ answers, first: heard[0], logged }, { answers: ["a", "b"], first: { type: "event", name: "hello", payload: "you" }, logged: [] });
  });

  it("is there for its owner alone, and gone when it is closed", async () => {
    const modes = [statSync(server.socketPath).mode & 0o777, readdirSync(folder).length];
    await server.close();
    assert.deepEqual([modes, readdirSync(folder)], [[0o600, 1], []]);
  });

  it("lets those wait who come before the engine is open", async () => {
    const early = link();
    await new Promise((resolve) => setImmediate(resolve));
    serve();
    assert.equal(await new ChannelClient(contract, await early).request("echo", "early"), "early");
  });

  it("drops who does not know the lease, who speaks another language and who promises too much", async () => {
    serve();
    const stranger = await dial({ socketPath: server.socketPath, token: newToken() });
    await knock(Buffer.from("GET / HTTP/1.1\r\n\r\n"));
    await knock(Buffer.from([0, 0, 0, 3, 1, 2, 3]));
    await knock(encodeFrame({ type: "request", id: 1, name: "echo", params: "let me in" })!);
    await knock(encodeFrame(proofOf("engine", server.token))!);
    await knock(encodeFrame(proofOf("client", server.token))!, Buffer.from([0xff, 0xff, 0xff, 0xff]));
    assert.deepEqual(
      { stranger, logged },
      {
        stranger: { kind: "turned-away", why: "closed" },
        logged: ["it does not know the lease", "it sent a frame that is too large", "it sent what is no frame", "it does not know the lease", "it does not know the lease", "it sent a frame that is too large"].map(
          (why) => `Dropped a connection: ${why}.`,
        ),
      },
    );
    assert.equal(await new ChannelClient(contract, await link()).request("echo", "still here"), "still here");
  });

  it("is refused by a client when it does not know the lease itself", async () => {
    serve();
    server.admit(() => () => undefined);
    const impostor = await listen(folder);
    try {
      const outcome = await Promise.all([dial({ socketPath: impostor.socketPath, token: server.token }), Promise.resolve().then(() => impostor.admit(() => () => undefined))]);
      assert.equal(outcome[0].kind, "turned-away");
    } finally {
      await impostor.close();
    }
  });

  it("says that an answer is too large for it, and goes on", async () => {
    serve();
    const client = new ChannelClient(contract, await link());
    await assert.rejects(client.request("big", 65 * 1024 * 1024), { failure: "failed" });
    assert.equal(await client.request("echo", "on"), "on");
  });

  it("carries an answer of many megabytes", async () => {
    serve();
    assert.equal((await new ChannelClient(contract, await link()).request("big", 30_000_000)).length, 30_000_000);
  });

  it("answers nothing once it is frozen, but holds the connections until it is closed", async () => {
    const answers: Array<() => void> = [];
    server.admit((port) => {
      const stop = port.listen((message) => answers.push(() => port.post({ type: "reply", id: (message as { id: number }).id, result: "late" })));
      return stop;
    });
    const connection = await link();
    const heard: unknown[] = [];
    connection.listen((message) => heard.push(message));
    connection.post({ type: "request", id: 1, name: "echo", params: "" });
    while (answers.length === 0) await new Promise((resolve) => setImmediate(resolve));
    server.freeze();
    answers[0]!();
    await server.close();
    assert.deepEqual([await connection.ended, heard], ["closed", []]);
  });

  it("is found not to be there", async () => {
    assert.deepEqual(await dial({ socketPath: join(folder, "none.sock"), token: server.token }), { kind: "refused" });
  });

  it("lies in a folder of its own where the store's path is too long for a socket, and takes it along", async function () {
    if (process.platform === "win32") return this.skip();
    const deep = join(folder, "d".repeat(90));
    mkdirSync(deep);
    const distant = await listen(deep);
    const parent = join(distant.socketPath, "..");
    const mode = statSync(parent).mode & 0o777;
    await distant.close();
    assert.deepEqual([mode, Buffer.byteLength(distant.socketPath) < 104, readdirSync(deep)], [0o700, true, []]);
    assert.throws(() => statSync(parent), { code: "ENOENT" });
  });
});
