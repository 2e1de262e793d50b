import { itemOf } from "./explorer/explorerItems.js";
import type { ExplorerNode } from "./explorer/nodes.js";
import { tooltipOf } from "./explorer/tooltips.js";
import type { Panel } from "./panel.js";

/** A line of the Risk Explorer as it is shown. */
export interface ShownItem {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** Name of the icon's shape. */
  readonly icon: string;
  /** The sentence that a screen reader says. */
  readonly sentence: string;
  /** Markdown of the tooltip; empty where there is none. */
  readonly tooltip: string;
  readonly children: readonly ShownItem[];
}

/** What the panel shows now. */
export interface Shown {
  readonly phase: string;
  /** Open critical and high findings; 0 shows no badge. */
  readonly badge: number;
  readonly statusBar: { readonly text: string; readonly alarming: boolean };
  readonly explorer: readonly ShownItem[];
  /** What is said above the explorer's rows, for example what is filtered; empty where nothing is. */
  readonly message: string;
}

/** What other extensions, and the tests in a real editor, may ask of this one. */
export interface SpotterApi {
  readonly version: 1;
  shown(): Promise<Shown>;
  /** Opens a session's transcript, at a call (part id) where one is named. */
  openTranscript(sessionId: string, callId?: string): Promise<void>;
}

/** The extension's face towards other code: it can look and jump, and change nothing. */
export function shownBy(panel: Panel): SpotterApi {
  return {
    version: 1,
    shown: async () => ({
      phase: panel.engine.state.kind === "running" ? panel.engine.state.status.phase : panel.engine.state.kind,
      badge: panel.explorer.view.badge?.value ?? 0,
      statusBar: { text: panel.statusBar.item.text, alarming: panel.statusBar.item.backgroundColor !== undefined },
      message: panel.explorer.view.message ?? "",
      explorer: await Promise.all((await panel.explorer.getChildren()).map((node) => shownItem(panel, node))),
    }),
    openTranscript: async (sessionId, callId) => void (await panel.transcripts.open({ sessionId, callId: callId ?? null })),
  };
}

async function shownItem(panel: Panel, node: ExplorerNode): Promise<ShownItem> {
  const item = itemOf(node);
  const children = item.collapsibleState ? await panel.explorer.getChildren(node) : [];
  return {
    id: item.id ?? "",
    label: typeof item.label === "string" ? item.label : "",
    description: typeof item.description === "string" ? item.description : "",
    icon: item.iconPath && typeof item.iconPath === "object" && "id" in item.iconPath ? item.iconPath.id : "",
    sentence: item.accessibilityInformation?.label ?? "",
    tooltip: tooltipOf(node)?.value ?? "",
    children: await Promise.all(children.map((child) => shownItem(panel, child))),
  };
}
