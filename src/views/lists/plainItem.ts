import { TreeItem, TreeItemCollapsibleState, type ThemeIcon } from "vscode";

/** A line of a tree that does not open. @param sentence what a screen reader says of it */
export function plainItem(text: string, description: string, icon: ThemeIcon, sentence: string): TreeItem {
  const item = new TreeItem(text, TreeItemCollapsibleState.None);
  item.description = description;
  item.iconPath = icon;
  item.accessibilityInformation = { label: sentence };
  return item;
}
