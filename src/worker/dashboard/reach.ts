import type { AccessPattern, DashboardFilter, DataFlow } from "../../protocol/widgets.js";
import type { Database } from "../../store/database.js";
import { foldersOfSessions, reachingCalls } from "../../store/queries/reach.js";
import { hoursOfWeek } from "../../store/queries/trend.js";
import { type PlaceMark, PlaceTally, unusualHours } from "./accessPattern.js";
import { type FlowMark, FlowTally } from "./dataFlow.js";
import { absolutePath, hostsIn, isInside, ownFolders } from "./places.js";

/** Calls that are looked at, the newest first. */
const LOOKED_AT = 20_000;
const NO_HOSTS: readonly string[] = [];

interface Looked {
  readonly flow: FlowTally;
  readonly places: PlaceTally;
  /** How many sessions they are of. */
  readonly sessions: number;
}

/**
 * What calls reached. Two widgets show it and ask one after the other, so the last look is kept until the filter or the store is another:
 * nothing else of the dashboard takes as long.
 */
export class Reach {
  private last: { readonly of: string; readonly looked: Looked } | undefined;

  constructor(private readonly db: Database) {}

  dataFlow(filter: DashboardFilter): DataFlow {
    return this.look(filter).flow.result();
  }

  /** Row numbers of the calls that a mark of the data flow, a directory or a host counts. */
  rowsOf(filter: DashboardFilter, mark: FlowMark | PlaceMark): readonly number[] {
    const { flow, places } = this.look(filter);
    return mark.by === "flow" ? flow.rowsOf(mark) : places.rowsOf(mark);
  }

  /** When agents work, and which directories and hosts they reached. */
  accessPattern(filter: DashboardFilter): AccessPattern {
    const { places, sessions } = this.look(filter);
    return { hours: unusualHours(hoursOfWeek(this.db, filter)), ...places.result(sessions) };
  }

  private look(filter: DashboardFilter): Looked {
    const of = JSON.stringify([filter, this.db.count("SELECT total_changes()")]);
    if (this.last?.of !== of) this.last = { of, looked: lookAt(this.db, filter) };
    return this.last.looked;
  }
}

function lookAt(db: Database, filter: DashboardFilter): Looked {
  const calls = reachingCalls(db, filter, LOOKED_AT);
  const ids = [...new Set(calls.map(({ session_id }) => session_id))];
  const folders = new Map([...foldersOfSessions(db, ids)].map(([id, where]) => [id, { directory: where.directory, own: ownFolders(where) }]));
  const flow = new FlowTally();
  const places = new PlaceTally();
  for (const call of calls) {
    const { directory, own } = folders.get(call.session_id) ?? { directory: "", own: [] };
    const path = typeof call.path === "string" && call.path !== "" ? absolutePath(call.path, directory) : null;
    const inside = path === null ? null : isInside(path, own);
    if (path !== null) places.addPath(path, inside === true, call);
    const hosts = typeof call.text === "string" ? hostsIn(call.text) : NO_HOSTS;
    for (const host of hosts) places.addHost(host, call);
    flow.add(call, { inside, hosts });
  }
  return { flow, places, sessions: ids.length };
}
