import { levelOf } from "../../src/model/risk.js";
import type { DashboardStrings } from "../../src/protocol/dashboardStrings.js";
import type { TechniqueMatrix } from "../../src/protocol/widgets.js";
import { Picture } from "../charts/picture.js";
import { heatOf } from "../marks.js";
import { number } from "../words.js";

const LEFT = 12;
/** Where the cells begin, beside the names of the tactics. */
const CELLS = 190;
const COLUMNS = 4;
const CELL = { width: 220, height: 52, gap: 6 };
/** Letters of a name that fit into a cell. */
const LINE = 28;
const TOP = 40;

/** The techniques as the card shows them: a row for each tactic, or more where it has many. */
export function matrixPicture(strings: DashboardStrings, tactics: TechniqueMatrix, most: number): string {
  const picture = new Picture(CELLS + COLUMNS * (CELL.width + CELL.gap) + LEFT, strings.matrix);
  const down = CELL.height + CELL.gap;
  let y = TOP;
  for (const { tactic, name, techniques } of tactics) {
    picture.text(LEFT, y + 18, name, { weight: "bold" });
    picture.text(LEFT, y + 34, tactic, { muted: true });
    techniques.forEach((technique, index) => {
      const [x, top] = [CELLS + (index % COLUMNS) * (CELL.width + CELL.gap), y + Math.floor(index / COLUMNS) * down];
      picture.cell(x, top, CELL.width, CELL.height, heatOf(technique.calls, most));
      picture.mark(x + 8, top + 16, technique.worst);
      picture.text(x + 24, top + 16, `${technique.id} · ${strings[levelOf(technique.worst)]}`);
      picture.text(x + CELL.width - 8, top + 16, number(technique.calls), { anchor: "end", weight: "bold" });
      linesOf(technique.name).forEach((line, row) => picture.text(x + 8, top + 31 + row * 14, line));
    });
    y += Math.max(1, Math.ceil(techniques.length / COLUMNS)) * down + CELL.gap;
  }
  return picture.file(y);
}

/** A name in two lines at most, broken between words. */
function linesOf(name: string): string[] {
  if (name.length <= LINE) return [name];
  const at = name.lastIndexOf(" ", LINE);
  return at <= 0 ? [name] : [name.slice(0, at), name.slice(at + 1)];
}
