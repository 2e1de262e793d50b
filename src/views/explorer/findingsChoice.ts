import * as v from "valibot";
import { GROUPINGS, LIST_ORDERS, type FindingFilter } from "../../model/findingList.js";
import type { GroupedList } from "../../protocol/findingList.js";
import { parseFilter } from "./filterText.js";

export const SCOPES = ["workspace", "machine"] as const;

const choice = v.object({ by: v.picklist(GROUPINGS), order: v.picklist(LIST_ORDERS), scope: v.picklist(SCOPES), filter: v.string() });
/** What a person chose to see in the Findings view. */
export type Choice = v.InferOutput<typeof choice>;

const DEFAULT_CHOICE: Choice = { by: "session", order: "risk", scope: "machine", filter: "" };
const KEY = "spotter.findingsChoice";

/** Where the choice is remembered: VS Code's state of the workspace. */
export interface ChoiceMemory {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

/** How the Findings view is grouped, sorted and filtered; remembered per workspace. */
export class FindingsChoice {
  private readonly listeners = new Set<() => void>();
  private held: Choice;

  constructor(
    private readonly memory: ChoiceMemory,
    /** Absolute folders of the workspace. */
    private readonly folders: () => readonly string[],
  ) {
    const remembered = v.safeParse(choice, memory.get(KEY));
    this.held = remembered.success && !("wrong" in parseFilter(remembered.output.filter, 0)) ? remembered.output : DEFAULT_CHOICE;
  }

  get now(): Choice {
    return this.held;
  }

  /** True when something that would be listed may be hidden. */
  get narrows(): boolean {
    return this.held.filter !== "" || this.inWorkspace;
  }

  /** True when what is settled is listed beside everything else. */
  get showsMore(): boolean {
    return this.held.filter.trim().toLowerCase() === "state:any" && !this.inWorkspace;
  }

  /** The scope asked for; without a folder there is no workspace to narrow to. */
  get inWorkspace(): boolean {
    return this.held.scope === "workspace" && this.folders().length > 0;
  }

  change(changes: Partial<Choice>): void {
    this.held = { ...this.held, ...changes };
    void this.memory.update(KEY, this.held);
    for (const listener of this.listeners) listener();
  }

  onChange(listener: () => void): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  }

  /** The list as it is asked of the engine. A filter that names a level goes below or above `minLevel`. */
  list(minLevel: FindingFilter["minLevel"], now: number): GroupedList {
    const parsed = parseFilter(this.held.filter, now);
    const typed = "wrong" in parsed ? {} : parsed.filter;
    const filter = { minLevel, text: "", tool: "", project: "", state: null, since: null, ...typed, folders: this.inWorkspace ? this.folders().slice(0, 100) : [] };
    return { by: this.held.by, order: this.held.order, filter, zoneMinutes: -new Date(now).getTimezoneOffset() };
  }
}
