import type { RiskLevel } from "../../model/risk.js";
import type { Params, Result } from "../../protocol/channel.js";
import type { EngineContract } from "../../protocol/engine.js";
import type { FindingRow } from "../../protocol/rows.js";

/** Findings that are asked for at once. */
const SLICE = 200;

export interface FindingSource {
  request(name: "listFindings", params: Params<EngineContract, "listFindings">): Promise<Result<EngineContract, "listFindings">>;
}

/** Goes through the open findings, worst first. */
export class FindingWalk {
  /** Where the walk stands: the finding, and its place in the list, in which the next one stands once the finding has left it. */
  private at: { readonly id: string; readonly place: number } | null = null;

  constructor(private readonly source: FindingSource) {}

  /**
   * The next or the previous open finding; null where there is none. A walk begins with the worst one.
   *
   * @param from the finding from which to go; where the walk stands if null
   * @param minLevel the mildest level that is walked
   */
  async step(by: 1 | -1, from: string | null, minLevel: RiskLevel): Promise<FindingRow | null> {
    const id = from ?? this.at?.id ?? null;
    const { rows, found } = await this.read(id, minLevel);
    const leftAt = this.at !== null && this.at.id === id ? this.at.place : 0;
    const place = found >= 0 ? found + by : by === 1 ? leftAt : leftAt - 1;
    const row = rows[place];
    if (!row) return null;
    this.at = { id: row.id, place };
    return row;
  }

  /** Remembers a finding's place, so that the walk goes on from there once it has left the list. */
  async standOn(id: string, minLevel: RiskLevel): Promise<void> {
    if (this.at?.id === id) return;
    const { found } = await this.read(id, minLevel);
    if (found >= 0) this.at = { id, place: found };
  }

  /** The list up to the one after that finding, and its place in it; all of the list, and -1, where it is not in it. */
  private async read(id: string | null, minLevel: RiskLevel): Promise<{ rows: FindingRow[]; found: number }> {
    const rows: FindingRow[] = [];
    let found = -1;
    for await (const row of this.rows(minLevel)) {
      if (row.id === id) found = rows.length;
      rows.push(row);
      if (id === null || (found >= 0 && found < rows.length - 1)) break;
    }
    return { rows, found };
  }

  private async *rows(minLevel: RiskLevel): AsyncGenerator<FindingRow> {
    let after: string | null = null;
    do {
      const page: Result<EngineContract, "listFindings"> = await this.source.request("listFindings", { minLevel, after, limit: SLICE });
      yield* page.rows;
      after = page.next;
    } while (after !== null);
  }
}
