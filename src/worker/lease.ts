import { accessSync, chmodSync, closeSync, constants, lstatSync, openSync, readSync, readdirSync, rmdirSync, unlinkSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import * as v from "valibot";
import { diskFiles, errorCode } from "../disk/files.js";
import { SOCKET_FOLDER_PREFIX, isUsableAddress } from "./sharing/address.js";
import { type ProcessIdentity, standingOf, thisProcess } from "./sharing/processIdentity.js";

/**
 * The lease on a store: `lease.<n>` in its directory, created exclusively, names who runs the engine. It is taken over by
 * creating the next number, never by removing and creating the same one again, which two can both believe to have done.
 *
 * What it rests on: the file with the highest number is never removed, so a number that could be created because its file
 * had been cleared away is found out by looking once more for a higher one.
 */
const leaseRecord = v.object({
  pid: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 31 - 1)),
  startTime: v.nullable(v.string()),
  place: v.string(),
  /** Version of the extension: another one may speak another contract. */
  version: v.string(),
  /** Socket or named pipe on which the holder listened before it took the lease. */
  socketPath: v.pipe(v.string(), v.check(isUsableAddress)),
  /** Secret that both ends of a connection prove to know. */
  token: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  /** Milliseconds since 1970; for people who look into the file. */
  createdAt: v.number(),
});
export type LeaseRecord = v.InferOutput<typeof leaseRecord>;

/** What stands in the way of a lease: a code of the file system, for example `EROFS`. */
export interface LeaseObstacle {
  readonly kind: "unavailable";
  readonly code: string;
}

export type LeaseView =
  /** Nobody runs the engine; the next lease is `above + 1`. */
  | { readonly kind: "vacant"; readonly above: number }
  | { readonly kind: "held"; readonly number: number; readonly record: LeaseRecord }
  /** A lease that cannot be read yet: it is being written, or its writer died over it. Look again soon. */
  | { readonly kind: "unsettled"; readonly number: number }
  | LeaseObstacle;

export type LeaseClaim = { readonly kind: "won"; readonly lease: Lease } | { readonly kind: "lost" } | LeaseObstacle;

/** How long a lease may stay unreadable before its writer is taken for dead, in milliseconds. Writing one takes far less than one. */
const UNSETTLED_MS = 1_000;
const LARGEST_RECORD = 16_384;
const LEASE_NAME = /^lease\.(\d{1,15})(\.released)?$/;
const LARGEST_NUMBER = 999_999_999_999_999;
/** Not to be held up by a pipe, nor led elsewhere by a link, of a lease's name. Windows has neither flag. */
const READ_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** Looks who holds the lease of one directory. Remembers since when a lease has been unreadable. */
export class LeaseObserver {
  private unsettled: { readonly number: number; readonly since: number } | null = null;

  /** @param now milliseconds of a clock that never goes back */
  constructor(
    private readonly directory: string,
    private readonly now: () => number = () => performance.now(),
    private readonly here: ProcessIdentity = thisProcess(),
  ) {}

  look(): LeaseView {
    const listed = list(this.directory);
    if ("code" in listed) return listed.code === "ENOENT" ? { kind: "vacant", above: 0 } : { kind: "unavailable", code: listed.code };
    const { highest: number, released } = listed;
    if (number === 0 || released.has(number)) return { kind: "vacant", above: number };
    const record = readRecord(join(this.directory, `lease.${number}`));
    if (!record) return this.unsettledView(number);
    return standingOf(record, this.here) === "gone" ? { kind: "vacant", above: number } : { kind: "held", number, record };
  }

  private unsettledView(number: number): LeaseView {
    if (this.unsettled?.number !== number) this.unsettled = { number, since: this.now() };
    return this.now() - this.unsettled.since >= UNSETTLED_MS ? { kind: "vacant", above: number } : { kind: "unsettled", number };
  }
}

/** Makes the directory where it is missing, for its owner alone. Gives what stands in the way of writing there, or null. */
export function prepareDirectory(directory: string): LeaseObstacle | null {
  try {
    diskFiles.makeFolder(directory);
    accessSync(directory, constants.W_OK | constants.R_OK);
    // VS Code makes the folder for everybody to read. Where that cannot be changed it is not ours, and no place for a socket.
    chmodSync(directory, 0o700);
    return null;
  } catch (error) {
    return { kind: "unavailable", code: errorCode(error) };
  }
}

/**
 * Tries to take the lease `above + 1`. Of all who try, at any moment, at most one wins; it clears away what ended leases left.
 *
 * @param record `socketPath` has to be listening already: who reads the lease connects to it
 */
export function claimLease(directory: string, above: number, record: LeaseRecord): LeaseClaim {
  const number = above + 1;
  if (number > LARGEST_NUMBER) return { kind: "unavailable", code: "ERANGE" };
  const path = join(directory, `lease.${number}`);
  try {
    const file = openSync(path, "wx", 0o600);
    try {
      writeSync(file, JSON.stringify(record));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    // A file that could not be written whole stays: it is the highest, and others pass it by after a moment.
    return errorCode(error) === "EEXIST" ? { kind: "lost" } : { kind: "unavailable", code: errorCode(error) };
  }
  const lease = new Lease(directory, number);
  if (!lease.isHeld()) return { kind: "lost" };
  sweep(directory, number);
  return { kind: "won", lease };
}

/** A lease that was won. */
export class Lease {
  constructor(
    private readonly directory: string,
    readonly number: number,
  ) {}

  /** True when nobody has taken over: to be asked before each rename of the image and each line of the journal. */
  isHeld(): boolean {
    return this.standing() === "held";
  }

  /** `unknown` where the directory cannot be read just now: nothing may be written, but nobody is known to have taken over. */
  standing(): "held" | "lost" | "unknown" {
    const listed = list(this.directory);
    if ("code" in listed) return listed.code === "ENOENT" ? "lost" : "unknown";
    return listed.highest === this.number && listed.present.has(this.number) && !listed.released.has(this.number) ? "held" : "lost";
  }

  /** Gives the lease up. Where the marker cannot be made, the end of the process or of its socket tells the same, later. */
  release(): LeaseObstacle | null {
    // In a directory that was emptied and begun anew, a marker of a higher number would end the lease of somebody else.
    if (this.standing() === "lost") return null;
    try {
      closeSync(openSync(join(this.directory, `lease.${this.number}.released`), "wx", 0o600));
      return null;
    } catch (error) {
      return errorCode(error) === "EEXIST" ? null : { kind: "unavailable", code: errorCode(error) };
    }
  }
}

interface Listing {
  /** 0 where there is none. A marker counts too, so that no number is ever used twice. */
  readonly highest: number;
  readonly present: ReadonlySet<number>;
  readonly released: ReadonlySet<number>;
}

function list(directory: string): Listing | { readonly code: string } {
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch (error) {
    return { code: errorCode(error) };
  }
  const present = new Set<number>();
  const released = new Set<number>();
  let highest = 0;
  for (const name of names) {
    const match = LEASE_NAME.exec(name);
    if (!match) continue;
    const number = Number(match[1]);
    (match[2] === undefined ? present : released).add(number);
    highest = Math.max(highest, number);
  }
  return { highest, present, released };
}

function readRecord(path: string): LeaseRecord | null {
  const text = readSmallFile(path);
  if (text === null) return null;
  try {
    const parsed = v.safeParse(leaseRecord, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null; // half of it is written
    throw error;
  }
}

/** The file's text, or null where it cannot be read or is larger than any lease. */
function readSmallFile(path: string): string | null {
  const buffer = Buffer.alloc(LARGEST_RECORD);
  try {
    const file = openSync(path, READ_FLAGS);
    try {
      const length = readSync(file, buffer, 0, LARGEST_RECORD, 0);
      return length === LARGEST_RECORD ? null : buffer.toString("utf8", 0, length);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (errorCode(error) === "UNKNOWN") throw error;
    return null;
  }
}

/** Removes what leases below `number` left: their files, and the sockets of those who could not do it themselves. */
function sweep(directory: string, number: number): void {
  const listed = list(directory);
  if ("code" in listed) return;
  for (const stale of [...listed.present].filter((other) => other < number)) {
    const path = join(directory, `lease.${stale}`);
    const record = readRecord(path);
    if (record) removeSocket(record.socketPath);
    removeQuietly(() => unlinkSync(path));
  }
  for (const stale of [...listed.released].filter((other) => other < number)) removeQuietly(() => unlinkSync(join(directory, `lease.${stale}.released`)));
}

/** The path comes out of a file: only a socket is removed, and only an empty folder of our own naming. */
function removeSocket(path: string): void {
  removeQuietly(() => {
    if (lstatSync(path).isSocket()) unlinkSync(path);
  });
  const folder = dirname(path);
  if (basename(folder).startsWith(SOCKET_FOLDER_PREFIX)) removeQuietly(() => rmdirSync(folder));
}

function removeQuietly(remove: () => void): void {
  try {
    remove();
  } catch (error) {
    // What cannot be cleared away is only litter, and the next holder tries again.
    if (errorCode(error) === "UNKNOWN") throw error;
  }
}
