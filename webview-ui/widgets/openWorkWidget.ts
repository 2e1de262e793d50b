import { untrusted } from "../../src/model/untrusted.js";
import { openWork, type OpenWork } from "../../src/protocol/widgets.js";
import { element } from "../element.js";
import { heatOf, levelLabel } from "../marks.js";
import { linkButton } from "../tables/dataTable.js";
import { fill, pageText } from "../text.js";
import { dayWords, durationWords, number, percent } from "../words.js";
import type { Context, Widget } from "./widget.js";

/** An age's end. The Risk Explorer knows no beginning of one, so it lists newer findings, too. */
const DAYS = { day: 1, week: 7, month: 30, older: null } as const;
const AGES = ["day", "week", "month", "older"] as const;

/** What is still to be decided, how soon it is, and how often a rule was wrong. */
export function openWorkWidget(context: Context): Widget<OpenWork> {
  const { strings, jumps } = context;
  return {
    id: "open-work",
    title: strings.openWork,
    kept: openWork,
    jump: { title: strings.openFindingsView, run: () => jumps.openFindings() },
    ask: (asker, filter, signal) => asker.request("openWork", { filter }, { signal }),
    show: (data) => {
      const found = data.states.some((row) => AGES.some((age) => row[age] > 0));
      return {
        empty: !found && data.decided === 0 && data.expiring.length === 0 ? strings.noFindings : null,
        above: [statesElement(context, data), responseElement(context, data), judgedElement(context, data)],
        table: {
          caption: strings.openWork,
          columns: [{ title: strings.state }, ...AGES.map((age) => ({ title: strings[`age:${age}`], unit: "count" as const }))],
          rows: data.states.map((row) => ({ cells: [untrusted(strings[`state:${row.state}`]), ...AGES.map((age) => row[age])] })),
        },
      };
    },
  };
}

function statesElement({ strings, jumps }: Context, { states }: OpenWork): HTMLElement {
  const most = Math.max(1, ...states.flatMap((row) => AGES.map((age) => row[age])));
  const rows = states.map((row) =>
    element(
      "tr",
      {},
      element("th", { scope: "row", class: "words" }, linkButton(`state:${row.state}`, strings.openFindingsView, strings[`state:${row.state}`], () => jumps.openFindings({ state: row.state }))),
      ...AGES.map((age) => {
        if (row[age] === 0) return element("td", { class: "figures heat" }, number(0));
        const days = DAYS[age];
        const open = linkButton(`state:${row.state}:${age}`, strings.openFindingsView, number(row[age]), () => jumps.openFindings({ state: row.state, ...(days === null ? {} : { since: { days } }) }));
        const cell = element("td", { class: "figures heat" }, open);
        cell.style.setProperty("--heat", `${heatOf(row[age], most)}%`);
        return cell;
      }),
    ),
  );
  const head = element("tr", {}, element("th", { scope: "col", class: "words" }, strings.findings), ...AGES.map((age) => element("th", { scope: "col", class: "figures" }, strings[`age:${age}`])));
  return element("div", { class: "part" }, element("table", { class: "data" }, element("caption", { class: "unseen" }, strings.openWork), element("thead", {}, head), element("tbody", {}, ...rows)));
}

function responseElement({ strings }: Context, { response }: OpenWork): HTMLElement {
  const rows = response.filter(({ seen, decided }) => seen.count + decided.count > 0);
  if (rows.length === 0) return element("div", { class: "part" }, element("h3", {}, strings.response), element("p", { class: "quiet" }, strings.noResponse));
  const times = (p: { readonly p50: number | null; readonly p95: number | null }): HTMLElement[] => [p.p50, p.p95].map((ms) => element("td", { class: "figures" }, ms === null ? "–" : durationWords(ms)));
  const head = element("tr", {}, ...[strings.response, strings.seenHalf, strings.seenMost, strings.decidedHalf, strings.decidedMost].map((title, index) => element("th", { scope: "col", class: index === 0 ? "words" : "figures" }, title)));
  const body = rows.map(({ level, seen, decided }) => element("tr", {}, element("th", { scope: "row", class: "words" }, levelLabel(strings, level)), ...times(seen), ...times(decided)));
  return element("div", { class: "part" }, element("table", { class: "data" }, element("caption", { class: "unseen" }, strings.response), element("thead", {}, head), element("tbody", {}, ...body)));
}

function judgedElement({ strings }: Context, { decided, falsePositives, expiring }: OpenWork): HTMLElement {
  const judged = decided === 0 ? strings.noneDecided : fill(strings.judgedWrong, number(falsePositives), number(decided), percent(falsePositives / decided));
  const soon = expiring.map((row) =>
    element("li", {}, element("span", {}, pageText(untrusted(row.title), 120)), element("span", { class: "facts" }, [row.expires === null ? "" : fill(strings.expires, dayWords(row.expires)), fill(strings.hides, number(row.hides)), pageText(row.reason, 120)].filter(Boolean).join(" · "))),
  );
  return element("div", { class: "part" }, element("h3", {}, strings.verdicts), element("p", {}, judged), element("h3", {}, strings.expiring), soon.length > 0 ? element("ul", { class: "soon" }, ...soon) : element("p", { class: "quiet" }, strings.noneExpiring));
}
