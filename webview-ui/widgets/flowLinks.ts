import type { DataFlow, StreamMark } from "../../src/protocol/widgets.js";

type Source = DataFlow["sources"][number]["source"];
type Kind = DataFlow["sources"][number]["kind"];
type Sink = DataFlow["sinks"][number]["sink"];
/** Names of nodes: the three sides share words, as in "files", and are to be told apart. */
export type FlowNode = `source:${Source}` | `kind:${Kind}` | `sink:${Sink}`;

export interface FlowLink {
  readonly source: FlowNode;
  readonly target: FlowNode;
  readonly value: number;
  /** Score of the worst call. */
  readonly worst: number;
}

/** The calls of a node, or of a link from one to another. */
export function callsOf(...nodes: readonly FlowNode[]): Extract<StreamMark, { by: "flow" }> {
  const named = <T extends string>(side: string): T | null => (nodes.find((node) => node.startsWith(`${side}:`))?.slice(side.length + 1) ?? null) as T | null;
  return { by: "flow", source: named<Source>("source"), kind: named<Kind>("kind"), sink: named<Sink>("sink") };
}

/** The links of the drawing, from sources over kinds of tools to sinks; empty ones are left out. */
export function flowOf({ sources, sinks }: DataFlow): FlowLink[] {
  return [
    ...sources.map(({ source, kind, calls, worst }): FlowLink => ({ source: `source:${source}`, target: `kind:${kind}`, value: calls, worst })),
    ...sinks.map(({ kind, sink, calls, worst }): FlowLink => ({ source: `kind:${kind}`, target: `sink:${sink}`, value: calls, worst })),
  ].filter(({ value }) => value > 0);
}
