import { dirname, join } from "node:path";
import type { EngineStatus } from "../protocol/engine.js";
import { type Files, diskFiles, errorCode, replaceFileLater } from "../disk/files.js";
import { healthOf, type HealthReport } from "./health.js";

export const STATUS_FILE = "status.json";

/** What is in the file beside the store. */
export interface WrittenStatus extends HealthReport {
  /** Milliseconds since 1970. */
  readonly writtenAt: number;
  readonly pid: number;
  /** False once the engine has ended in order. */
  readonly running: boolean;
}

/** The status of the engine in a file beside its store, for scripts: at any moment the former one or the new one, whole. */
export class StatusFile {
  readonly path: string;
  private written = "";
  private isFailing = false;
  private writing: Promise<void> = Promise.resolve();

  /** @param storePath the store's image */
  constructor(
    storePath: string,
    private readonly log: (message: string) => void,
    private readonly mayReplace: () => boolean,
    private readonly now: () => number = Date.now,
    private readonly files: Files = diskFiles,
  ) {
    this.path = statusPath(storePath);
  }

  /**
   * Writes the status where it says something else than before, one after the other, and without holding up the thread: a disk that
   * is busy takes hundreds of milliseconds to sync. A failure is told once in the log: the store's own says more. Never rejects.
   */
  write(status: EngineStatus, running: boolean): Promise<void> {
    const report = healthOf(status);
    this.writing = this.writing.then(() => this.writeNext(report, running));
    return this.writing;
  }

  private async writeNext(report: HealthReport, running: boolean): Promise<void> {
    const content = JSON.stringify([report, running]);
    if (content === this.written) return;
    const whole: WrittenStatus = { ...report, writtenAt: this.now(), pid: process.pid, running };
    try {
      if (await replaceFileLater(this.files, this.path, [Buffer.from(`${JSON.stringify(whole, null, 2)}\n`)], this.mayReplace)) this.written = content;
      this.isFailing = false;
    } catch (error) {
      if (!this.isFailing) this.log(`The status file could not be written (${errorCode(error)}).`);
      this.isFailing = true;
    }
  }
}

/** Beside the extension's store `status.json`; beside a store that a person named, under its name. */
export function statusPath(storePath: string): string {
  const isExtensions = /(^|[\\/])spotter\.db$/.test(storePath);
  return isExtensions ? join(dirname(storePath), STATUS_FILE) : `${storePath}.${STATUS_FILE}`;
}
