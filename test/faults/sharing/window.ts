import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Order } from "./child.js";

/** Bundles what the windows run into a folder, and gives the script to open them with. */
export async function bundleWindow(folder: string): Promise<string> {
  const entryPoints = ["child.ts", "worker.ts"].map((name) => fileURLToPath(new URL(name, import.meta.url)));
  await build({ entryPoints, outdir: folder, outExtension: { ".js": ".mjs" }, bundle: true, platform: "node", format: "esm", target: "node20", logLevel: "warning" });
  return join(folder, "child.mjs");
}

/** A window in a process of its own. */
export class Window<Told = Order> {
  private nextId = 1;
  private readonly pending = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  private readonly gone: Promise<void>;

  private constructor(private readonly child: ChildProcess) {
    this.gone = new Promise((resolve) => child.once("exit", () => resolve()));
    child.on("message", (message) => {
      const { id, result, error } = message as { id?: number; result?: unknown; error?: string };
      const waiting = this.pending.get(id ?? 0);
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(error));
    });
  }

  /** Starts one and waits until it can be told something. */
  static async open<Told = Order>(script: string, execArgv: string[] = []): Promise<Window<Told>> {
    const child = fork(script, { execArgv });
    const window = new Window<Told>(child);
    await new Promise<void>((resolve, reject) => {
      child.once("message", () => resolve());
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`The window ended with ${code} before it was ready`)));
    });
    return window;
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  get pid(): number {
    return this.child.pid!;
  }

  tell(order: Told): Promise<unknown> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.child.send({ id, order });
    });
  }

  /** Ends the process without a word to it, and waits until it is gone. */
  async kill(): Promise<void> {
    if (this.alive) this.child.kill("SIGKILL");
    await this.gone;
  }
}
