import * as v from "valibot";
import type { Port } from "../../protocol/channel.js";

const outgoing = v.variant("type", [v.looseObject({ type: v.literal("request"), id: v.number() }), v.looseObject({ type: v.literal("cancel"), id: v.number() })]);
const incoming = v.variant("type", [
  v.looseObject({ type: v.picklist(["reply", "error"]), id: v.number() }),
  v.looseObject({ type: v.literal("event") }),
]);

/** How many engines a request may outlive before it is answered with an error: it may be what ends them. */
const MOST_SENDS = 3;

interface Outstanding {
  readonly message: unknown;
  sends: number;
}

/**
 * One port to whichever engine there is. What was asked of an engine that ended is asked of the next one, so whoever asks
 * notices nothing but a pause. A request may therefore be carried out twice; each is answered once.
 */
export class SharedEnginePort implements Port {
  private readonly outstanding = new Map<number, Outstanding>();
  private readonly listeners = new Set<(message: unknown) => void>();
  private engine: Port | null = null;
  private stopListening: () => void = () => undefined;

  /** @param onConnected told whether an engine is there, each time that changes */
  constructor(private readonly onConnected: (connected: boolean) => void = () => undefined) {}

  get connected(): boolean {
    return this.engine !== null;
  }

  /** Requests that wait for an answer. */
  get waiting(): number {
    return this.outstanding.size;
  }

  post(message: unknown): void {
    const parsed = v.safeParse(outgoing, message);
    if (!parsed.success) return; // only requests and their cancellation go this way, as the channel's contract says
    const { type, id } = parsed.output;
    if (type === "cancel") {
      this.outstanding.delete(id);
      this.engine?.post(message);
      return;
    }
    const request = { message, sends: 0 };
    this.outstanding.set(id, request);
    if (this.engine) this.send(this.engine, id, request);
  }

  listen(listener: (message: unknown) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Asks `engine` from now on, beginning with everything that is not answered yet, oldest first. */
  attach(engine: Port): void {
    this.detach();
    this.engine = engine;
    this.stopListening = engine.listen((message) => this.receive(message));
    this.onConnected(true);
    for (const [id, request] of [...this.outstanding]) this.send(engine, id, request);
  }

  /** The engine has ended: what is asked waits for the next one. */
  detach(): void {
    if (!this.engine) return;
    this.stopListening();
    this.engine = null;
    this.onConnected(false);
  }

  private send(engine: Port, id: number, request: Outstanding): void {
    if (++request.sends <= MOST_SENDS) return engine.post(request.message);
    this.outstanding.delete(id);
    this.tell({ type: "error", id, failure: "closed", message: `The engine ended ${MOST_SENDS} times before it answered, so it is not asked again.` });
  }

  private receive(message: unknown): void {
    const parsed = v.safeParse(incoming, message);
    if (!parsed.success) return; // the asking side checks and reports what it gets; what is no answer has nobody to go to
    if (parsed.output.type !== "event" && !this.outstanding.delete(parsed.output.id)) return; // cancelled meanwhile
    this.tell(message);
  }

  private tell(message: unknown): void {
    for (const listener of [...this.listeners]) listener(message);
  }
}
