// A window with the real engine in a process of its own: takes a seat at the engine of a store, and asks it for what it is told to.
import type { ChannelClient } from "../../../src/protocol/channel.js";
import { ChannelClient as Client } from "../../../src/protocol/channel.js";
import { type EngineOptions, engineContract } from "../../../src/protocol/engine.js";
import { openSeatedEngine } from "../../../src/worker/seatedEngine.js";
import { EngineSeat } from "../../../src/worker/sharing/engineSeat.js";

export type Order =
  | { readonly do: "sit"; readonly directory: string; readonly storage: string; readonly wasmPath: string; readonly asUser?: number }
  | { readonly do: "ask"; readonly name: "status" | "threat" | "markRead" | "save" | "listFindings"; readonly params: Record<string, unknown> }
  /** Asks the same over and over, and gives what was answered, failures too, when it is told to stop. */
  | { readonly do: "watch" }
  | { readonly do: "stopWatching" }
  | { readonly do: "states" };

const states: string[] = [];
let client: ChannelClient<typeof engineContract>;
let watching: Promise<unknown[]> | null = null;
let watches = false;

function sit({ directory, storage, wasmPath, asUser }: Extract<Order, { do: "sit" }>): void {
  if (asUser !== undefined) process.setuid?.(asUser);
  const options: EngineOptions = {
    storeDirectory: directory, storeFile: null, storagePaths: [storage], storageExclude: [], remoteName: null, maskPersonalData: false, indicatorPaths: [], rulePaths: [],
    retention: { calls: 0, days: 0 }, follow: true, readingMode: "live", version: "1", wasmPath,
  };
  const seat = new EngineSeat({
    directory,
    version: "1",
    startEngine: (tenure) => openSeatedEngine(options, tenure, () => undefined),
    onState: (state) => states.push(state.kind),
    log: () => undefined,
  });
  client = new Client(engineContract, seat.port);
  void seat.run();
}

async function watch(): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (watches = true; watches; await new Promise((resolve) => setTimeout(resolve, 5))) {
    try {
      const { byLevel, unreadCritical, newest } = await client.request("threat", { folders: [] }, { timeoutMs: 0 });
      answers.push({ byLevel, unreadCritical, newest: newest?.id });
    } catch (error) {
      answers.push(String(error));
    }
  }
  return answers;
}

async function carryOut(order: Order): Promise<unknown> {
  switch (order.do) {
    case "sit":
      return sit(order);
    case "ask":
      return client.request(order.name, order.params as never, { timeoutMs: 0 });
    case "watch":
      watching = watch();
      return null;
    case "stopWatching":
      watches = false;
      return watching;
    case "states":
      return states;
  }
}

process.on("message", ({ id, order }: { id: number; order: Order }) => {
  carryOut(order).then(
    (result) => process.send?.({ id, result: result ?? null }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  );
});
process.on("disconnect", () => process.exit());
process.send?.({ ready: true });
