import { posix } from "node:path";
import { untrusted } from "../../model/untrusted.js";
import type { AccessPattern, DataFlow, DashboardFilter } from "../../protocol/widgets.js";
import type { Database } from "../../store/database.js";
import { type ReachingCall, reachingCalls } from "../../store/queries/reach.js";
import { hoursOfWeek } from "../../store/queries/trend.js";

/** Calls that are looked at, the newest first. */
const LOOKED_AT = 20_000;
/** Rows of a list. */
const LISTED = 30;
/** Less than one call in so many falls into this hour of the day: it is unusual, once there are that many calls. */
const RARE = 200;
/** A place that one session alone reached is unusual where at least so many sessions are looked at. */
const SESSIONS = 5;
const HOST = /\b[a-z][a-z0-9+.-]*:\/\/(?:[^\s/@"'`<>]*@)?([a-z0-9.-]+|\[[0-9a-f:]+\])/giu;

interface Reached {
  calls: number;
  worst: number;
  readonly sessions: Set<string>;
}

/** When agents work, and which directories and hosts they reached. */
export function accessPattern(db: Database, filter: DashboardFilter): AccessPattern {
  const calls = reachingCalls(db, filter, LOOKED_AT);
  const sessions = new Set(calls.map(({ session_id }) => session_id)).size;
  const directories = new Map<string, Reached & { readonly inside: boolean }>();
  const hosts = new Map<string, Reached>();
  for (const call of calls) {
    const path = pathOf(call);
    if (path !== null) note(directories, posix.dirname(path), call, { inside: isInside(path, call) });
    for (const host of new Set(hostsOf(call))) note(hosts, host, call, {});
  }
  const isUnusual = (reached: Reached): boolean => sessions >= SESSIONS && reached.sessions.size === 1;
  return {
    hours: unusualHours(hoursOfWeek(db, filter)),
    directories: listed(directories).map(([path, reached]) => ({ path: untrusted(path), inside: reached.inside, ...countsOf(reached), unusual: !reached.inside && isUnusual(reached) })),
    hosts: listed(hosts).map(([host, reached]) => ({ host: untrusted(host), ...countsOf(reached), unusual: isUnusual(reached) })),
  };
}

/** Where data came from, by which kind of tool, and where it went. A call counts for the gravest of its sources and sinks. */
export function dataFlow(db: Database, filter: DashboardFilter): DataFlow {
  const sources = new Map<string, DataFlow["sources"][number]>();
  const sinks = new Map<string, DataFlow["sinks"][number]>();
  for (const call of reachingCalls(db, filter, LOOKED_AT)) {
    const { kind } = call;
    const worst = call.risk_score ?? 0;
    const source = sourceOf(call);
    const from = sources.get(source + kind) ?? { source, kind, calls: 0, worst: 0 };
    sources.set(source + kind, { ...from, calls: from.calls + 1, worst: Math.max(from.worst, worst) });
    const sink = sinkOf(call);
    const to = sinks.get(kind + sink) ?? { kind, sink, calls: 0, worst: 0 };
    sinks.set(kind + sink, { ...to, calls: to.calls + 1, worst: Math.max(to.worst, worst) });
  }
  return { sources: [...sources.values()], sinks: [...sinks.values()] };
}

function sourceOf(call: ReachingCall): DataFlow["sources"][number]["source"] {
  if (call.has_secret === 1) return "secrets";
  if (call.kind === "fetch") return "web";
  const path = call.kind === "read" ? pathOf(call) : null;
  if (path !== null) return isInside(path, call) ? "project" : "outside";
  return call.kind === "read" ? "project" : "user";
}

function sinkOf(call: ReachingCall): DataFlow["sinks"][number]["sink"] {
  if (call.left_to === "host" || (call.kind === "command" && hostsOf(call).length > 0)) return "hosts";
  if (call.kind === "write") return "files";
  return call.kind === "command" || call.kind === "other" ? "system" : "model";
}

/** A path as it is, or below the session's folder; null where the call names none. */
function pathOf({ file_path, directory }: ReachingCall): string | null {
  if (typeof file_path !== "string" || file_path === "") return null;
  const path = file_path.replaceAll("\\", "/");
  return posix.normalize(/^(?:\/|[A-Za-z]:\/)/.test(path) ? path : `${directory}/${path}`);
}

function isInside(path: string, { directory, worktree }: ReachingCall): boolean {
  // OpenCode's project of everything that is in no repository has the root for its folder.
  const folders = [directory, ...(worktree !== null && worktree !== "/" ? [worktree] : [])].filter((folder) => folder !== "");
  return folders.some((folder) => path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`));
}

function hostsOf({ url, command }: ReachingCall): string[] {
  const text = typeof url === "string" ? url : typeof command === "string" ? command : "";
  return [...text.matchAll(HOST)].map(([, host]) => host!.toLowerCase());
}

function note<T extends object>(places: Map<string, Reached & T>, place: string, { session_id, risk_score }: ReachingCall, more: T): void {
  let reached = places.get(place);
  if (!reached) places.set(place, (reached = { calls: 0, worst: 0, sessions: new Set(), ...more }));
  reached.calls++;
  reached.worst = Math.max(reached.worst, risk_score ?? 0);
  reached.sessions.add(session_id);
}

/** The most dangerous first, and of those alike the most frequent. */
function listed<R extends Reached>(places: ReadonlyMap<string, R>): Array<[string, R]> {
  return [...places].sort(([, one], [, other]) => other.worst - one.worst || other.calls - one.calls).slice(0, LISTED);
}

function countsOf({ calls, worst, sessions }: Reached): { calls: number; worst: number; sessions: number } {
  return { calls, worst, sessions: sessions.size };
}

/** An hour of the day is unusual where hardly any call falls into it, on any day. */
function unusualHours(cells: ReturnType<typeof hoursOfWeek>): AccessPattern["hours"] {
  const total = cells.reduce((sum, { calls }) => sum + calls, 0);
  const byHour = new Map<number, number>();
  for (const { hour, calls } of cells) byHour.set(hour, (byHour.get(hour) ?? 0) + calls);
  return cells.map((cell) => ({ ...cell, unusual: total >= RARE && (byHour.get(cell.hour) ?? 0) * RARE < total }));
}
