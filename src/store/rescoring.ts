import type { Database } from "./database.js";
import type { ScoredCall, Scores, UnscoredCall } from "./scores.js";

/** Above every time and every row number, and still exact. */
const TOP = Number.MAX_SAFE_INTEGER;

/** Why calls are scored again: other rules than those that scored them, or because a person asked. */
export type RescoringCause = "rules" | "asked";

export interface RescoringProgress {
  readonly done: number;
  readonly total: number;
}

interface Pass {
  readonly rules_version: string;
  readonly cause: RescoringCause;
  readonly before_time: number;
  readonly before_row: number;
  readonly done: number;
  readonly total: number;
  readonly finished: number;
}

/**
 * A pass over all calls, newest first, that scores each again. How far it came is kept in the store beside the new scores:
 * calls below that place have their old score until the pass comes to them, and a restart goes on from there.
 */
export class Rescoring {
  constructor(
    private readonly db: Database,
    private readonly scores: Scores,
  ) {}

  /** Begins a pass where the calls were scored by other rules than `rulesVersion`. */
  matchRules(rulesVersion: string): void {
    const pass = this.pass();
    if (pass?.rules_version === rulesVersion) return;
    const total = this.scores.countScored();
    if (total === 0) this.place(rulesVersion, "rules", 0, 1);
    else this.place(rulesVersion, "rules", total, 0);
  }

  /** Begins a pass because a person asked. Gives how many calls there are. */
  begin(rulesVersion: string): number {
    const pass = this.pass();
    const total = this.scores.countScored();
    // One that other rules began has to come to its end, whatever becomes of the person's wish.
    this.place(rulesVersion, pass?.finished === 0 ? pass.cause : "asked", total, 0);
    return total;
  }

  /** Ends the pass that a person asked for; what it did not come to keeps its score. One for other rules goes on. */
  cancel(): void {
    this.db.run("UPDATE rescoring SET finished = 1 WHERE cause = 'asked'");
  }

  /** Null where no pass is under way. */
  progress(): RescoringProgress | null {
    const pass = this.pass();
    return !pass || pass.finished === 1 ? null : { done: Math.min(pass.done, pass.total), total: pass.total };
  }

  /** Calls that come next; empty where the pass is over. */
  next(limit: number): UnscoredCall[] {
    const pass = this.pass();
    if (!pass || pass.finished === 1) return [];
    const calls = this.scores.scoredBelow(pass.before_time, pass.before_row, limit);
    if (calls.length === 0) this.db.run("UPDATE rescoring SET finished = 1");
    return calls;
  }

  /** Stores what scoring made of the calls that `next` gave, and that it did, together. @returns ids of the findings that are new */
  write(batch: readonly ScoredCall[], rulesVersion: string): string[] {
    const last = batch.at(-1)!.call;
    return this.scores.write(batch, rulesVersion, () =>
      this.db.run("UPDATE rescoring SET before_time = ?, before_row = ?, done = done + ?", last.time, last.row, batch.length),
    );
  }

  private pass(): Pass | undefined {
    return this.db.get<Pass>("SELECT * FROM rescoring");
  }

  private place(rulesVersion: string, cause: RescoringCause, total: number, finished: 0 | 1): void {
    this.db.run("INSERT OR REPLACE INTO rescoring VALUES (1, ?, ?, ?, ?, 0, ?, ?)", rulesVersion, cause, TOP, TOP, total, finished);
  }
}
