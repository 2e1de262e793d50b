import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { LONG_AGO } from "./madeDatabase.js";
import { temporaryFolder } from "./storageCopies.js";

/** A JSON storage of OpenCode that a test fills with files of its own. */
export class StorageFolder {
  readonly path = join(temporaryFolder(), "opencode");

  session(id: string, title: string = id, directory = "/home/dev/shop"): this {
    const time = { created: LONG_AGO, updated: LONG_AGO };
    return this.write(`session/project/${id}.json`, { id, slug: "s", version: "1.1.65", projectID: "project", directory, title, time });
  }

  message(id: string, sessionId: string): this {
    return this.write(`message/${sessionId}/${id}.json`, { id, sessionID: sessionId, role: "assistant", agent: "build", time: { created: LONG_AGO } });
  }

  bash(id: string, messageId: string, sessionId: string, command: string, output = "done"): this {
    return this.tool(id, messageId, sessionId, { status: "completed", input: { command }, output, metadata: { exit: 0 }, time: { start: LONG_AGO, end: LONG_AGO + 5 } });
  }

  /** A call that has not begun: it has no time of its own. */
  pending(id: string, messageId: string, sessionId: string): this {
    return this.tool(id, messageId, sessionId, { status: "pending", input: {}, raw: "" });
  }

  private tool(id: string, messageId: string, sessionId: string, state: object): this {
    return this.write(`part/${messageId}/${id}.json`, { id, sessionID: sessionId, messageID: messageId, type: "tool", tool: "bash", callID: `call_${id}`, state });
  }

  /** `name`: of a file or folder below `storage`. */
  remove(name: string): this {
    rmSync(join(this.path, "storage", name), { recursive: true });
    return this;
  }

  /** Waits until what was written is old enough to be read once. */
  settle(): this {
    settle();
    return this;
  }

  private write(name: string, content: object): this {
    const path = join(this.path, "storage", name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(content));
    return this;
  }
}

/** Waits until files that were written are old enough to be read once. */
export function settle(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60);
}
