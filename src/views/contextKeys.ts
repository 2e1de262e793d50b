import type { ListOrder } from "../model/findingList.js";
import type { ReadingMode } from "../model/readingMode.js";
import type { PanelState } from "./panelState.js";

/** Every context key that package.json may ask for, with the type of its value. */
export interface ContextKeyTypes {
  readonly "spotter.panelState": PanelState;
  readonly "spotter.findingsOrder": ListOrder;
  readonly "spotter.findingsScope": "workspace" | "machine";
  /** A filter or the scope leaves something out. */
  readonly "spotter.findingsNarrowed": boolean;
  readonly "spotter.readingMode": ReadingMode;
}
export const CONTEXT_KEYS = ["spotter.panelState", "spotter.findingsOrder", "spotter.findingsScope", "spotter.findingsNarrowed", "spotter.readingMode"] as const satisfies readonly (keyof ContextKeyTypes)[];

/** Sets context keys, and only when their value changes. */
export class ContextKeys {
  private readonly values = new Map<string, unknown>();

  constructor(private readonly setContext: (key: string, value: unknown) => void) {}

  set<K extends keyof ContextKeyTypes>(key: K, value: ContextKeyTypes[K]): void {
    if (this.values.get(key) === value) return;
    this.values.set(key, value);
    this.setContext(key, value);
  }
}
