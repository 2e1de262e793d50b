import assert from "node:assert/strict";
import { abortSession, type Answer, type Ask } from "../../../src/views/opencode/abortSession.js";

describe("a session that OpenCode is to stop", () => {
  const answering = (status: Answer, abort: Answer = { ok: true, body: true }): { ask: Ask; asked: string[] } => {
    const asked: string[] = [];
    return { asked, ask: (method, url) => (asked.push(`${method} ${url}`), Promise.resolve(method === "GET" ? status : abort)) };
  };

  it("is stopped where the server says that it works on it, in the instance of its directory", async () => {
    const { ask, asked } = answering({ ok: true, body: { ses_1: { type: "busy" } } });
    assert.equal(await abortSession(4096, "ses_1", "/home/dev/a b", ask), "stopped");
    assert.deepEqual(asked, ["GET http://127.0.0.1:4096/session/status?directory=%2Fhome%2Fdev%2Fa%20b", "POST http://127.0.0.1:4096/session/ses_1/abort?directory=%2Fhome%2Fdev%2Fa%20b"]);
  });

  it("is left alone where the server does not work on it", async () => {
    for (const body of [{}, { ses_1: { type: "idle" } }, { ses_2: { type: "busy" } }]) {
      const { ask, asked } = answering({ ok: true, body });
      assert.deepEqual([await abortSession(4096, "ses_1", "/p", ask), asked.length], ["idle", 1]);
    }
  });

  it("is not said to be stopped where the server refuses, answers something else or is not there", async () => {
    const answers = [answering({ ok: false, body: { ses_1: { type: "busy" } } }), answering({ ok: true, body: "<html>" }), answering({ ok: true, body: { ses_1: { type: "busy" } } }, { ok: false, body: null })];
    for (const { ask } of answers) assert.equal(await abortSession(4096, "ses_1", "/p", ask), "unknown");
    assert.equal(await abortSession(4096, "ses_1", "/p", () => Promise.reject(new Error("refused"))), "unknown");
  });

  it("is never found among what every object inherits", async () => {
    const { ask } = answering({ ok: true, body: {} });
    assert.equal(await abortSession(4096, "constructor", "/p", ask), "idle");
  });
});
