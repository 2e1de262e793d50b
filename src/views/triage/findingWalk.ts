import type { Params, Result } from "../../protocol/channel.js";
import type { EngineContract } from "../../protocol/engine.js";
import type { GroupedList } from "../../protocol/findingList.js";
import type { FindingRow } from "../../protocol/rows.js";

export interface FindingSource {
  request(name: "nextFinding", params: Params<EngineContract, "nextFinding">): Promise<Result<EngineContract, "nextFinding">>;
}

/** Where a person is: the call at the cursor of the transcript in front, and the one that is selected in a list. */
export interface Place {
  readonly atCursor: string | null;
  readonly selected: string | null;
}

/** Goes through the findings of a list that are to be decided, worst first. */
export class FindingWalk {
  /** The finding that was shown last; what is decided on stays the place to go on from. */
  private at: FindingRow | null = null;
  /** The person has chosen another line of the list since. */
  private isLeft = false;

  constructor(private readonly source: FindingSource) {}

  /**
   * The next or the previous finding of a list; null where there is none. A walk begins with the worst one.
   *
   * @param from the finding from which to go; where the walk stands if null
   */
  async step(by: 1 | -1, from: string | null, list: GroupedList): Promise<FindingRow | null> {
    const finding = await this.source.request("nextFinding", { list, from: from ?? this.at?.id ?? null, by });
    if (finding) {
      this.at = finding;
      this.isLeft = false;
    }
    return finding;
  }

  /** Notes what was selected in the list. */
  selected(callId: string | null): void {
    if (callId !== this.at?.call.id) this.isLeft = true;
  }

  /**
   * The finding that was shown last, as long as the person is still there: a key is about that one. The list may have no line of it: then it is there as
   * long as the transcript stands at its call and no other line was chosen.
   */
  standing(from: "list" | "transcript" | null, { atCursor, selected }: Place): FindingRow | null {
    const call = this.at?.call.id;
    if (call === undefined) return null;
    if (from !== "list" && atCursor !== null) return atCursor === call ? this.at : null;
    return selected === call || (atCursor === call && !this.isLeft) ? this.at : null;
  }
}
