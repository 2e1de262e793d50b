import { element } from "../element.js";
import { pageText } from "../text.js";
import { durationWords, money, number, timeWords } from "../words.js";
import type { Cell, Column, DataTable, TableRow } from "./table.js";

export function tableElement({ caption, columns, rows }: DataTable): HTMLElement {
  const head = element("tr", {}, ...columns.map(({ title, unit }) => element("th", { scope: "col", class: unit ? "figures" : "words" }, title)));
  const body = rows.map(({ cells, open }) => element("tr", {}, ...cells.map((cell, index) => cellElement(cell, columns[index], index === 0 ? open : undefined))));
  return element("table", { class: "data" }, element("caption", { class: "unseen" }, caption), element("thead", {}, head), element("tbody", {}, ...body));
}

function cellElement(cell: Cell, column: Column | undefined, open: TableRow["open"]): HTMLElement {
  const text = cellText(cell, column?.unit);
  return element("td", { class: column?.unit ? "figures" : "words" }, open ? linkButton(open.key, open.title, text, () => open.run()) : text);
}

/** A button that looks like a link of VS Code's. */
export function linkButton(key: string, title: string, text: string, run: () => void): HTMLButtonElement {
  const button = element("button", { type: "button", class: "link", "data-key": key, title }, text);
  button.addEventListener("click", run);
  return button;
}

/** A row's last figures with their titles, for a card that is too narrow for their columns: they are shown in one place or the other. */
export function stackedFigures(titles: readonly string[], figures: readonly string[]): HTMLElement {
  return element("span", { class: "facts stacked" }, titles.map((title, index) => `${title}: ${figures[index]}`).join(" · "));
}

export function cellText(cell: Cell, unit: Column["unit"]): string {
  if (cell === null) return "–";
  if (typeof cell !== "number") return pageText(cell, 300);
  if (unit === "time") return timeWords(cell);
  if (unit === "span") return durationWords(cell);
  return unit === "money" ? money(cell) : number(cell);
}
