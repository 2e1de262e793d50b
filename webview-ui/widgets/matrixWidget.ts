import { levelOf } from "../../src/model/risk.js";
import { untrusted } from "../../src/model/untrusted.js";
import { techniqueMatrix, type TechniqueMatrix } from "../../src/protocol/widgets.js";
import { element } from "../element.js";
import { heatOf, levelMark } from "../marks.js";
import { fill } from "../text.js";
import { number } from "../words.js";
import { matrixPicture } from "./matrixPicture.js";
import type { Context, Widget } from "./widget.js";

/** Calls by ATT&CK technique under its tactics: the more calls, the fuller the cell, and the count stands in it. A cell narrows the dashboard to its technique, and pressed again no longer does. */
export function matrixWidget({ strings, jumps }: Context): Widget<TechniqueMatrix> {
  return {
    id: "matrix",
    title: strings.matrix,
    mark: { by: "technique" },
    kept: techniqueMatrix,
    ask: (asker, filter, signal) => asker.request("techniqueMatrix", { filter }, { signal }),
    show: (data, { technique: chosen }) => {
      const tactics = data.map((tactic) => ({ ...tactic, techniques: tactic.techniques.filter(({ calls }) => calls > 0) })).filter(({ techniques }) => techniques.length > 0);
      const unseen = data.filter(({ techniques }) => techniques.every(({ calls }) => calls === 0)).map(({ name }) => name);
      const most = Math.max(1, ...tactics.flatMap(({ techniques }) => techniques.map(({ calls }) => calls)));
      const column = ({ tactic, name, techniques }: (typeof tactics)[number]): HTMLElement =>
        element(
          "li",
          { class: "tactic" },
          element("h3", {}, name, element("span", { class: "facts" }, tactic)),
          element("ul", {}, ...techniques.map((technique) => element("li", {}, cell(tactic, technique)))),
        );
      const cell = (tactic: string, { id, name, calls, worst }: TechniqueMatrix[number]["techniques"][number]): HTMLElement => {
        const level = levelOf(worst);
        const title = fill(strings.cellTitle, id, name, number(calls), strings[level]);
        const button = element("button", { type: "button", class: "cell", "aria-pressed": String(id === chosen), "data-key": `cell:${tactic}:${id}`, title }, element("span", { class: "id" }, levelMark(level), id), element("strong", {}, number(calls)), element("span", { class: "technique" }, name), element("span", { class: "unseen" }, strings[level]));
        button.style.setProperty("--heat", `${heatOf(calls, most)}%`);
        button.addEventListener("click", () => jumps.narrow({ technique: id === chosen ? null : id }));
        return button;
      };
      return {
        empty: tactics.length === 0 ? strings.noTechniques : null,
        picture: () => matrixPicture(strings, tactics, most),
        above: [element("ul", { class: "tactics" }, ...tactics.map(column))],
        below: unseen.length > 0 ? [element("p", { class: "facts unseen-tactics" }, fill(strings.unseenTactics, unseen.join(", ")))] : [],
        table: {
          caption: strings.matrix,
          columns: [{ title: strings.tactic }, { title: strings.techniqueId }, { title: strings.technique }, { title: strings.calls, unit: "count" }, { title: strings.worst, unit: "count" }],
          rows: tactics.flatMap((tactic) => tactic.techniques.map(({ id, name, calls, worst }) => ({ cells: [untrusted(tactic.name), untrusted(id), untrusted(name), calls, worst] }))),
        },
      };
    },
  };
}
