import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import * as v from "valibot";
import { ChannelClient, ChannelServer, type Contract } from "../../../src/protocol/channel.js";
import { EngineSeat, type SeatState, type Tenure } from "../../../src/worker/sharing/engineSeat.js";

/** An engine that tells in which process it runs. */
export const seatContract = {
  requests: {
    who: { params: v.object({}), result: v.object({ pid: v.number(), tenure: v.string() }) },
    /** Answered by whichever engine runs when the file `go` is in the store's directory. */
    slow: { params: v.object({}), result: v.number() },
    big: { params: v.object({ bytes: v.number() }), result: v.string() },
  },
  events: {},
} as const satisfies Contract;

export interface Seated {
  readonly seat: EngineSeat;
  readonly client: ChannelClient<typeof seatContract>;
  readonly states: SeatState[];
  readonly logged: string[];
  /** Fulfilled when the seat is in this state. */
  until(kind: SeatState["kind"]): Promise<void>;
}

/** Takes a seat at a small engine; while that one holds the lease it keeps its process id in the store's directory. */
export function takeSeat(directory: string, version = "1"): Seated {
  const states: SeatState[] = [];
  const logged: string[] = [];
  const seat = new EngineSeat({
    directory,
    version,
    startEngine: async (tenure) => smallEngine(directory, tenure),
    onState: (state) => states.push(state),
    log: (message) => logged.push(message),
  });
  void seat.run();
  const client = new ChannelClient(seatContract, seat.port);
  const until = async (kind: SeatState["kind"]): Promise<void> => {
    while (states.at(-1)?.kind !== kind) await wait(5);
  };
  return { seat, client, states, logged, until };
}

function smallEngine(directory: string, tenure: Tenure): Awaited<ReturnType<ConstructorParameters<typeof EngineSeat>[0]["startEngine"]>> {
  const word = tenure.kind === "alone" ? `alone: ${tenure.reason.kind}` : "holder";
  const image = join(directory, "image");
  if (tenure.kind === "holder" && tenure.lease.isHeld()) writeFileSync(image, `${existsSync(image) ? readFileSync(image, "utf8") : ""}${tenure.lease.number} `);
  return {
    serve(port) {
      const channel = new ChannelServer(
        seatContract,
        port,
        {
          who: () => ({ pid: process.pid, tenure: word }),
          slow: async (_params, signal) => {
            while (!existsSync(join(directory, "go")) && !signal.aborted) await wait(5);
            return process.pid;
          },
          big: ({ bytes }) => "x".repeat(bytes),
        },
        () => undefined,
      );
      return () => channel.close();
    },
    dispose: async () => undefined,
  };
}
