import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Window } from "../../test/faults/sharing/window.js";
import type { Order } from "../../test/faults/takeover/child.js";
import type { Row } from "../table.js";

const ROUNDS = 3;
/** What an answer may take, in milliseconds, after the engine's process has died. */
const LIMIT = 2_000;

/**
 * How long a window waits for an answer when the one that ran the engine is killed: the worst of some rounds.
 *
 * @param directory of a store whose image is saved as `spotter.db`
 */
export async function takeoverRow(directory: string): Promise<Row> {
  const storage = join(directory, "opencode");
  mkdirSync(storage);
  const sit: Order = { do: "sit", directory, storage, wasmPath: createRequire(import.meta.url).resolve("sql.js/dist/sql-wasm.wasm") };
  const script = fileURLToPath(new URL("../../test/faults/takeover/child.ts", import.meta.url));
  const ask = (window: Window<Order>): Promise<unknown> => window.tell({ do: "ask", name: "status", params: {} });
  const seated = async (): Promise<Window<Order>> => {
    const window = await Window.open<Order>(script, ["--import", "tsx"]);
    await window.tell(sit);
    await ask(window);
    return window;
  };
  let holder = await seated();
  let worst = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const client = await seated();
    const started = performance.now();
    await holder.kill();
    await ask(client);
    worst = Math.max(worst, performance.now() - started);
    holder = client;
  }
  await holder.kill();
  return { name: "takeover: an answer after the engine was killed, worst", value: worst, unit: "ms", limit: LIMIT };
}
