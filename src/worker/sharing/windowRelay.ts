import * as v from "valibot";
import type { Port } from "../../protocol/channel.js";

const shutdownRequest = v.looseObject({ type: v.literal("request"), name: v.literal("shutdown"), id: v.number() });

/**
 * Joins a window to whichever engine there is. A window's `shutdown` ends its own seat and goes no further: the engine may
 * be another window's, which wants to keep it.
 *
 * @param shutdown ends the seat; `answered` is called when the reply has been posted
 * @returns the function that parts them
 */
export function relayWindow(window: Port, engine: Port, end: { readonly shutdown: () => Promise<void>; readonly answered: () => void }): () => void {
  const stopWindow = window.listen((message) => {
    const parsed = v.safeParse(shutdownRequest, message);
    if (!parsed.success) return engine.post(message);
    const { id } = parsed.output;
    void end
      .shutdown()
      .then(
        () => window.post({ type: "reply", id, result: {} }),
        () => window.post({ type: "error", id, failure: "failed", message: "The engine did not end in order; the log says more." }),
      )
      .finally(end.answered);
  });
  const stopEngine = engine.listen((message) => window.post(message));
  return () => {
    stopWindow();
    stopEngine();
  };
}
