import type { DashboardStrings } from "../../src/protocol/dashboardStrings.js";
import { trend, TREND_BUCKETS, type Trend, type TrendBucket } from "../../src/protocol/widgets.js";
import { commonOption, type ChartOption } from "../charts/chart.js";
import { decalOf, isRiskLevel, seriesColour } from "../charts/decals.js";
import type { Theme } from "../charts/theme.js";
import { Segments } from "../controls.js";
import { element } from "../element.js";
import { sharesHours } from "../readersZone.js";
import { fill } from "../text.js";
import { clockWords, dayWords, number } from "../words.js";
import { brush } from "./brush.js";
import { seriesOf, spanOfBuckets, TREND_VIEWS, type Series, type SeriesName, type TrendView } from "./trendSeries.js";
import type { Context, Widget } from "./widget.js";

const HEIGHT = 230;

/** Calls and findings in the course of time, as stacked bars; dragging over them narrows the dashboard to that span. */
export function trendWidget({ strings, jumps }: Context): Widget<Trend> {
  let view: TrendView = "calls";
  let bucket: TrendBucket | null = null;
  let shown: Trend | undefined;
  let tell: (again: "ask" | "show") => void = () => undefined;
  const views = new Segments(strings.counted, TREND_VIEWS.map((value) => ({ value, text: strings[`trend:${value}`] })), (value) => {
    views.press((view = value));
    tell("show");
  });
  const buckets = new Segments(strings.per, (["auto", ...TREND_BUCKETS] as const).map((value) => ({ value, text: strings[`bucket:${value}`] })), (value) => {
    buckets.press(value);
    bucket = value === "auto" ? null : value;
    tell("ask");
  });
  views.press(view);
  buckets.press("auto");
  const narrowTo = (one: number, other: number): void => {
    const span = shown && spanOfBuckets(shown, one, other);
    if (span) jumps.narrow({ time: span });
  };
  return {
    id: "trend",
    title: strings.trend,
    kept: trend,
    controls: [views.node, buckets.node],
    onControl: (listener) => void (tell = listener),
    onChart: (chart) => brush(chart, narrowTo),
    ask: (asker, filter, signal) => asker.request("trend", { filter, bucket }, { signal }),
    show: (data) => {
      shown = data;
      const series = seriesOf(data, view);
      const sum = series.reduce((all, { total }) => all + total, 0);
      return {
        empty: sum === 0 ? (view === "findings" ? strings.noFindings : strings.noCalls) : null,
        above: [legend(strings, series)],
        drawing: {
          summary: fill(strings.trendSummary, strings[`trend:${view}`], series.map(({ name, total }) => `${number(total)} ${seriesName(strings, name)}`).join(", ")),
          height: HEIGHT,
          option: (theme) => optionOf(strings, theme, data, series),
        },
        below: [element("p", { class: "facts" }, sharesHours() ? `${strings.brushHint} ${strings.sharedHours}` : strings.brushHint)],
        table: {
          caption: strings.trend,
          columns: [{ title: strings[`bucket:${data.bucket}`], unit: "time" }, ...series.map(({ name }) => ({ title: seriesName(strings, name), unit: "count" as const }))],
          rows: data.buckets.map(({ at }, index) => ({
            cells: [at, ...series.map(({ values }) => values[index] ?? 0)],
            open: { key: `bucket:${at}`, title: strings.narrowToThis, run: () => narrowTo(index, index) },
          })),
        },
      };
    },
  };
}

function seriesName(strings: DashboardStrings, name: SeriesName): string {
  return isRiskLevel(name) ? strings[name] : name === "unscored" ? strings.unscored : strings[`kind:${name}`];
}

/** What each pattern stands for, with its sum. */
function legend(strings: DashboardStrings, series: readonly Series[]): HTMLElement {
  const items = series.map(({ name, total }) => element("li", {}, element("span", { class: `mark ${name}`, "aria-hidden": "true" }), element("strong", {}, number(total)), seriesName(strings, name)));
  return element("ul", { class: "legend" }, ...items);
}

function optionOf(strings: DashboardStrings, theme: Theme, data: Trend, series: readonly Series[]): ChartOption {
  const label = (at: number): string => (data.bucket === "hour" ? `${dayWords(at)} ${clockWords(at)}` : dayWords(at));
  const common = commonOption(theme);
  return {
    ...common,
    grid: { left: 4, right: 8, top: 10, bottom: 4, containLabel: true },
    tooltip: {
      ...(common["tooltip"] as object),
      trigger: "axis",
      axisPointer: { type: "shadow", shadowStyle: { color: theme.foreground, opacity: 0.08 } },
      formatter: (parts: ReadonlyArray<{ readonly dataIndex: number }>) => {
        const index = parts[0]?.dataIndex ?? 0;
        const lines = series.filter(({ values }) => (values[index] ?? 0) > 0).map(({ name, values }) => `${seriesName(strings, name)}: ${number(values[index] ?? 0)}`);
        return [label(data.buckets[index]?.at ?? 0), ...(lines.length > 0 ? lines.reverse() : [strings.nothingThen])].join("\n");
      },
    },
    xAxis: {
      type: "category",
      data: data.buckets.map(({ at }) => label(at)),
      axisLine: { lineStyle: { color: theme.muted } },
      axisTick: { show: false },
      // The last label is always there, within the edge: another that would reach beyond the edge gives way to it.
      axisLabel: { color: theme.muted, hideOverlap: true, showMaxLabel: true, alignMinLabel: "left", alignMaxLabel: "right", margin: 10 },
    },
    yAxis: { type: "value", minInterval: 1, splitNumber: 4, axisLabel: { color: theme.muted, formatter: (value: number) => number(value) }, splitLine: { lineStyle: { color: theme.line, opacity: 0.6 } } },
    series: series.map(({ name, values }) => ({
      type: "bar",
      stack: "all",
      barMaxWidth: 36,
      barCategoryGap: "20%",
      // What is nothing is no mark: most levels occur in few buckets, and each mark takes its time.
      data: values.map((value) => (value === 0 ? null : value)),
      cursor: "crosshair",
      emphasis: { disabled: true },
      itemStyle: { color: seriesColour(theme, name), decal: decalOf(theme, name), opacity: name === "none" && !theme.contrast ? 0.5 : 1, ...(theme.contrast ? { borderColor: theme.contrast, borderWidth: 1 } : {}) },
    })),
  };
}
