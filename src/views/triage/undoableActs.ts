import type { Params, Result } from "../../protocol/channel.js";
import type { EngineContract } from "../../protocol/engine.js";
import type { DecisionRow } from "../../protocol/triage.js";

/** What a person decided at once, and can take back at once. */
export interface UndoableAct {
  /** What the engine is asked to undo: the act, or the decision where it was taken alone. */
  readonly id: string;
  /** Its newest decision that stands. */
  readonly newest: DecisionRow;
  /** Of its verdicts and comments that stand. */
  readonly findings: number;
}

/** The part of the engine that is needed to list decisions. */
export interface DecisionSource {
  request(name: "listDecisions", params: Params<EngineContract, "listDecisions">): Promise<Result<EngineContract, "listDecisions">>;
}

/** Decisions that are asked for at once. */
const SLICE = 1_000;
/** Slices that are looked through for one page: the largest act fits into them. */
const MOST_SLICES = 25;

/** The acts that can still be taken back, newest first, a page at a time. An undo is passed by: it is no judgement. */
export class UndoableActs {
  private readonly ready: UndoableAct[] = [];
  /** The decisions of the act whose end was not read yet. */
  private open: DecisionRow[] = [];
  private after: string | null = null;
  private ended = false;

  constructor(
    private readonly source: DecisionSource,
    private readonly pageSize: number,
  ) {}

  /** There may be older ones. */
  get hasMore(): boolean {
    return this.ready.length > 0 || !this.ended;
  }

  /** The next page: fewer acts, or none, where very many decisions were looked through. */
  async next(): Promise<readonly UndoableAct[]> {
    // One more than the page tells whether there is another.
    for (let slice = 0; slice < MOST_SLICES && !this.ended && this.ready.length <= this.pageSize; slice++) await this.read();
    return this.ready.splice(0, this.pageSize);
  }

  private async read(): Promise<void> {
    const page = await this.source.request("listDecisions", { filter: { findingId: null, judgements: true }, after: this.after, limit: SLICE });
    for (const row of page.rows) {
      if (row.kind === "undo" || !row.undoable) continue;
      const [newest] = this.open;
      if (newest && undoIdOf(newest) !== undoIdOf(row)) this.close();
      this.open.push(row);
    }
    this.after = page.next;
    this.ended = page.next === null;
    if (this.ended) this.close();
  }

  private close(): void {
    const [newest] = this.open;
    if (newest) this.ready.push({ id: undoIdOf(newest), newest, findings: new Set(this.open.flatMap(({ findingId }) => findingId ?? [])).size });
    this.open = [];
  }
}

function undoIdOf({ act, id }: DecisionRow): string {
  return act ?? id;
}
