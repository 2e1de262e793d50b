import { type Socket, connect } from "node:net";
import type { Port } from "../../protocol/channel.js";
import { FramedSocket } from "./framedSocket.js";
import { LARGEST_FRAME } from "./frames.js";
import { LARGEST_HANDSHAKE, isProofOf, proofOf } from "./handshake.js";

/** A connection to the engine of another window. */
export interface EngineLink extends Port {
  /** Fulfilled when the connection has ended, with why; never rejected. */
  readonly ended: Promise<string>;
  close(): void;
}

export type DialOutcome =
  | { readonly kind: "connected"; readonly link: EngineLink }
  /** Nobody listens there. */
  | { readonly kind: "refused" }
  /** Somebody listens but ended the connection, or is too busy to take it. */
  | { readonly kind: "turned-away"; readonly why: string }
  /** Somebody listens and says nothing. */
  | { readonly kind: "no-answer" };

/** What connecting to a socket without a listener fails with. Anything else may pass and proves nothing. */
const NOBODY_LISTENS: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOENT", "ENOTSOCK", "ENOTDIR"]);

/**
 * Connects to the holder of a lease; both sides prove that they know its token.
 *
 * @param options.timeoutMs how long the holder may take to answer, in milliseconds
 * @param options.signal gives up, as `turned-away`
 */
export function dialEngine(
  holder: { readonly socketPath: string; readonly token: string },
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<DialOutcome> {
  return new Promise((resolve) => {
    const socket = connect(holder.socketPath);
    const framed = new FramedSocket(socket, { largestIncoming: LARGEST_HANDSHAKE, hearOnlyReaders: false });
    const settle = (outcome: DialOutcome): void => {
      clearTimeout(timer);
      options.signal.removeEventListener("abort", onAbort);
      resolve(outcome);
      if (outcome.kind !== "connected") socket.destroy();
    };
    const onAbort = (): void => settle({ kind: "turned-away", why: "given up" });
    const timer = setTimeout(() => settle({ kind: "no-answer" }), options.timeoutMs);
    options.signal.addEventListener("abort", onAbort, { once: true });
    if (options.signal.aborted) return onAbort();
    framed.onEnd = (why) => settle(NOBODY_LISTENS.has(why) ? { kind: "refused" } : { kind: "turned-away", why });
    framed.onMessage = (message) => {
      if (!isProofOf("engine", holder.token, message)) return framed.end("it does not know the lease");
      framed.allow(LARGEST_FRAME);
      settle({ kind: "connected", link: linkOver(socket, framed) });
    };
    framed.send(proofOf("client", holder.token));
  });
}

function linkOver(socket: Socket, framed: FramedSocket): EngineLink {
  const listeners = new Set<(message: unknown) => void>();
  // What comes before anybody listens waits here; the engine tells its status as soon as it is connected.
  let early: unknown[] | null = [];
  framed.onMessage = (message) => {
    if (early) early.push(message);
    else for (const listener of [...listeners]) listener(message);
  };
  return {
    ended: new Promise((resolve) => (framed.onEnd = resolve)),
    post: (message) => void framed.send(message),
    listen(listener) {
      listeners.add(listener);
      const waiting = early ?? [];
      early = null;
      for (const message of waiting) listener(message);
      return () => listeners.delete(listener);
    },
    close: () => void socket.destroy(),
  };
}
