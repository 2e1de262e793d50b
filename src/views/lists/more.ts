import type { Page } from "./pages.js";

/** Stands for the rows of a list that are not loaded. */
export interface MoreNode {
  readonly kind: "more";
  /** View in whose tree it stands. */
  readonly view: string;
  readonly list: string;
  readonly shown: number;
  readonly total: number;
}

/** The line that loads more, where there is more. */
export function moreNodes(view: string, list: string, page: Page<unknown>): MoreNode[] {
  return page.next === null ? [] : [{ kind: "more", view, list, shown: page.rows.length, total: page.total }];
}

/** Reads such a line out of a command's argument; null where it is none. */
export function moreNodeOf(argument: unknown): MoreNode | null {
  const node = argument as Partial<MoreNode> | undefined;
  return node?.kind === "more" && typeof node.view === "string" && typeof node.list === "string" ? (node as MoreNode) : null;
}
