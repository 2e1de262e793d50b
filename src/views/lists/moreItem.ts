import { l10n, ThemeIcon, type TreeItem } from "vscode";
import type { MoreNode } from "./more.js";
import { plainItem } from "./plainItem.js";

export function moreItem(node: MoreNode): TreeItem {
  const item = plainItem(
    l10n.t("Load more"),
    l10n.t("{0} of {1} shown", node.shown, node.total),
    new ThemeIcon("ellipsis"),
    l10n.t("Load more: {0} of {1} are shown, {2} are left.", node.shown, node.total, node.total - node.shown),
  );
  item.command = { command: "spotter.loadMore", title: l10n.t("Load More"), arguments: [node] };
  return item;
}
