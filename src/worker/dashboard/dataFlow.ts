import type { DataFlow, StreamMark } from "../../protocol/widgets.js";
import type { ReachingCall } from "../../store/queries/reach.js";

type Source = DataFlow["sources"][number];
type Sink = DataFlow["sinks"][number];

export type FlowMark = Extract<StreamMark, { by: "flow" }>;

/** What is known of a call's places. */
export interface Reached {
  /** Whether the file that it names is in the session's folders; null where it names none. */
  readonly inside: boolean | null;
  readonly hosts: readonly string[];
}

/** Where data came from, by which kind of tool, and where it went. A call counts for the gravest of its sources and sinks. */
export class FlowTally {
  private readonly sources = new Map<string, Source>();
  private readonly sinks = new Map<string, Sink>();
  private readonly calls: Array<{ readonly row: number; readonly source: Source["source"]; readonly kind: Source["kind"]; readonly sink: Sink["sink"] }> = [];

  add(call: ReachingCall, reached: Reached): void {
    const { kind } = call;
    const score = call.risk_score ?? 0;
    const source = sourceOf(call, reached);
    const sink = sinkOf(call, reached);
    this.calls.push({ row: call.row, source, kind, sink });
    count(this.sources, source + kind, score, () => ({ source, kind, calls: 0, worst: 0 }));
    count(this.sinks, kind + sink, score, () => ({ kind, sink, calls: 0, worst: 0 }));
  }

  /** Row numbers of the calls that took this way. */
  rowsOf(way: FlowMark): number[] {
    const is = <T>(wanted: T | null, own: T): boolean => wanted === null || wanted === own;
    return this.calls.filter(({ source, kind, sink }) => is(way.source, source) && is(way.kind, kind) && is(way.sink, sink)).map(({ row }) => row);
  }

  result(): DataFlow {
    return { sources: [...this.sources.values()], sinks: [...this.sinks.values()] };
  }
}

function count<L extends { calls: number; worst: number }>(links: Map<string, L>, name: string, score: number, make: () => L): void {
  let link = links.get(name);
  if (!link) links.set(name, (link = make()));
  link.calls++;
  link.worst = Math.max(link.worst, score);
}

function sourceOf({ kind, secret }: ReachingCall, { inside }: Reached): Source["source"] {
  if (secret !== null) return "secrets";
  if (kind === "fetch") return "web";
  if (kind !== "read") return "user";
  return inside === false ? "outside" : "project";
}

function sinkOf({ kind, secret }: ReachingCall, { hosts }: Reached): Sink["sink"] {
  // What a fetch asks for leaves the machine in its URL, as it does with any other tool's.
  if (secret === "host" || hosts.length > 0) return "hosts";
  if (kind === "write") return "files";
  return kind === "command" ? "system" : "model";
}
