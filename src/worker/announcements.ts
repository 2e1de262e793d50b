import type { Alert } from "../protocol/alerts.js";
import type { EngineStatus } from "../protocol/engine.js";
import type { Slice } from "./enrichment.js";
import { Throttle } from "../model/throttle.js";

/** What the engine tells unasked. */
export interface EngineEvents {
  status(status: EngineStatus): void;
  changed(sessionIds: readonly string[] | null): void;
  alert(alert: Alert): void;
  log(level: "debug" | "info" | "warning" | "error", message: string): void;
}

/** A change touching more sessions than this is told as "many". */
const MANY_SESSIONS = 50;
const STATUS_MS = 250;
const CHANGED_MS = 100;
/** Longer for what nobody waits for: all windows ask again with each change. */
const CHANGED_PATIENCE_MS = 320;

/** Tells what happened, a few times a second at most: what changes while work is under way is told together. */
export class Announcements {
  private changed: Set<string> | null = new Set();
  /** Calls on which each experimental rule fired since the start. */
  private readonly shadow = new Map<string, number>();
  private readonly statusThrottle: Throttle;
  private readonly changedThrottle = new Throttle(CHANGED_MS, () => this.tellChanged(), CHANGED_PATIENCE_MS);

  constructor(
    private readonly events: EngineEvents,
    status: () => EngineStatus,
  ) {
    this.statusThrottle = new Throttle(STATUS_MS, () => events.status(status()));
  }

  statusChanged(): void {
    this.statusThrottle.request();
  }

  /** Rows of these sessions changed; of any, where null. `canWait` where nobody waits to see how. */
  sessionsChanged(sessionIds: ReadonlySet<string> | null, canWait = false): void {
    if (sessionIds?.size === 0) return;
    if (sessionIds === null) this.changed = null;
    else for (const id of sessionIds) this.changed?.add(id);
    if (this.changed && this.changed.size > MANY_SESSIONS) this.changed = null;
    this.changedThrottle.request(canWait);
    this.statusThrottle.request(canWait);
  }

  scored({ sessionIds, failures, shadow }: Slice, canWait = false): void {
    for (const [rule, calls] of shadow) this.shadow.set(rule, (this.shadow.get(rule) ?? 0) + calls);
    this.sessionsChanged(sessionIds, canWait);
    for (const error of failures) this.failed("Scoring failed", error);
  }

  /** What experimental rules would have shown until now. */
  tellShadow(): void {
    if (this.shadow.size === 0) return;
    this.log("info", `Experimental rules, counted and not shown: ${[...this.shadow].map(([rule, calls]) => `${rule} ${calls}`).join(", ")}.`);
  }

  failed(what: string, error: unknown): void {
    this.log("error", `${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  log(level: "debug" | "info" | "warning" | "error", message: string): void {
    this.events.log(level, message);
  }

  dispose(): void {
    this.statusThrottle.dispose();
    this.changedThrottle.dispose();
  }

  private tellChanged(): void {
    this.events.changed(this.changed === null ? null : [...this.changed]);
    this.changed = new Set();
  }
}
