import type { RiskLevel } from "../model/risk.js";
import type { Database } from "./database.js";

export type SummaryLevel = RiskLevel | "unscored";

/** What of a call decides in which summary row it is counted. */
export interface SummaryKey {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly projectId: string;
  readonly agent: string;
  readonly tool: string;
  readonly level: SummaryLevel;
}

const HOUR_MS = 3_600_000;

/**
 * Counts per hour, project, agent, tool and level. Changes are gathered during a transaction and written at its end: a
 * batch touches few rows often, and an upsert per call would cost more than the call's own row.
 */
export class Summaries {
  private readonly changes = new Map<string, { key: SummaryKey; calls: number }>();

  constructor(private readonly db: Database) {}

  add(key: SummaryKey, calls: 1 | -1): void {
    const hour = Math.floor(key.time / HOUR_MS);
    const name = `${hour}\0${key.projectId}\0${key.agent}\0${key.tool}\0${key.level}`;
    const change = this.changes.get(name);
    if (change) change.calls += calls;
    else this.changes.set(name, { key, calls });
  }

  /** Writes what was gathered; called inside the transaction that changed the calls. */
  flush(): void {
    for (const { key, calls } of this.changes.values()) {
      if (calls === 0) continue;
      const hour = Math.floor(key.time / HOUR_MS);
      this.db.run(
        `INSERT INTO summary (hour, project_id, agent, tool, level, calls) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (hour, project_id, agent, tool, level) DO UPDATE SET calls = calls + excluded.calls`,
        hour, key.projectId, key.agent, key.tool, key.level, calls,
      );
      if (calls < 0) {
        this.db.run(
          "DELETE FROM summary WHERE hour = ? AND project_id = ? AND agent = ? AND tool = ? AND level = ? AND calls = 0 AND folded = 0",
          hour, key.projectId, key.agent, key.tool, key.level,
        );
      }
    }
    this.changes.clear();
  }

  /** Forgets what was gathered in a transaction that failed. */
  discard(): void {
    this.changes.clear();
  }
}
