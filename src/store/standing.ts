import type { Decision } from "../model/decision.js";
import type { Database } from "./database.js";

interface Stored {
  readonly at: number;
  readonly undone_by: string | null;
  readonly undoes: string | null;
  readonly payload: string;
}

/**
 * Which decisions stand: those that no standing undo takes back. An undo can be undone, and counts only for what was decided before it. The
 * answer follows from the set of decisions, whatever the order in which they come.
 */
export class Standing {
  constructor(
    private readonly db: Database,
    /** Told when a decision stands, or does not any more. */
    private readonly changed: (decision: Decision, stands: boolean) => void,
  ) {}

  /** To be called once a decision is in its table. */
  added(decision: Decision): void {
    if (!this.settle(decision.id)) this.tell(decision, true);
  }

  /** Looks again at who undoes a decision. @returns true where that changed */
  private settle(id: string): boolean {
    const stored = this.db.get<Stored>("SELECT at, undone_by, undoes, payload FROM decision WHERE id = ?", id);
    if (!stored) return false;
    const by = this.db.get<{ id: string }>(
      "SELECT id FROM decision INDEXED BY decision_by_undone WHERE undoes = ?1 AND undone_by IS NULL AND (at, id) > (?2, ?1) ORDER BY at DESC, id DESC LIMIT 1",
      id, stored.at,
    );
    if ((by?.id ?? null) === stored.undone_by) return false;
    this.db.run("UPDATE decision SET undone_by = ? WHERE id = ?", by?.id ?? null, id);
    const stood = stored.undone_by === null;
    if (stood !== (by === undefined)) this.tell(JSON.parse(stored.payload) as Decision, by === undefined);
    return true;
  }

  private tell(decision: Decision, stands: boolean): void {
    if (decision.kind === "undo") this.settle(decision.decision);
    else this.changed(decision, stands);
  }
}
