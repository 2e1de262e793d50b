import { Session, type Profiler } from "node:inspector/promises";

/** How often the thread is looked at, in microseconds. */
const INTERVAL_US = 500;

/** What a piece of work cost the thread on which it ran, in milliseconds. */
export interface OwnTasks {
  /** The longest stretch in which the thread did nothing but run code of the bundle, or what that called. */
  readonly longestMs: number;
  /** All of them together. */
  readonly totalMs: number;
}

/** Runs `work` and tells how long code of a bundle held this thread meanwhile; other extensions' code, and waiting, do not count. */
export async function ownTasks(bundle: string, work: () => Promise<void>): Promise<OwnTasks> {
  const session = new Session();
  session.connect();
  try {
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: INTERVAL_US });
    await session.post("Profiler.start");
    await work();
    const { profile } = await session.post("Profiler.stop");
    return stretches(profile, bundle);
  } finally {
    session.disconnect();
  }
}

function stretches({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile, bundle: string): OwnTasks {
  const own = ownNodes(nodes, bundle);
  let [longest, total, stretch] = [0, 0, 0];
  samples.forEach((node, at) => {
    const us = timeDeltas[at + 1] ?? 0;
    stretch = own.has(node) ? stretch + us : 0;
    if (own.has(node)) total += us;
    longest = Math.max(longest, stretch);
  });
  return { longestMs: longest / 1_000, totalMs: total / 1_000 };
}

/** Places of the profile's tree that are in the bundle's code or below it. */
function ownNodes(nodes: readonly Profiler.ProfileNode[], bundle: string): Set<number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const own = new Set<number>();
  const mark = (id: number, isBelow: boolean): void => {
    const node = byId.get(id);
    if (!node) return;
    const isOwn = isBelow || node.callFrame.url.endsWith(bundle);
    if (isOwn) own.add(id);
    for (const child of node.children ?? []) mark(child, isOwn);
  };
  mark(nodes[0]?.id ?? 0, false);
  return own;
}
