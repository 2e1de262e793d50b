import { rawText, untrusted, type Untrusted } from "../../src/model/untrusted.js";
import type { DashboardStrings } from "../../src/protocol/dashboardStrings.js";
import { accessPattern, type AccessPattern, type StreamMark } from "../../src/protocol/widgets.js";
import { commonOption, type ChartOption } from "../charts/chart.js";
import type { Theme } from "../charts/theme.js";
import { element } from "../element.js";
import { sharesHours } from "../readersZone.js";
import { scoreLabel } from "../marks.js";
import { linkButton, stackedFigures } from "../tables/dataTable.js";
import type { Cell, DataTable } from "../tables/table.js";
import { fill, pageText } from "../text.js";
import { number, weekdayWords } from "../words.js";
import type { Context, Widget } from "./widget.js";

const HEIGHT = 230;
/** Hours of which one is unusual are named in words, so many at most. */
const NAMED_HOURS = 6;
/** Cells of the legend. */
const SHADES = 5;

type Hour = Pick<AccessPattern["hours"][number], "weekday" | "hour">;

/** An hour as it is drawn: `value` is hour, weekday and calls. */
interface HourMark {
  readonly value: readonly [number, number, number];
  readonly unusual: boolean;
}

interface Place {
  readonly mark: StreamMark;
  readonly name: Untrusted;
  readonly facts: readonly string[];
  readonly calls: number;
  readonly sessions: number;
  readonly worst: number;
  readonly unusual: boolean;
}

/** When and where agents work: hours of the week, directories and hosts, with what is unusual marked in words. */
export function accessWidget(context: Context): Widget<AccessPattern> {
  const { strings, jumps } = context;
  const showCalls = ({ weekday, hour }: Hour): void => jumps.showCalls({ mark: { by: "hour", weekday, hour }, words: momentWords(weekday, hour) });
  return {
    id: "access",
    title: strings.access,
    kept: accessPattern,
    onChart: (chart) =>
      chart.onMark((mark) => {
        const [hour, weekday] = (mark as HourMark).value;
        showCalls({ weekday, hour });
      }),
    ask: (asker, filter, signal) => asker.request("accessPattern", { filter }, { signal }),
    show: (data) => {
      const calls = data.hours.reduce((sum, hour) => sum + hour.calls, 0);
      return {
        empty: calls === 0 && data.directories.length === 0 && data.hosts.length === 0 ? strings.noCalls : null,
        drawing: { summary: fill(strings.hoursSummary, number(calls)), height: HEIGHT, option: (theme) => optionOf(strings, theme, data.hours), table: hoursTable(strings, data, showCalls) },
        below: [
          element("div", { class: "hours" }, ...(calls > 0 ? [heatLegend(strings, data.hours)] : []), unusualHours(strings, data.hours), ...(sharesHours() ? [element("p", { class: "facts" }, strings.sharedHours)] : [])),
          placesElement(context, strings.directories, strings.noDirectories, data.directories.map((row) => ({ ...row, mark: { by: "directory", path: row.path }, name: row.path, facts: [row.inside ? strings.inside : strings.outside] }))),
          placesElement(context, strings.hosts, strings.noHosts, data.hosts.map((row) => ({ ...row, mark: { by: "host", host: row.host }, name: row.host, facts: [] }))),
        ],
        table: tableOf(strings, data),
      };
    },
  };
}

/** What the shades of the drawing stand for: from the fewest calls of an hour to the most. */
function heatLegend(strings: DashboardStrings, hours: AccessPattern["hours"]): HTMLElement {
  const counts = hours.map(({ calls }) => calls).filter((calls) => calls > 0);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const shades = Array.from({ length: SHADES }, (_, index) => {
    const shade = element("span", { class: "shade" });
    shade.style.opacity = String(opacityOf(least + ((most - least) * index) / (SHADES - 1), most));
    return shade;
  });
  return element("p", { class: "facts heat-legend" }, element("span", {}, strings.callsPerHour), element("strong", {}, number(least)), element("span", { class: "shades", "aria-hidden": "true" }, ...(least === most ? shades.slice(-1) : shades)), ...(least === most ? [] : [element("strong", {}, number(most))]));
}

/** How full a cell is: few calls are seen, too. */
function opacityOf(calls: number, most: number): number {
  return 0.2 + 0.8 * Math.sqrt(calls / most);
}

function unusualHours(strings: DashboardStrings, hours: AccessPattern["hours"]): HTMLElement {
  const unusual = hours.filter((hour) => hour.unusual);
  const named = unusual.slice(0, NAMED_HOURS).map(({ weekday, hour, calls }) => `${momentWords(weekday, hour)} (${number(calls)})`);
  const words = unusual.length === 0 ? strings.noUnusualHours : fill(strings.unusualHours, named.join(", ")) + (unusual.length > NAMED_HOURS ? " …" : "");
  return element("p", { class: "facts" }, `${words} ${strings.markHint}`);
}

function placesElement({ strings, jumps }: Context, title: string, empty: string, places: readonly Place[]): HTMLElement {
  const rows = places.map((place) => {
    const text = pageText(place.name, 200);
    const facts = [...place.facts, ...(place.unusual ? [strings.unusual] : [])];
    return element(
      "tr",
      {},
      element("td", { class: "words" }, linkButton(`place:${title}:${rawText(place.name)}`, strings.showCalls, text, () => jumps.showCalls({ mark: place.mark, words: pageText(place.name, 60) })), ...(facts.length > 0 ? [element("span", { class: "facts" }, facts.join(" · "))] : []), stackedFigures([strings.sessions], [number(place.sessions)])),
      element("td", { class: "words" }, scoreLabel(strings, place.worst)),
      element("td", { class: "figures" }, number(place.calls)),
      element("td", { class: "figures" }, number(place.sessions)),
    );
  });
  const head = element("tr", {}, element("th", { scope: "col", class: "words" }, title), element("th", { scope: "col", class: "words" }, strings.worst), element("th", { scope: "col", class: "figures" }, strings.calls), element("th", { scope: "col", class: "figures" }, strings.sessions));
  if (rows.length === 0) return element("div", { class: "part" }, element("h3", {}, title), element("p", { class: "quiet" }, empty));
  return element("div", { class: "part" }, element("table", { class: "data ranks" }, element("caption", { class: "unseen" }, title), element("thead", {}, head), element("tbody", {}, ...rows)));
}

function momentWords(weekday: number, hour: number): string {
  return `${weekdayWords()[weekday] ?? ""} ${hourWords(hour)}`;
}

function hourWords(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}

function optionOf(strings: DashboardStrings, theme: Theme, hours: AccessPattern["hours"]): ChartOption {
  const common = commonOption(theme);
  const days = weekdayWords();
  const most = Math.max(1, ...hours.map(({ calls }) => calls));
  const axis = { axisLine: { show: false }, axisTick: { show: false }, splitArea: { show: false }, splitLine: { show: false } };
  return {
    ...common,
    grid: { left: 4, right: 4, top: 4, bottom: 4, containLabel: true },
    tooltip: {
      ...(common["tooltip"] as object),
      formatter: ({ data }: { readonly data: HourMark }) => {
        const [hour, weekday, calls] = data.value;
        return `${momentWords(weekday, hour)}\n${fill(strings.callCount, number(calls))}${data.unusual ? `\n${strings.unusual}` : ""}`;
      },
    },
    xAxis: { type: "category", data: Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, "0")), axisLabel: { color: theme.muted, interval: 2 }, ...axis },
    yAxis: { type: "category", inverse: true, data: days, axisLabel: { color: theme.muted }, ...axis },
    series: [
      {
        type: "heatmap",
        data: hours.filter(({ calls }) => calls > 0).map(({ hour, weekday, calls, unusual }) => ({ value: [hour, weekday, calls], unusual, label: { show: unusual }, itemStyle: { opacity: opacityOf(calls, most) } })),
        // An unusual hour has few calls, so its cell is faint and the mark stands out on it.
        label: { formatter: "!", color: theme.foreground, opacity: 1, fontSize: theme.fontSize, fontWeight: "bold" },
        itemStyle: { color: theme.heat, borderColor: theme.contrast ?? theme.background, borderWidth: 1, borderRadius: 2 },
        emphasis: { disabled: true },
      },
    ],
  };
}

function hoursTable(strings: DashboardStrings, { hours }: AccessPattern, showCalls: (hour: Hour) => void): DataTable {
  const days = weekdayWords();
  return {
    caption: strings.access,
    columns: [{ title: strings.weekday }, { title: strings.hour }, { title: strings.calls, unit: "count" }, { title: strings.unusual }],
    rows: hours.filter(({ calls }) => calls > 0).map(({ weekday, hour, calls, unusual }) => ({
      cells: [untrusted(days[weekday] ?? ""), untrusted(hourWords(hour)), calls, unusual ? untrusted(strings.unusual) : null],
      open: { key: `hour:${weekday}:${hour}`, title: strings.showCalls, run: () => showCalls({ weekday, hour }) },
    })),
  };
}

function tableOf(strings: DashboardStrings, data: AccessPattern): DataTable {
  const unusual = (is: boolean): Cell => (is ? untrusted(strings.unusual) : null);
  return {
    caption: strings.access,
    columns: [{ title: strings.what }, { title: strings.name }, { title: strings.place }, { title: strings.calls, unit: "count" }, { title: strings.sessions, unit: "count" }, { title: strings.worst, unit: "count" }, { title: strings.unusual }],
    rows: [
      ...data.hours.filter(({ calls }) => calls > 0).map((row) => ({ cells: [untrusted(strings.hour), untrusted(momentWords(row.weekday, row.hour)), null, row.calls, null, null, unusual(row.unusual)] })),
      ...data.directories.map((row) => ({ cells: [untrusted(strings.directories), row.path, untrusted(row.inside ? strings.inside : strings.outside), row.calls, row.sessions, row.worst, unusual(row.unusual)] })),
      ...data.hosts.map((row) => ({ cells: [untrusted(strings.hosts), row.host, null, row.calls, row.sessions, row.worst, unusual(row.unusual)] })),
    ],
  };
}
