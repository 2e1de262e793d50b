import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { errorCode } from "../../disk/files.js";
import { processExists } from "../../store/processExists.js";

/** What tells one process from every other, also from a later one that got the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When the process began, in the kernel's ticks since boot; null where the platform does not tell. */
  readonly startTime: string | null;
  /** Where the number means anything: this boot of this machine and this PID namespace. */
  readonly place: string;
}

/** `unknown`: the process numbers of another place, or of a platform that tells no start times, prove nothing. */
export type ProcessStanding = "alive" | "gone" | "unknown";

/** Identity of the process that asks. */
export function thisProcess(): ProcessIdentity {
  const stat = readStat(process.pid);
  return { pid: process.pid, startTime: stat?.startTime ?? null, place: thisPlace() };
}

/** Whether the process still runs, as far as it can be known from `here`. */
export function standingOf(other: ProcessIdentity, here: ProcessIdentity): ProcessStanding {
  if (other.place !== here.place) return "unknown";
  if (!processExists(other.pid)) return "gone";
  if (other.startTime === null || here.startTime === null) return "unknown";
  const stat = readStat(other.pid);
  // Ended meanwhile, or hidden by a /proc that shows only one's own: the number alone proves nothing.
  if (!stat) return "unknown";
  return stat.startTime === other.startTime && !stat.ended ? "alive" : "gone";
}

/**
 * Start time (field 22) and state (field 3) of Linux's `/proc/<pid>/stat`, see proc_pid_stat(5). Null for what is no such
 * line. The second field is the program's name in parentheses, which may itself hold spaces and parentheses.
 */
export function parseStat(line: string): { readonly startTime: string; readonly ended: boolean } | null {
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  const [state, startTime] = [fields[0], fields[19]];
  if (state === undefined || startTime === undefined || !/^\d+$/.test(startTime)) return null;
  // A zombie still has its number, but nothing of it runs.
  return { startTime, ended: state === "Z" || state === "X" };
}

function readStat(pid: number): ReturnType<typeof parseStat> {
  return parseStat(readIfThere(() => readFileSync(`/proc/${pid}/stat`, "latin1")) ?? "");
}

function thisPlace(): string {
  const boot = readIfThere(() => readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim());
  const namespace = readIfThere(() => readlinkSync("/proc/self/ns/pid"));
  return boot === null ? hostname() : `${boot} ${namespace ?? ""}`;
}

function readIfThere(read: () => string): string | null {
  try {
    return read();
  } catch (error) {
    // No /proc here, or no such process: not knowing is a value.
    if (errorCode(error) === "UNKNOWN") throw error;
    return null;
  }
}
