import assert from "node:assert/strict";
import * as v from "valibot";
import { ChannelClient, ChannelServer, type Contract, type Handlers, type Port, RequestError } from "../../../src/protocol/channel.js";

const contract = {
  requests: {
    double: { params: v.object({ value: v.number() }), result: v.number() },
    wait: { params: v.object({}), result: v.string() },
  },
  events: { tick: v.object({ count: v.number() }) },
} as const satisfies Contract;

/** Two ports joined by structured clones, as between threads. */
function pipe(): [Port, Port] {
  const listeners: Array<Set<(message: unknown) => void>> = [new Set(), new Set()];
  const port = (own: number, other: number): Port => ({
    post: (message) => {
      const copy = structuredClone(message);
      queueMicrotask(() => listeners[other]!.forEach((listener) => listener(copy)));
    },
    listen: (listener) => {
      listeners[own]!.add(listener);
      return () => listeners[own]!.delete(listener);
    },
  });
  return [port(0, 1), port(1, 0)];
}

function connect(overrides: Partial<Handlers<typeof contract>> = {}) {
  const [left, right] = pipe();
  const drops: string[] = [];
  const errors: unknown[] = [];
  const handlers: Handlers<typeof contract> = {
    double: ({ value }) => value * 2,
    wait: (_params, signal) => new Promise((resolve) => signal.addEventListener("abort", () => resolve("stopped"))),
    ...overrides,
  };
  const server = new ChannelServer(contract, right, handlers, (_request, error) => errors.push(error), (why) => drops.push(why));
  const client = new ChannelClient(contract, left, (why) => drops.push(why));
  return { client, server, left, right, drops, errors };
}

const failure = (expected: string) => (error: unknown) => error instanceof RequestError && error.failure === expected;

describe("a channel", () => {
  it("answers a request with its checked result", async () => {
    assert.equal(await connect().client.request("double", { value: 21 }), 42);
  });

  it("refuses parameters of another shape before the handler sees them", async () => {
    let called = false;
    const { client } = connect({ double: () => ((called = true), 0) });
    await assert.rejects(client.request("double", { value: "21" as never }), failure("invalid"));
    assert.equal(called, false);
  });

  it("refuses a request that the contract does not have, also one that every object has", async () => {
    const { client } = connect();
    for (const name of ["nothing", "toString", "__proto__"]) await assert.rejects(client.request(name as "double", { value: 1 }), failure("invalid"));
  });

  it("refuses an answer of another shape", async () => {
    const { client } = connect({ double: () => "many" as never });
    await assert.rejects(client.request("double", { value: 1 }), failure("invalid"));
  });

  it("tells the asker that a handler threw, without what it threw", async () => {
    const { client, errors } = connect({
      double: () => {
        throw new Error("secret detail");
      },
    });
    await assert.rejects(client.request("double", { value: 1 }), (error: unknown) => failure("failed")(error) && !String(error).includes("secret detail"));
    assert.equal(String(errors[0]), "Error: secret detail");
  });

  it("cancels on both sides", async () => {
    const stopped = deferred();
    const { client } = connect({
      wait: (_params, signal) =>
        new Promise((resolve) =>
          signal.addEventListener("abort", () => {
            stopped.resolve();
            resolve("stopped");
          }),
        ),
    });
    const controller = new AbortController();
    const answer = client.request("wait", {}, { signal: controller.signal });
    controller.abort();
    await assert.rejects(answer, failure("cancelled"));
    await stopped.promise;
  });

  it("gives up after the time that the asker allows", async () => {
    await assert.rejects(connect().client.request("wait", {}, { timeoutMs: 5 }), failure("timed-out"));
  });

  it("fails what is under way when it closes", async () => {
    const { client } = connect();
    const answer = client.request("wait", {});
    client.close();
    await assert.rejects(answer, failure("closed"));
  });

  it("delivers events that fit the contract and drops the others", async () => {
    const { client, server, right, drops } = connect();
    const seen: number[] = [];
    client.on("tick", ({ count }) => seen.push(count));
    server.emit("tick", { count: 1 });
    right.post({ type: "event", name: "tick", payload: { count: "2" } });
    right.post({ type: "event", name: "toString", payload: {} });
    right.post("noise");
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual({ seen, drops }, { seen: [1], drops: ["event 'tick' of another shape", "an unknown event", "a message that is no envelope"] });
  });
});

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve!: () => void;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
