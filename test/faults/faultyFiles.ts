import { type Files, diskFiles } from "../../src/disk/files.js";

/** How a write goes wrong. */
export type Failure = "EIO" | "ENOSPC" | "torn";

/** What each operation is called when it fails; reading is not among them, for a store that cannot be read is another case. */
export type Operation = "open" | "write" | "sync" | "truncate" | "rename" | "folder-sync";

/**
 * The disk, of which the n-th change fails and every one after it: what a process that was killed there leaves behind. A torn
 * write leaves half of its bytes.
 */
export class FaultyFiles implements Files {
  /** Changes that were asked for. */
  asked = 0;

  /** @param failAt number of the change that fails, from 1; Infinity counts only */
  constructor(
    private readonly failure: Failure,
    private readonly failAt: number,
  ) {}

  open(path: string, flags: string, mode: number): number {
    if (flags !== "r") this.step();
    return diskFiles.open(path, flags, mode);
  }
  write(file: number, bytes: Uint8Array, offset: number, length: number): number {
    this.step(() => diskFiles.write(file, bytes, offset, Math.floor(length / 2)));
    return diskFiles.write(file, bytes, offset, length);
  }
  sync(file: number): void {
    this.step();
    diskFiles.sync(file);
  }
  truncate(file: number, length: number): void {
    this.step();
    diskFiles.truncate(file, length);
  }
  size(file: number): number {
    return diskFiles.size(file);
  }
  close(file: number): void {
    diskFiles.close(file);
  }
  rename(from: string, to: string): void {
    this.step();
    diskFiles.rename(from, to);
  }
  remove(path: string): void {
    // A process that was killed clears nothing away.
    if (this.asked < this.failAt) diskFiles.remove(path);
  }
  read(path: string): Uint8Array {
    return diskFiles.read(path);
  }
  readPieces(path: string, size: number): Uint8Array[] {
    return diskFiles.readPieces(path, size);
  }
  makeFolder(path: string): void {
    diskFiles.makeFolder(path);
  }
  async writeLater(file: number, bytes: Uint8Array, offset: number, length: number): Promise<number> {
    await Promise.resolve();
    return this.write(file, bytes, offset, length);
  }
  async syncLater(file: number): Promise<void> {
    await Promise.resolve();
    this.sync(file);
  }

  private step(tear: () => void = () => undefined): void {
    this.asked++;
    if (this.asked < this.failAt) return;
    if (this.failure === "torn" && this.asked === this.failAt) tear();
    const code = this.failure === "torn" ? "EIO" : this.failure;
    throw Object.assign(new Error(`${code}: made by the test`), { code });
  }
}
