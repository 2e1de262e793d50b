import type { Alert } from "../protocol/alerts.js";
import type { SourceRow } from "../protocol/rows.js";
import { openFindingsOf } from "../store/queries/findings.js";
import type { Store } from "../store/store.js";
import { findingRow } from "./rows.js";
import { Throttle } from "../model/throttle.js";

/** A call that began longer ago is history, not something that happens now. */
const LIVE_MS = 5 * 60_000;
/** Findings that come within this time of each other are told together, in milliseconds. */
const TOGETHER_MS = 250;
/** Findings that an alert names; the rest is counted. */
const NAMED = 5;

export interface AlertsParts {
  readonly store: Store;
  readonly tell: (alert: Alert) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What somebody ought to know at once: what an agent has just done, and what Spotter has just ceased to see. */
export class Alerts {
  private readonly started: number;
  private found: string[] = [];
  /** Unreadable records by the path of their source, as they were last. */
  private readonly unreadable = new Map<string, number>();
  private unwatched: ReadonlySet<string> = new Set();
  private readonly soon = new Throttle(TOGETHER_MS, () => this.tellFound());

  constructor(private readonly parts: AlertsParts) {
    this.started = parts.now();
  }

  /** Notes findings that are new in the index, or news again. Those of calls that began before this start are history. */
  note(findings: readonly string[]): void {
    if (findings.length === 0) return;
    this.found.push(...findings);
    this.soon.request();
  }

  /** Compares the sources with what they were at the call before; the first call only learns. */
  look(sources: readonly SourceRow[]): void {
    for (const { path, deadLetters } of sources) {
      const before = this.unreadable.get(path);
      this.unreadable.set(path, deadLetters);
      if (before !== undefined && deadLetters > before) this.parts.tell({ kind: "unreadable", source: path, records: deadLetters - before });
    }
    const unwatched = new Set(sources.filter(({ polling }) => polling).map(({ path }) => path));
    for (const path of unwatched) if (!this.unwatched.has(path)) this.parts.tell({ kind: "unwatched", source: path });
    this.unwatched = unwatched;
  }

  dispose(): void {
    this.soon.dispose();
  }

  private tellFound(): void {
    const { store, tell, now } = this.parts;
    const since = Math.max(this.started, now() - LIVE_MS);
    const live = openFindingsOf(store.db, this.found.splice(0)).filter(({ time }) => time >= since);
    if (live.length > 0) tell({ kind: "findings", findings: live.slice(0, NAMED).map(findingRow), more: Math.max(0, live.length - NAMED) });
  }
}
