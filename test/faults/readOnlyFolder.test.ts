import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { EngineStatus } from "../../src/protocol/engine.js";
import { writeStorage } from "../host/writtenStorage.js";
import { bundleChild } from "./bundle.js";
import { Window } from "./sharing/window.js";
import type { Order } from "./takeover/child.js";

/** A user who owns nothing, and for whom the machine has no name. */
const NOBODY = 54_321;

describe("a window whose folder for the store cannot be written to", () => {
  let folder: string;
  let window: Window<Order> | undefined;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "spotter-read-only-"))));
  afterEach(async () => {
    await window?.kill();
    chmodSync(join(folder, "store"), 0o700);
    rmSync(folder, { recursive: true, force: true });
  });

  it("reads and scores in memory, tells the person so with the reason and what to do, and writes nothing there", async function () {
    if (process.platform === "win32") return this.skip();
    const [storage, directory] = [join(folder, "opencode"), join(folder, "store")];
    mkdirSync(directory);
    writeStorage(storage, [{ id: "ses_read_only", title: "Read only", directory: "/home/dev/shop", command: "rm -rf /", output: "done", time: 1_000 }]);
    window = await Window.open<Order>(await bundleChild(fileURLToPath(new URL("takeover/child.ts", import.meta.url)), folder));
    chmodSync(folder, 0o755);
    chmodSync(directory, 0o555);
    // The superuser may write anywhere; so the window becomes somebody else first.
    await window.tell({ do: "sit", directory, storage, wasmPath: join(folder, "sql-wasm.wasm"), ...(process.getuid?.() === 0 ? { asUser: NOBODY } : {}) });
    const ask = async <Answer>(name: "status" | "listFindings" | "markRead", params: Record<string, unknown>): Promise<Answer> => (await window!.tell({ do: "ask", name, params })) as Answer;
    let status: EngineStatus;
    do {
      await wait(10);
      status = await ask<EngineStatus>("status", {});
    } while (status.phase !== "following");
    const notice = status.notices.find(({ id }) => id === "alone");
    assert.deepEqual([status.toolCalls, status.byLevel.critical, notice], [1, 1, {
      id: "alone", severity: "warning",
      message: "The folder of Spotter's store cannot be written to (EACCES). This window works in memory only, so its next start reads everything again. Check its permissions.",
    }]);
    assert.ok((await ask<{ total: number }>("listFindings", { minLevel: "low", after: null, limit: 10 })).total > 0);
    assert.deepEqual([await ask("markRead", { calls: null }), await window.tell({ do: "states" }), readdirSync(directory)], [{ findings: 0 }, ["seeking", "alone"], []]);
  });
});
