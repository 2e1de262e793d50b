import type { MarkdownString, TreeItem } from "vscode";
import * as coverageItems from "./coverage/coverageItems.js";
import type { CoverageNode } from "./coverage/nodes.js";
import { itemOf } from "./explorer/explorerItems.js";
import type { ExplorerNode } from "./explorer/nodes.js";
import { tooltipOf } from "./explorer/tooltips.js";
import type { Panel } from "./panel.js";
import type { StatusBar } from "./statusBar.js";
import type { SessionsNode } from "./sessions/nodes.js";
import * as sessionItems from "./sessions/sessionItems.js";

/** A line of a tree as it is shown. */
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
  /** `tooltip` is Markdown. */
  readonly statusBar: { readonly text: string; readonly alarming: boolean; readonly tooltip: string };
  readonly explorer: readonly ShownItem[];
  /** What is said above the explorer's rows, for example what is filtered; empty where nothing is. */
  readonly message: string;
}

/** What other extensions, and the tests in a real editor, may ask of this one. */
export interface SpotterApi {
  readonly version: 1;
  shown(): Promise<Shown>;
  /** What the Sessions view shows, each session with its timeline. */
  shownSessions(): Promise<readonly ShownItem[]>;
  /** What the Coverage view shows, all of it opened. */
  shownCoverage(): Promise<readonly ShownItem[]>;
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
      statusBar: statusBarShown(panel.statusBar),
      message: panel.explorer.view.message ?? "",
      explorer: await shownItems({ getChildren: (node?: ExplorerNode) => panel.explorer.getChildren(node), itemOf, tooltipOf }),
    }),
    shownSessions: () => shownItems({ getChildren: (node?: SessionsNode) => panel.sessions.getChildren(node), itemOf: sessionItems.itemOf, tooltipOf: sessionItems.tooltipOf }),
    shownCoverage: () => shownItems({ getChildren: (node?: CoverageNode) => panel.coverage.getChildren(node), itemOf: coverageItems.itemOf, tooltipOf: coverageItems.tooltipOf }),
    openTranscript: async (sessionId, callId) => void (await panel.transcripts.open({ sessionId, callId: callId ?? null })),
  };
}

function statusBarShown({ item }: StatusBar): Shown["statusBar"] {
  return { text: item.text, alarming: item.backgroundColor !== undefined, tooltip: typeof item.tooltip === "object" ? item.tooltip.value : (item.tooltip ?? "") };
}

/** What an item of a tree needs to be told of. */
interface Tree<Node> {
  readonly getChildren: (node?: Node) => Promise<Node[]>;
  readonly itemOf: (node: Node) => TreeItem;
  readonly tooltipOf: (node: Node) => MarkdownString | undefined;
}

async function shownItems<Node>(tree: Tree<Node>, parent?: Node): Promise<ShownItem[]> {
  return Promise.all((await tree.getChildren(parent)).map((node) => shownItem(tree, node)));
}

async function shownItem<Node>(tree: Tree<Node>, node: Node): Promise<ShownItem> {
  const item = tree.itemOf(node);
  return {
    id: item.id ?? "",
    label: typeof item.label === "string" ? item.label : "",
    description: typeof item.description === "string" ? item.description : "",
    icon: item.iconPath && typeof item.iconPath === "object" && "id" in item.iconPath ? item.iconPath.id : "",
    sentence: item.accessibilityInformation?.label ?? "",
    tooltip: tree.tooltipOf(node)?.value ?? "",
    children: item.collapsibleState ? await shownItems(tree, node) : [],
  };
}
