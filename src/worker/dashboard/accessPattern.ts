import { posix } from "node:path";
import { rawText, untrusted } from "../../model/untrusted.js";
import type { AccessPattern, StreamMark } from "../../protocol/widgets.js";
import type { ReachingCall } from "../../store/queries/reach.js";
import type { hoursOfWeek } from "../../store/queries/trend.js";

/** Rows of a list. */
const LISTED = 30;
/** Less than one call in so many falls into this hour of the day: it is unusual, once there are that many calls. */
const RARE = 200;
/** A place that one session alone reached is unusual where at least so many sessions are looked at. */
const SESSIONS = 5;

/** A directory or a host. */
export type PlaceMark = Extract<StreamMark, { by: "directory" | "host" }>;

interface Place {
  /** Row numbers of its calls. */
  readonly rows: number[];
  worst: number;
  readonly sessions: Set<string>;
}

/** Which directories and hosts agents reached. */
export class PlaceTally {
  private readonly directories = new Map<string, Place & { readonly inside: boolean }>();
  private readonly hosts = new Map<string, Place>();

  addPath(path: string, inside: boolean, call: ReachingCall): void {
    note(this.directories, posix.dirname(path), call, { inside });
  }

  addHost(host: string, call: ReachingCall): void {
    note(this.hosts, host, call, {});
  }

  /** Row numbers of the calls that reached a place. */
  rowsOf(place: PlaceMark): readonly number[] {
    return (place.by === "host" ? this.hosts.get(rawText(place.host)) : this.directories.get(rawText(place.path)))?.rows ?? [];
  }

  /** @param sessions how many sessions were looked at */
  result(sessions: number): Pick<AccessPattern, "directories" | "hosts"> {
    const isUnusual = (place: Place): boolean => sessions >= SESSIONS && place.sessions.size === 1;
    return {
      directories: listed(this.directories).map(([path, place]) => ({ path: untrusted(path), inside: place.inside, ...countsOf(place), unusual: !place.inside && isUnusual(place) })),
      hosts: listed(this.hosts).map(([host, place]) => ({ host: untrusted(host), ...countsOf(place), unusual: isUnusual(place) })),
    };
  }
}

function note<T extends object>(places: Map<string, Place & T>, name: string, { row, session_id, risk_score }: ReachingCall, more: T): void {
  let place = places.get(name);
  if (!place) places.set(name, (place = { rows: [], worst: 0, sessions: new Set(), ...more }));
  place.rows.push(row);
  place.worst = Math.max(place.worst, risk_score ?? 0);
  place.sessions.add(session_id);
}

/** The most dangerous first, and of those alike the most frequent. */
function listed<P extends Place>(places: ReadonlyMap<string, P>): Array<[string, P]> {
  return [...places].sort(([, one], [, other]) => other.worst - one.worst || other.rows.length - one.rows.length).slice(0, LISTED);
}

function countsOf({ rows, worst, sessions }: Place): { calls: number; worst: number; sessions: number } {
  return { calls: rows.length, worst, sessions: sessions.size };
}

/** An hour of the day is unusual where hardly any call falls into it, on any day. */
export function unusualHours(cells: ReturnType<typeof hoursOfWeek>): AccessPattern["hours"] {
  const total = cells.reduce((sum, { calls }) => sum + calls, 0);
  const byHour = new Map<number, number>();
  for (const { hour, calls } of cells) byHour.set(hour, (byHour.get(hour) ?? 0) + calls);
  return cells.map((cell) => ({ ...cell, unusual: total >= RARE && (byHour.get(cell.hour) ?? 0) * RARE < total }));
}
