import assert from "node:assert/strict";
import type { Port } from "../../../../src/protocol/channel.js";
import { SharedEnginePort } from "../../../../src/worker/sharing/sharedEnginePort.js";

/** An engine's port that keeps what it is sent. */
function engine(): { port: Port; asked: unknown[]; say: (message: unknown) => void } {
  const asked: unknown[] = [];
  const listeners = new Set<(message: unknown) => void>();
  return {
    asked,
    say: (message) => listeners.forEach((listener) => listener(message)),
    port: {
      post: (message) => asked.push(message),
      listen: (listener) => (listeners.add(listener), () => listeners.delete(listener)),
    },
  };
}

const request = (id: number) => ({ type: "request", id, name: "status", params: {} });
const reply = (id: number) => ({ type: "reply", id, result: id });

describe("the port to whichever engine there is", () => {
  function open() {
    const heard: unknown[] = [];
    const connected: boolean[] = [];
    const port = new SharedEnginePort((now) => connected.push(now));
    port.listen((message) => heard.push(message));
    return { port, heard, connected };
  }

  it("keeps what is asked before there is an engine, and asks in the same order", () => {
    const { port, connected } = open();
    const first = engine();
    port.post(request(1));
    port.post(request(2));
    port.attach(first.port);
    assert.deepEqual([first.asked, connected, port.waiting], [[request(1), request(2)], [true], 2]);
  });

  it("asks the next engine what the one before did not answer, and hands out each answer once", () => {
    const { port, heard, connected } = open();
    const [first, second] = [engine(), engine()];
    port.attach(first.port);
    for (const id of [1, 2]) port.post(request(id));
    first.say(reply(1));
    port.detach();
    first.say(reply(2)); // too late: it is not heard any more
    port.post(request(3));
    port.attach(second.port);
    second.say(reply(2));
    second.say(reply(2));
    assert.deepEqual({ asked: second.asked, heard, connected, waiting: port.waiting }, { asked: [request(2), request(3)], heard: [reply(1), reply(2)], connected: [true, false, true], waiting: 1 });
  });

  it("forgets what is cancelled, and tells the engine of it", () => {
    const { port, heard } = open();
    const [first, second] = [engine(), engine()];
    port.attach(first.port);
    port.post(request(1));
    port.post({ type: "cancel", id: 1 });
    first.say({ type: "error", id: 1, failure: "cancelled", message: "" });
    port.attach(second.port);
    assert.deepEqual([first.asked, second.asked, heard], [[request(1), { type: "cancel", id: 1 }], [], []]);
  });

  it("answers what outlived three engines with an error, since it may be what ends them", () => {
    const { port, heard } = open();
    port.post(request(1));
    const engines = [engine(), engine(), engine(), engine()];
    for (const { port: next } of engines) port.attach(next);
    assert.deepEqual([engines.map(({ asked }) => asked.length), heard.map((message) => (message as { failure: string }).failure)], [[1, 1, 1, 0], ["closed"]]);
  });

  it("passes events on, and drops what is no message of the contract", () => {
    const { port, heard } = open();
    const first = engine();
    port.attach(first.port);
    const event = { type: "event", name: "status", payload: {} };
    for (const message of [event, request(1), "noise", null, { type: "reply", id: "1" }]) first.say(message);
    for (const message of [event, reply(1), "noise", undefined]) port.post(message);
    assert.deepEqual([heard, first.asked], [[event], []]);
  });
});
