import { levelOf, RISK_LEVELS } from "../../src/model/risk.js";
import type { DashboardStrings } from "../../src/protocol/dashboardStrings.js";
import { Picture } from "../charts/picture.js";
import { levelWords } from "../marks.js";
import { pageText } from "../text.js";
import { number } from "../words.js";
import type { Ranked } from "./rankingsWidget.js";

const WIDTH = 1_000;
const LEFT = 12;
/** Where the columns are, and how long the longest bar is. */
const WORST = 400;
const CALLS = 600;
const BAR = { left: 630, width: 350, height: 10 };
const ROW = 36;
const TOP = 60;

/** The ranking as bars: calls by level, in colours and in words. @param title what is ranked */
export function rankingsPicture(strings: DashboardStrings, title: string, rows: readonly Ranked[]): string {
  const picture = new Picture(WIDTH, `${strings.rankings}: ${title}`);
  picture.text(WORST, TOP - 10, strings.worst, { muted: true });
  picture.text(CALLS, TOP - 10, strings.calls, { muted: true, anchor: "end" });
  const most = Math.max(1, ...rows.map(({ calls }) => calls));
  rows.forEach(({ name, worst, calls, byLevel }, index) => {
    const y = TOP + index * ROW;
    picture.text(LEFT, y + 14, pageText(name, 55));
    picture.mark(WORST, y + 14, worst);
    picture.text(WORST + 16, y + 14, `${strings[levelOf(worst)]} ${worst}`);
    picture.text(CALLS, y + 14, number(calls), { anchor: "end" });
    const sum = Math.max(1, RISK_LEVELS.reduce((all, level) => all + byLevel[level], 0));
    let x = BAR.left;
    for (const level of RISK_LEVELS.filter((each) => byLevel[each] > 0)) {
      const width = (byLevel[level] / sum) * (calls / most) * BAR.width;
      picture.bar(x, y + 2, width, BAR.height, level);
      x += width;
    }
    picture.text(BAR.left, y + 26, levelWords(strings, byLevel), { muted: true });
  });
  return picture.file(TOP + rows.length * ROW);
}
