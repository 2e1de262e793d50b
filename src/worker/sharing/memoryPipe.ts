import type { Port } from "../../protocol/channel.js";

/** Two ends of a pipe inside one thread, so that the engine of this window and one of another window are asked alike. */
export function memoryPipe(): readonly [Port, Port] {
  const [left, right] = [new Set<Listener>(), new Set<Listener>()];
  return [end(left, right), end(right, left)];
}

type Listener = (message: unknown) => void;

function end(own: Set<Listener>, other: ReadonlySet<Listener>): Port {
  return {
    // Later, as with every other port: who posts is never called back before `post` returns.
    post: (message) => queueMicrotask(() => [...other].forEach((listener) => listener(message))),
    listen(listener) {
      own.add(listener);
      return () => own.delete(listener);
    },
  };
}
