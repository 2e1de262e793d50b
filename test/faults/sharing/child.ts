// A window in a process of its own: does what the test tells it, and ends with the test. It is
// bundled before it is started: compiled anew in each process it would take longer to start than the faults to happen.
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { LeaseObserver, claimLease } from "../../../src/worker/lease.js";
import { leaseRecord } from "../../unit/worker/sharing/leases.js";
import { type Seated, takeSeat } from "./seat.js";

export type Order =
  | { readonly do: "claim"; readonly directory: string; readonly at: number }
  | { readonly do: "contend"; readonly directory: string; readonly upTo: number }
  | { readonly do: "sit"; readonly directory: string; readonly asUser?: number }
  | { readonly do: "sitInThread"; readonly directory: string }
  | { readonly do: "endThread" }
  | { readonly do: "ask"; readonly name: "who" | "slow" }
  | { readonly do: "until"; readonly state: "holder" | "client" | "alone" }
  | { readonly do: "states" }
  | { readonly do: "leave" };

let seated: Seated | undefined;
let thread: Worker | undefined;

async function carryOut(order: Order): Promise<unknown> {
  switch (order.do) {
    case "claim":
      return claim(order.directory, order.at);
    case "contend":
      return contend(order.directory, order.upTo);
    case "sit":
      if (order.asUser !== undefined) process.setuid?.(order.asUser);
      seated = takeSeat(order.directory);
      return null;
    case "sitInThread":
      mkdirSync(order.directory, { recursive: true });
      thread = new Worker(new URL("worker.mjs", import.meta.url), { workerData: order.directory });
      return null;
    case "endThread":
      await thread?.terminate();
      return null;
    case "ask":
      return seated!.client.request(order.name, {}, { timeoutMs: 0 });
    case "until":
      await seated!.until(order.state);
      return null;
    case "states":
      return seated!.states.map((state) => (state.kind === "alone" ? `alone: ${state.reason.kind}` : state.kind));
    case "leave":
      await thread?.terminate();
      await seated?.seat.dispose();
      seated = thread = undefined;
      return null;
  }
}

/** Claims the lease at the same moment as the other processes; says whether it was won. */
function claim(directory: string, at: number): boolean {
  const view = new LeaseObserver(directory).look();
  while (Date.now() < at); // nothing else runs here: all start within the same millisecond
  return view.kind === "vacant" && claimLease(directory, view.above, leaseRecord()).kind === "won";
}

/**
 * Takes the lease and gives it up again until its number reaches `upTo`. What only the holder may do is stood for by a file
 * that nobody else may have made. Gives how often it was held, and how often that file was there.
 */
async function contend(directory: string, upTo: number): Promise<{ held: number; violations: number }> {
  const observer = new LeaseObserver(directory);
  const counts = { held: 0, violations: 0 };
  for (;;) {
    // So that the end of the test is heard.
    await new Promise((resolve) => setImmediate(resolve));
    const view = observer.look();
    if (view.kind !== "vacant") continue;
    if (view.above >= upTo) return counts;
    spin(Math.random() * 2); // what was seen may be long out of date
    const claim = claimLease(directory, view.above, leaseRecord());
    if (claim.kind !== "won") continue;
    counts.held++;
    const inside = join(directory, "inside");
    if (existsSync(inside)) counts.violations++;
    writeFileSync(inside, "");
    spin(Math.random());
    if (!existsSync(inside) || !claim.lease.isHeld()) counts.violations++;
    rmSync(inside, { force: true });
    claim.lease.release();
  }
}

function spin(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

process.on("message", ({ id, order }: { id: number; order: Order }) => {
  carryOut(order).then(
    (result) => process.send?.({ id, result }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  );
});
process.on("disconnect", () => process.exit());
process.send?.({ ready: true });
