import { type Lease, LeaseObserver, type LeaseRecord, type LeaseView, claimLease, prepareDirectory } from "../lease.js";
import type { Port } from "../../protocol/channel.js";
import { dialEngine } from "./engineLink.js";
import { EngineServer } from "./engineServer.js";
import { memoryPipe } from "./memoryPipe.js";
import { standingOf, thisProcess } from "./processIdentity.js";
import { SharedEnginePort } from "./sharedEnginePort.js";

/** Why a window runs an engine of its own, in memory, beside or without the shared one. */
export type AloneReason =
  /** The store's directory cannot be written to. */
  | { readonly kind: "not-writable"; readonly code: string }
  /** No socket can be made for the other windows. */
  | { readonly kind: "no-socket"; readonly code: string }
  /** The engine runs in a window with another version of the extension. */
  | { readonly kind: "other-version"; readonly version: string }
  /** The process that holds the lease lives, but does not answer. */
  | { readonly kind: "no-answer"; readonly pid: number }
  /** Another machine or container that shares the folder took the lease over, and cannot be reached. */
  | { readonly kind: "elsewhere" };

/** In what right an engine runs: it may write only while it holds the lease. */
export type Tenure = { readonly kind: "holder"; readonly lease: Lease } | { readonly kind: "alone"; readonly reason: AloneReason };

export type SeatState =
  | { readonly kind: "seeking" }
  | { readonly kind: "holder" }
  | { readonly kind: "client"; readonly pid: number }
  | { readonly kind: "alone"; readonly reason: AloneReason };

/** A running engine as the seat needs it. */
export interface SeatedEngine {
  /** Answers over a port until the function that it gives is called, and tells its status there at once. */
  serve(port: Port): () => void;
  /** Saves, while the lease is held, and ends. */
  dispose(): Promise<void>;
}

export interface SeatParts {
  /** The store's directory. */
  readonly directory: string;
  /** Version of the extension. */
  readonly version: string;
  readonly startEngine: (tenure: Tenure) => Promise<SeatedEngine>;
  readonly onState: (state: SeatState) => void;
  readonly log: (message: string) => void;
}

/** Pause between two looks at a lease that is being written or whose holder cannot be reached just now, plus up to as much again. */
const RETRY_MS = 60;
/** How long nobody may listen where the lease says, before the holder is taken for dead: its process is known to live, or not. */
const REFUSED_ALIVE_MS = 1_500;
const REFUSED_UNKNOWN_MS = 300;
/** How long a holder may take to answer, opening a large store included. */
const ANSWER_MS = 15_000;
/** How often the holder looks whether it still is, and one that works alone whether it still has to. */
const HOLDER_CHECK_MS = 1_000;
const ALONE_CHECK_MS = 5_000;

/**
 * The place of one window at the shared engine: it runs the engine where nobody does, is a client of the window that does,
 * and changes from one to the other without whoever asks through `port` noticing more than a pause.
 */
export class EngineSeat {
  /** To ask the engine, wherever it runs. */
  readonly port = new SharedEnginePort();
  private readonly stop = new AbortController();
  private readonly observer: LeaseObserver;
  private running: Promise<void> | null = null;
  private trouble: { readonly number: number; readonly since: number } | null = null;
  /** It once held the lease and lost it while it lived. */
  private superseded = false;
  private told: SeatState["kind"] | null = null;
  private readonly stopped = aborted(this.stop.signal);

  constructor(private readonly parts: SeatParts) {
    this.observer = new LeaseObserver(parts.directory);
  }

  /** Takes the seat. Fulfilled after `dispose`; rejected where the engine failed to start or to end. May be called again for the same promise. */
  run(): Promise<void> {
    this.running ??= this.loop();
    return this.running;
  }

  /** Leaves the seat: saves and gives up the lease, or only hangs up. */
  async dispose(): Promise<void> {
    this.stop.abort();
    await this.running;
  }

  /** While nobody is there yet it looks many times: that it seeks is told once. */
  private tell(state: SeatState): void {
    if (state.kind !== "seeking" || this.told !== "seeking") this.parts.onState(state);
    this.told = state.kind;
  }

  private async loop(): Promise<void> {
    while (!this.stop.signal.aborted) {
      this.tell({ kind: "seeking" });
      const view = this.observer.look();
      if (view.kind === "vacant") await this.hold(view.above);
      else if (view.kind === "held") await this.join(view.number, view.record);
      else if (view.kind === "unsettled") await this.pause(RETRY_MS);
      else await this.workAlone({ kind: "not-writable", code: view.code });
    }
  }

  /** Tries for the lease, and runs the engine while it is held. */
  private async hold(above: number): Promise<void> {
    const obstacle = prepareDirectory(this.parts.directory);
    if (obstacle) return this.workAlone({ kind: "not-writable", code: obstacle.code });
    const server = await EngineServer.listen(this.parts.directory, this.parts.log);
    if ("code" in server) return this.workAlone({ kind: "no-socket", code: server.code });
    try {
      const record: LeaseRecord = { ...thisProcess(), version: this.parts.version, socketPath: server.socketPath, token: server.token, createdAt: Date.now() };
      const claim = claimLease(this.parts.directory, above, record);
      if (claim.kind === "won") await this.runEngine(claim.lease, server);
      else if (claim.kind === "unavailable") return await this.workAlone({ kind: "not-writable", code: claim.code });
    } finally {
      // Last of all: the end of the connections sends the other windows for the lease.
      await server.close();
    }
  }

  private async runEngine(lease: Lease, server: EngineServer): Promise<void> {
    try {
      await this.engage({ kind: "holder", lease }, server, async () => {
        while (lease.standing() !== "lost" && !this.stop.signal.aborted) await this.pause(HOLDER_CHECK_MS);
      });
      if (this.stop.signal.aborted) return;
      this.superseded = true;
      this.parts.log("Another window took the engine over.");
    } finally {
      const left = lease.release();
      if (left) this.parts.log(`The lease could not be given up (${left.code}); the others notice when this process ends.`);
    }
  }

  /** Runs an engine in memory, until the lease that was in the way has changed. Without one it stays so until the end. */
  private async workAlone(reason: AloneReason): Promise<void> {
    const before = this.observer.look();
    const mayChange = reason.kind !== "not-writable" && reason.kind !== "no-socket";
    await this.engage({ kind: "alone", reason }, null, async () => {
      while (!this.stop.signal.aborted && (!mayChange || sameLease(before, this.observer.look()))) await this.pause(ALONE_CHECK_MS);
    });
  }

  /** Starts an engine, asks it through `port` until `until` is over, and ends it; its answers stop before it does. */
  private async engage(tenure: Tenure, server: EngineServer | null, until: () => Promise<void>): Promise<void> {
    const engine = await this.parts.startEngine(tenure);
    const [asking, answering] = memoryPipe();
    const endServing = engine.serve(answering);
    try {
      this.port.attach(asking);
      server?.admit((port) => engine.serve(port));
      this.tell(tenure.kind === "holder" ? { kind: "holder" } : tenure);
      await until();
    } finally {
      this.port.detach();
      endServing();
      server?.freeze();
      await engine.dispose();
    }
  }

  /** Connects to the holder and stays until the connection ends. */
  private async join(number: number, record: LeaseRecord): Promise<void> {
    if (record.version !== this.parts.version) return this.workAlone({ kind: "other-version", version: record.version });
    const outcome = await dialEngine(record, { timeoutMs: ANSWER_MS, signal: this.stop.signal });
    if (this.stop.signal.aborted && outcome.kind !== "connected") return;
    switch (outcome.kind) {
      case "connected":
        this.trouble = null;
        this.port.attach(outcome.link);
        this.tell({ kind: "client", pid: record.pid });
        this.parts.log(`The connection to the engine in process ${record.pid} ended: ${await this.untilEnded(outcome.link)}.`);
        this.port.detach();
        outcome.link.close();
        return this.pause(0);
      case "refused":
        return this.nobodyListens(number, record);
      case "no-answer":
        return this.workAlone({ kind: "no-answer", pid: record.pid });
      case "turned-away":
        if (this.troubledFor(number) >= ANSWER_MS) return this.workAlone({ kind: "no-answer", pid: record.pid });
        return this.pause(RETRY_MS);
    }
  }

  /** Its thread crashed, its process ended elsewhere, or its socket was removed: after a moment its lease counts as free. */
  private async nobodyListens(number: number, record: LeaseRecord): Promise<void> {
    const here = thisProcess();
    // Who lost the lease to somebody out of reach would only take it back, and lose it again.
    if (this.superseded && record.place !== here.place) return this.workAlone({ kind: "elsewhere" });
    const patience = standingOf(record, here) === "alive" ? REFUSED_ALIVE_MS : REFUSED_UNKNOWN_MS;
    if (this.troubledFor(number) >= patience) return this.hold(number);
    return this.pause(RETRY_MS);
  }

  /** Milliseconds since the first trouble with the holder of this lease. */
  private troubledFor(number: number): number {
    if (this.trouble?.number !== number) this.trouble = { number, since: performance.now() };
    return performance.now() - this.trouble.since;
  }

  private async untilEnded(link: { readonly ended: Promise<string> }): Promise<string> {
    return Promise.race([link.ended, this.stopped.then(() => "this window closes")]);
  }

  /** Waits, up to twice as long, so that windows that lost their engine at once do not go in step; less when the seat is left. */
  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.stop.signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms + Math.random() * Math.min(Math.max(ms, 20), RETRY_MS));
      this.stop.signal.addEventListener("abort", done);
      if (this.stop.signal.aborted) done();
    });
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function sameLease(one: LeaseView, other: LeaseView): boolean {
  return one.kind === "held" && other.kind === "held" && one.number === other.number;
}
