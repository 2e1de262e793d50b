import * as v from "valibot";

/** One end of a two-way pipe: a worker's port, a webview, a socket. */
export interface Port {
  post(message: unknown): void;
  /** Registers the listener and gives the function that removes it. */
  listen(listener: (message: unknown) => void): () => void;
}

/** A request's parameters and result, each with the check that the receiver runs before it acts. */
export interface RequestShape {
  readonly params: v.GenericSchema;
  readonly result: v.GenericSchema;
}

/** Everything that one side may ask of the other, and everything that it is told unasked. */
export interface Contract {
  readonly requests: Readonly<Record<string, RequestShape>>;
  readonly events: Readonly<Record<string, v.GenericSchema>>;
}

export type Params<C extends Contract, K extends keyof C["requests"]> = v.InferOutput<C["requests"][K]["params"]>;
export type Result<C extends Contract, K extends keyof C["requests"]> = v.InferOutput<C["requests"][K]["result"]>;
export type EventOf<C extends Contract, K extends keyof C["events"]> = v.InferOutput<C["events"][K]>;

/** Why a request failed: a closed set, so that callers can tell the cases apart without reading words. */
export const REQUEST_FAILURES = ["cancelled", "timed-out", "closed", "invalid", "not-found", "not-kept", "not-written", "changed", "ended", "needs-consent", "unusable", "past", "too-many", "failed"] as const;
export type RequestFailure = (typeof REQUEST_FAILURES)[number];

export class RequestError extends Error {
  override readonly name = "RequestError";
  constructor(
    readonly failure: RequestFailure,
    message: string,
  ) {
    super(message);
  }
}

const envelope = v.variant("type", [
  v.object({ type: v.literal("request"), id: v.number(), name: v.string(), params: v.unknown() }),
  v.object({ type: v.literal("reply"), id: v.number(), result: v.unknown() }),
  v.object({ type: v.literal("error"), id: v.number(), failure: v.picklist(REQUEST_FAILURES), message: v.string() }),
  v.object({ type: v.literal("cancel"), id: v.number() }),
  v.object({ type: v.literal("event"), name: v.string(), payload: v.unknown() }),
]);
type Envelope = v.InferOutput<typeof envelope>;

/** Called with a message that was dropped; says what was wrong with it, never what was in it. */
export type DropListener = (why: string) => void;

interface Pending {
  readonly name: string;
  resolve(result: unknown): void;
  reject(error: RequestError): void;
}

/** The asking side of a contract. */
export class ChannelClient<C extends Contract> {
  private nextId = 1;
  private readonly pending = new Map<number, Pending>();
  private readonly listeners = new Map<string, Set<(payload: unknown) => void>>();
  private readonly stop: () => void;

  constructor(
    private readonly contract: C,
    private readonly port: Port,
    private readonly onDrop: DropListener = () => undefined,
  ) {
    this.stop = port.listen((message) => this.receive(message));
  }

  /**
   * Sends a request and gives its checked result.
   *
   * @param options.signal cancels it on both sides; `options.timeoutMs` gives up after that many milliseconds (default 30,000; 0 waits for ever)
   * @throws {RequestError}
   */
  request<K extends keyof C["requests"] & string>(
    name: K,
    params: v.InferInput<C["requests"][K]["params"]>,
    options: { readonly signal?: AbortSignal; readonly timeoutMs?: number } = {},
  ): Promise<Result<C, K>> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const abandon = (failure: RequestFailure, message: string): void => {
        this.post({ type: "cancel", id });
        this.pending.get(id)?.reject(new RequestError(failure, message));
      };
      const timeoutMs = options.timeoutMs ?? 30_000;
      const timer = timeoutMs > 0 ? setTimeout(() => abandon("timed-out", `No answer to '${name}' within ${timeoutMs} ms.`), timeoutMs) : undefined;
      const onAbort = (): void => abandon("cancelled", `'${name}' was cancelled.`);
      const settle = (): void => {
        clearTimeout(timer);
        options.signal?.removeEventListener("abort", onAbort);
        this.pending.delete(id);
      };
      this.pending.set(id, {
        name,
        resolve: (result) => (settle(), resolve(result as Result<C, K>)),
        reject: (error) => (settle(), reject(error)),
      });
      if (options.signal?.aborted) return onAbort();
      options.signal?.addEventListener("abort", onAbort, { once: true });
      this.post({ type: "request", id, name, params });
    });
  }

  /** Registers a listener for an event and gives the function that removes it. */
  on<K extends keyof C["events"] & string>(name: K, listener: (payload: EventOf<C, K>) => void): () => void {
    const listeners = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, listeners.add(listener as (payload: unknown) => void));
    return () => listeners.delete(listener as (payload: unknown) => void);
  }

  /** Fails everything that is under way; the port itself belongs to the caller. */
  close(): void {
    this.stop();
    for (const pending of [...this.pending.values()]) pending.reject(new RequestError("closed", `The engine ended before it answered '${pending.name}'.`));
  }

  private post(message: Envelope): void {
    this.port.post(message);
  }

  private receive(message: unknown): void {
    const parsed = v.safeParse(envelope, message);
    if (!parsed.success) return this.onDrop("a message that is no envelope");
    const incoming = parsed.output;
    if (incoming.type === "event") return this.receiveEvent(incoming.name, incoming.payload);
    if (incoming.type !== "reply" && incoming.type !== "error") return this.onDrop(`a '${incoming.type}' that only the other side may send`);
    const pending = this.pending.get(incoming.id);
    if (!pending) return; // cancelled or timed out before the answer came
    if (incoming.type === "error") return pending.reject(new RequestError(incoming.failure, incoming.message));
    const result = v.safeParse(this.contract.requests[pending.name]!.result, incoming.result);
    if (result.success) pending.resolve(result.output);
    else pending.reject(new RequestError("invalid", `The answer to '${pending.name}' has another shape: ${v.summarize(result.issues)}`));
  }

  private receiveEvent(name: string, payload: unknown): void {
    const schema = Object.hasOwn(this.contract.events, name) ? this.contract.events[name] : undefined;
    if (!schema) return this.onDrop("an unknown event");
    const parsed = v.safeParse(schema, payload);
    if (!parsed.success) return this.onDrop(`event '${name}' of another shape`);
    for (const listener of this.listeners.get(name) ?? []) listener(parsed.output);
  }
}

export type Handlers<C extends Contract> = {
  readonly [K in keyof C["requests"]]: (params: Params<C, K>, signal: AbortSignal) => Result<C, K> | Promise<Result<C, K>>;
};

/** Why a request's signal is aborted where nobody waits for it any more: its channel was closed, and nobody asked for it to be left. */
export const CHANNEL_CLOSED = Symbol("channel closed");

/** The answering side of a contract, for one port. */
export class ChannelServer<C extends Contract> {
  private readonly running = new Map<number, AbortController>();
  private readonly stop: () => void;

  constructor(
    private readonly contract: C,
    private readonly port: Port,
    private readonly handlers: Handlers<C>,
    /** Told of each handler that threw something unexpected; the asker gets the failure too. */
    private readonly onError: (request: string, error: unknown) => void,
    private readonly onDrop: DropListener = () => undefined,
  ) {
    this.stop = port.listen((message) => void this.receive(message));
  }

  emit<K extends keyof C["events"] & string>(name: K, payload: v.InferInput<C["events"][K]>): void {
    this.port.post({ type: "event", name, payload } satisfies Envelope);
  }

  close(): void {
    this.stop();
    for (const controller of this.running.values()) controller.abort(CHANNEL_CLOSED);
  }

  private async receive(message: unknown): Promise<void> {
    const parsed = v.safeParse(envelope, message);
    if (!parsed.success) return this.onDrop("a message that is no envelope");
    const incoming = parsed.output;
    if (incoming.type === "cancel") return this.running.get(incoming.id)?.abort();
    if (incoming.type !== "request") return this.onDrop(`a '${incoming.type}' that only the other side may send`);
    const { id, name } = incoming;
    const shape = Object.hasOwn(this.contract.requests, name) ? this.contract.requests[name] : undefined;
    if (!shape) return this.fail(id, "invalid", "There is no such request.");
    const params = v.safeParse(shape.params, incoming.params);
    if (!params.success) return this.fail(id, "invalid", `The parameters of '${name}' have another shape: ${v.summarize(params.issues)}`);
    await this.answer(id, name, params.output);
  }

  private async answer(id: number, name: string, params: unknown): Promise<void> {
    const controller = new AbortController();
    this.running.set(id, controller);
    try {
      const handler = this.handlers[name] as (params: unknown, signal: AbortSignal) => unknown;
      const result = await handler(params, controller.signal);
      this.port.post({ type: "reply", id, result } satisfies Envelope);
    } catch (error) {
      if (error instanceof RequestError) return this.fail(id, error.failure, error.message);
      this.onError(name, error);
      this.fail(id, "failed", `'${name}' failed inside the engine; the log says more.`);
    } finally {
      this.running.delete(id);
    }
  }

  private fail(id: number, failure: RequestFailure, message: string): void {
    this.port.post({ type: "error", id, failure, message } satisfies Envelope);
  }
}
