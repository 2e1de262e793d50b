import { RISK_LEVELS } from "../../src/model/risk.js";
import { rawText, untrusted, type Untrusted } from "../../src/model/untrusted.js";
import type { LevelCounts } from "../../src/protocol/rows.js";
import { rankings, type Rankings } from "../../src/protocol/widgets.js";
import { Segments } from "../controls.js";
import { element } from "../element.js";
import { levelBar, scoreLabel } from "../marks.js";
import { linkButton, stackedFigures } from "../tables/dataTable.js";
import type { Cell, Column, DataTable } from "../tables/table.js";
import { fill, pageText } from "../text.js";
import { durationWords, money, number } from "../words.js";
import { rankingsPicture } from "./rankingsPicture.js";
import type { Context, Widget } from "./widget.js";

const VIEWS = ["sessions", "agents", "models"] as const;
type View = (typeof VIEWS)[number];

export interface Ranked {
  readonly key: string;
  readonly name: Untrusted;
  readonly calls: number;
  readonly byLevel: LevelCounts;
  readonly worst: number;
  readonly failures: number;
  readonly cost: number | null;
  readonly duration: number | null;
  readonly open: { readonly title: string; run(): void };
}

/** Sessions, agents and models, the worst first. */
export function rankingsWidget(context: Context): Widget<Rankings> {
  const { strings } = context;
  let view: View = "sessions";
  let tell: () => void = () => undefined;
  const views = new Segments(strings.ranked, VIEWS.map((value) => ({ value, text: strings[`rank:${value}`] })), (value) => {
    views.press((view = value));
    tell();
  });
  views.press(view);
  return {
    id: "rankings",
    title: strings.rankings,
    kept: rankings,
    controls: [views.node],
    onControl: (listener) => void (tell = () => listener("show")),
    ask: (asker, filter, signal) => asker.request("rankings", { filter }, { signal }),
    show: (data) => {
      const rows = rankedRows(context, data, view);
      const of = data.of[view];
      return {
        empty: rows.length === 0 ? strings.noCalls : null,
        picture: () => rankingsPicture(strings, strings[`rank:${view}`], rows),
        above: [...(of > rows.length ? [element("p", { class: "facts" }, fill(strings.worstOf, number(rows.length), number(of)))] : []), rankedTable(context, rows, view)],
        table: dataOf(context, rows, view),
      };
    },
  };
}

function rankedRows({ strings, jumps }: Context, data: Rankings, view: View): Ranked[] {
  switch (view) {
    case "sessions":
      return data.sessions.map((row) => ({ ...row, key: `session:${row.id}`, name: named(row.title, strings.untitled), open: { title: strings.openSession, run: () => jumps.openSession(row.id) } }));
    case "agents":
      return data.agents.map((row) => ({ ...row, key: `agent:${rawText(row.agent)}`, name: named(row.agent, strings.noAgent), cost: null, duration: null, open: { title: strings.narrowToThis, run: () => jumps.narrow({ agent: rawText(row.agent) }) } }));
    case "models":
      return data.models.map((row) => {
        const { provider, model } = row;
        const name = named(untrusted([provider, model].map(rawText).filter(Boolean).join("/")), strings.noModel);
        return { ...row, key: `model:${rawText(provider)}/${rawText(model)}`, name, duration: null, open: { title: strings.showCalls, run: () => jumps.showCalls({ mark: { by: "model", provider, model }, words: pageText(name, 60) }) } };
      });
  }
}

/** A name, or words where it has no sign that is seen: a row without text could not be pressed. */
function named(name: Untrusted, otherwise: string): Untrusted {
  return rawText(name).trim() === "" ? untrusted(otherwise) : name;
}

function rankedTable({ strings }: Context, rows: readonly Ranked[], view: View): HTMLElement {
  const most = Math.max(1, ...rows.map(({ calls }) => calls));
  const columns = [strings[`rank:${view}`], strings.worst, strings.calls, strings.failures, ...(view === "agents" ? [] : [strings.cost]), ...(view === "sessions" ? [strings.length] : [])];
  const head = element("tr", {}, ...columns.map((title, index) => element("th", { scope: "col", class: index < 2 ? "words" : "figures" }, title)));
  const body = rows.map((row) => {
    const text = pageText(row.name, 160);
    const { open } = row;
    const name = linkButton(row.key, open.title, text, () => open.run());
    const figures = [number(row.calls), number(row.failures), ...(view === "agents" ? [] : [row.cost === null ? "–" : money(row.cost)]), ...(view === "sessions" ? [row.duration === null ? "–" : durationWords(row.duration)] : [])];
    return element(
      "tr",
      {},
      element("td", { class: "words ranked" }, name, stackedFigures(columns.slice(3), figures.slice(1)), levelBar(strings, row.byLevel, row.calls / most)),
      element("td", { class: "words" }, scoreLabel(strings, row.worst)),
      ...figures.map((figure) => element("td", { class: "figures" }, figure)),
    );
  });
  return element("table", { class: "data ranks" }, element("caption", { class: "unseen" }, strings.rankings), element("thead", {}, head), element("tbody", {}, ...body));
}

function dataOf({ strings }: Context, rows: readonly Ranked[], view: View): DataTable {
  const columns: Column[] = [
    { title: strings[`rank:${view}`] }, { title: strings.worst, unit: "count" }, { title: strings.calls, unit: "count" },
    ...RISK_LEVELS.map((level) => ({ title: strings[level], unit: "count" as const })),
    { title: strings.failures, unit: "count" }, { title: strings.cost, unit: "money" }, { title: strings.length, unit: "span" },
  ];
  return {
    caption: strings.rankings,
    columns,
    rows: rows.map((row) => ({ cells: [row.name, row.worst, row.calls, ...RISK_LEVELS.map((level) => row.byLevel[level]), row.failures, row.cost, row.duration] satisfies Cell[] })),
  };
}
