import assert from "node:assert/strict";
import { memoryPipe } from "../../../../src/worker/sharing/memoryPipe.js";
import { relayWindow } from "../../../../src/worker/sharing/windowRelay.js";

describe("a window's relay", () => {
  it("passes everything on but the shutdown, which ends its own seat only", async () => {
    const [window, windowEnd] = memoryPipe();
    const [engine, engineEnd] = memoryPipe();
    const asked: unknown[] = [];
    const heard: unknown[] = [];
    engine.listen((message) => asked.push(message));
    window.listen((message) => heard.push(message));
    const steps: string[] = [];
    await new Promise<void>((answered) => {
      relayWindow(windowEnd, engineEnd, { shutdown: async () => void steps.push("seat left"), answered: () => (steps.push("answered"), answered()) });
      window.post({ type: "request", id: 1, name: "status", params: {} });
      engine.post({ type: "event", name: "log", payload: {} });
      window.post({ type: "request", id: 2, name: "shutdown", params: {} });
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(
      { asked, heard, steps },
      {
        asked: [{ type: "request", id: 1, name: "status", params: {} }],
        heard: [{ type: "event", name: "log", payload: {} }, { type: "reply", id: 2, result: {} }],
        steps: ["seat left", "answered"],
      },
    );
  });
});
