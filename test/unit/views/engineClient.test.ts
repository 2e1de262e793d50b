import assert from "node:assert/strict";
import { RequestError } from "../../../src/protocol/channel.js";
import { EngineClient, type EngineThread } from "../../../src/views/engine/engineClient.js";
import { statusRow } from "./rows.js";

/** A thread that answers `status` and `shutdown`, keeps what it was asked, and can be made to crash. */
class FakeThread implements EngineThread {
  readonly asked: string[] = [];
  private listener: (message: unknown) => void = () => undefined;
  private exit: (error: unknown) => void = () => undefined;

  post(message: unknown): void {
    const { type, id, name } = message as { type: string; id: number; name: string };
    if (type !== "request") return;
    this.asked.push(name);
    const results: Record<string, unknown> = { status: statusRow(), shutdown: {} };
    if (name in results) queueMicrotask(() => this.listener({ type: "reply", id, result: results[name] }));
  }
  listen(listener: (message: unknown) => void): () => void {
    this.listener = listener;
    return () => undefined;
  }
  onExit(listener: (error: unknown) => void): void {
    this.exit = listener;
  }
  terminate(): Promise<void> {
    this.asked.push("(terminated)");
    this.exit(undefined);
    return Promise.resolve();
  }
  crash(): void {
    this.exit(new Error("out of memory"));
  }
  tell(message: unknown): void {
    this.listener(message);
  }
}

function setUp(): { client: EngineClient; threads: FakeThread[]; pauses: number[]; runPause: () => void; states: string[]; clock: { now: number } } {
  const threads: FakeThread[] = [];
  const pauses: number[] = [];
  const states: string[] = [];
  const clock = { now: 0 };
  let pending: () => void = () => undefined;
  const client = new EngineClient({
    startThread: () => (threads.push(new FakeThread()), threads.at(-1)!),
    log: () => undefined,
    after: (ms, action) => (pauses.push(ms), (pending = action), () => (pending = () => undefined)),
    now: () => clock.now,
  });
  client.onState.on((state) => states.push(state.kind));
  return { client, threads, pauses, runPause: () => pending(), states, clock };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("the engine's client", () => {
  it("asks for the state as soon as the engine runs", async () => {
    const { client, threads, states } = setUp();
    client.start();
    await settled();
    assert.deepEqual([threads[0]?.asked, states, client.state.kind], [["status"], ["running"], "running"]);
  });

  it("lets a request wait for the start", async () => {
    const { client } = setUp();
    const answer = client.request("status", {});
    client.start();
    assert.equal((await answer).phase, "following");
  });

  it("starts a crashed engine again after growing pauses, and gives up at the fourth crash", async () => {
    const { client, threads, pauses, runPause, states } = setUp();
    client.start();
    for (let crash = 0; crash < 4; crash++) {
      threads.at(-1)?.crash();
      if (crash < 3) runPause();
    }
    await settled();
    assert.deepEqual([pauses, threads.length, client.state], [[500, 2_000, 8_000], 4, { kind: "failed", crashes: 4 }]);
    assert.equal(states.at(-1), "failed");
    await assert.rejects(client.request("status", {}), { failure: "closed" });
  });

  it("forgets crashes that are ten minutes old", async () => {
    const { client, threads, pauses, runPause, clock } = setUp();
    client.start();
    for (let crash = 0; crash < 6; crash++) {
      threads.at(-1)?.crash();
      runPause();
      clock.now += 11 * 60_000;
    }
    await settled();
    assert.deepEqual(pauses, [500, 500, 500, 500, 500, 500]);
  });

  it("starts again from a clean record when a person asks", async () => {
    const { client, threads, runPause } = setUp();
    client.start();
    for (let crash = 0; crash < 4; crash++) {
      threads.at(-1)?.crash();
      runPause();
    }
    client.restart();
    await settled();
    assert.deepEqual([threads.length, client.state.kind], [5, "running"]);
  });

  it("fails what was under way when the engine crashes", async () => {
    const { client, threads } = setUp();
    client.start();
    await settled();
    const answer = client.request("refresh", {});
    await settled();
    threads[0]?.crash();
    await assert.rejects(answer, (error) => error instanceof RequestError && error.failure === "closed");
  });

  it("takes a thread that cannot be started for a crash", () => {
    const pauses: number[] = [];
    const client = new EngineClient({
      startThread: () => {
        throw new Error("no such file");
      },
      log: () => undefined,
      after: (ms) => (pauses.push(ms), () => undefined),
      now: () => 0,
    });
    client.start();
    assert.deepEqual([pauses, client.state.kind], [[500], "starting"]);
  });

  it("hands on events, and drops what has another shape", async () => {
    const { client, threads } = setUp();
    const changes: unknown[] = [];
    client.onChanged.on((sessionIds) => changes.push(sessionIds));
    client.start();
    await settled();
    threads[0]?.tell({ type: "event", name: "changed", payload: { sessionIds: ["a"] } });
    threads[0]?.tell({ type: "event", name: "changed", payload: { sessionIds: 7 } });
    threads[0]?.tell({ type: "event", name: "changed", payload: { sessionIds: null } });
    assert.deepEqual(changes, [["a"], null]);
  });

  it("ends the engine in order and does not start it again", async () => {
    const { client, threads, pauses } = setUp();
    client.start();
    await settled();
    await client.dispose();
    client.start();
    assert.deepEqual([threads.map((thread) => thread.asked), pauses], [[["status", "shutdown", "(terminated)"]], []]);
  });

  it("lets nobody wait for an engine that was disposed before its start", async () => {
    const { client } = setUp();
    const answer = client.request("status", {});
    await client.dispose();
    await assert.rejects(answer, { failure: "closed" });
  });
});
