import { ChannelClient, RequestError, type Params, type Port, type Result } from "../../protocol/channel.js";
import type { After } from "../../model/after.js";
import type { Alert } from "../../protocol/alerts.js";
import { engineContract, type EngineContract, type EngineStatus } from "../../protocol/engine.js";
import { Signal } from "./signal.js";

/** A running engine: its pipe, and how it ends. */
export interface EngineThread extends Port {
  /** Told once, when the thread has ended; `error` is what killed it, if anything did. */
  onExit(listener: (error: unknown) => void): void;
  terminate(): Promise<void>;
}

/** What the views know of the engine. `failed` is final until a person asks for a restart. */
export type EngineState =
  | { readonly kind: "starting" }
  | { readonly kind: "running"; readonly status: EngineStatus }
  | { readonly kind: "failed"; readonly crashes: number };

export type EngineLogLevel = "debug" | "info" | "warning" | "error";
type EngineRequests = EngineContract["requests"];

/** Pauses before the first, second and third restart, in milliseconds; a further crash within `CRASH_WINDOW_MS` is the last. */
const RESTART_PAUSES_MS = [500, 2_000, 8_000] as const;
const CRASH_WINDOW_MS = 10 * 60_000;
/** How long the engine may take to save its store before it is ended all the same; VS Code gives an extension about five seconds. */
const SHUTDOWN_MS = 3_000;

export interface EngineClientParts {
  readonly startThread: () => EngineThread;
  readonly log: (level: EngineLogLevel, message: string) => void;
  readonly after: After;
  readonly now: () => number;
}

/** Keeps one engine running and lets the views ask it: starts it, starts it again when it crashes, and gives up at a limit. */
export class EngineClient {
  readonly onState = new Signal<EngineState>();
  readonly onChanged = new Signal<readonly string[] | null>();
  readonly onAlert = new Signal<Alert>();
  readonly onReenrichProgress = new Signal<{ readonly done: number; readonly total: number }>();
  private current: EngineState = { kind: "starting" };
  private channel: ChannelClient<EngineContract> | undefined;
  private thread: EngineThread | undefined;
  private waiting: (() => void)[] = [];
  private crashTimes: number[] = [];
  private cancelRestart: (() => void) | undefined;
  private disposed = false;

  constructor(private readonly parts: EngineClientParts) {}

  get state(): EngineState {
    return this.current;
  }

  /** Starts the engine. Does nothing where one runs. */
  start(): void {
    if (this.thread || this.disposed) return;
    try {
      this.connect(this.parts.startThread());
    } catch (error) {
      this.crashed(error);
    }
  }

  /** Starts again after the engine gave up, with a clean record of crashes. */
  restart(): void {
    this.crashTimes = [];
    this.cancelRestart?.();
    this.setState({ kind: "starting" });
    this.start();
  }

  /** Ends the running engine in order, and starts one with the settings of now. */
  async replace(): Promise<void> {
    await this.end();
    this.restart();
  }

  /**
   * Asks the engine. What is asked before the start waits for it.
   *
   * @throws {RequestError} `closed` where the engine ended or gave up
   */
  async request<K extends keyof EngineRequests & string>(
    name: K,
    params: Params<EngineContract, K>,
    options: { readonly signal?: AbortSignal; readonly timeoutMs?: number } = {},
  ): Promise<Result<EngineContract, K>> {
    if (!this.channel && this.current.kind === "starting" && !this.disposed) await new Promise<void>((resolve) => this.waiting.push(resolve));
    if (!this.channel) throw new RequestError("closed", "The engine is not running.");
    return this.channel.request(name, params, options);
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    this.cancelRestart?.();
    this.wake();
    await this.end();
  }

  private connect(thread: EngineThread): void {
    const channel = new ChannelClient(engineContract, thread, (why) => this.parts.log("warning", `Dropped ${why} from the engine.`));
    this.thread = thread;
    this.channel = channel;
    channel.on("status", (status) => this.setState({ kind: "running", status }));
    channel.on("changed", ({ sessionIds }) => this.onChanged.emit(sessionIds));
    channel.on("alert", (alert) => this.onAlert.emit(alert));
    channel.on("reenrichProgress", (progress) => this.onReenrichProgress.emit(progress));
    channel.on("log", ({ level, message }) => this.parts.log(level, message));
    thread.onExit((error) => {
      if (this.thread !== thread) return; // ended by ourselves
      this.thread = undefined;
      this.channel = undefined;
      channel.close();
      this.crashed(error);
    });
    this.wake();
    channel.request("status", {}, { timeoutMs: 0 }).then(
      (status) => this.thread === thread && this.setState({ kind: "running", status }),
      (error: unknown) => this.parts.log("debug", `The first question to the engine had no answer: ${String(error)}`),
    );
  }

  private crashed(error: unknown): void {
    const now = this.parts.now();
    this.crashTimes = [...this.crashTimes.filter((time) => now - time < CRASH_WINDOW_MS), now];
    const pause = RESTART_PAUSES_MS[this.crashTimes.length - 1];
    const cause = error instanceof Error ? (error.stack ?? error.message) : error === undefined ? "no reason given" : String(error);
    this.parts.log("error", `The engine ended unexpectedly (${this.crashTimes.length}): ${cause}`);
    if (pause === undefined) {
      this.setState({ kind: "failed", crashes: this.crashTimes.length });
      return this.wake();
    }
    this.setState({ kind: "starting" });
    this.cancelRestart = this.parts.after(pause, () => this.start());
  }

  private async end(): Promise<void> {
    const { thread, channel } = this;
    this.thread = undefined;
    this.channel = undefined;
    if (!thread || !channel) return;
    try {
      await channel.request("shutdown", {}, { timeoutMs: SHUTDOWN_MS });
    } catch (error) {
      this.parts.log("warning", `The engine did not end in order: ${String(error)}`);
    }
    channel.close();
    await thread.terminate();
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private setState(state: EngineState): void {
    this.current = state;
    this.onState.emit(state);
  }
}
