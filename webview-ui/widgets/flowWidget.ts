import { isAtLeast, levelOf } from "../../src/model/risk.js";
import { untrusted } from "../../src/model/untrusted.js";
import type { DashboardStrings } from "../../src/protocol/dashboardStrings.js";
import { dataFlow, type DataFlow } from "../../src/protocol/widgets.js";
import { commonOption, type ChartOption } from "../charts/chart.js";
import type { Theme } from "../charts/theme.js";
import { element } from "../element.js";
import { fill } from "../text.js";
import { number } from "../words.js";
import { callsOf, flowOf, type FlowLink, type FlowNode } from "./flowLinks.js";
import type { Context, Widget } from "./widget.js";

const HEIGHT = 300;
/** In less width there is room for the names alone, in pixels. */
const NARROW = 520;

/** Where data came from, by which tools, and where it went. Names in it are the page's own words. */
export function flowWidget({ strings, jumps }: Context): Widget<DataFlow> {
  const showCalls = (...nodes: readonly FlowNode[]): void => jumps.showCalls({ mark: callsOf(...nodes), words: nodes.map((node) => nodeWords(strings, node)).join(" → ") });
  return {
    id: "flow",
    title: strings.flow,
    mark: callsOf(),
    kept: dataFlow,
    onChart: (chart) =>
      chart.onMark((mark) => {
        const { name, source, target } = mark as { readonly name?: FlowNode } & Partial<FlowLink>;
        if (source !== undefined && target !== undefined) showCalls(source, target);
        else if (name !== undefined) showCalls(name);
      }),
    ask: (asker, filter, signal) => asker.request("dataFlow", { filter }, { signal }),
    show: (data) => {
      const links = flowOf(data);
      const total = data.sources.reduce((sum, { calls }) => sum + calls, 0);
      return {
        empty: links.length === 0 ? strings.noCalls : null,
        drawing: { summary: fill(strings.flowSummary, number(total)), height: HEIGHT, option: (theme, width) => optionOf(strings, theme, links, width) },
        below: [element("p", { class: "facts" }, strings.markHint)],
        table: {
          caption: strings.flow,
          columns: [{ title: strings.from }, { title: strings.to }, { title: strings.calls, unit: "count" }, { title: strings.worst, unit: "count" }],
          rows: links.map(({ source, target, value, worst }) => ({ cells: [untrusted(nodeWords(strings, source)), untrusted(nodeWords(strings, target)), value, worst], open: { key: `${source}>${target}`, title: strings.showCalls, run: () => showCalls(source, target) } })),
        },
      };
    },
  };
}

function nodeWords(strings: DashboardStrings, node: FlowLink["source"]): string {
  return strings[node];
}

function optionOf(strings: DashboardStrings, theme: Theme, links: readonly FlowLink[], width: number): ChartOption {
  const names = [...new Set(links.flatMap(({ source, target }) => [source, target]))];
  const sums = new Map(names.map((name) => [name, Math.max(sum(links, "target", name), sum(links, "source", name))]));
  const common = commonOption(theme);
  const isNarrow = width < NARROW;
  const worst = new Map(names.map((name) => [name, levelOf(Math.max(...links.filter(({ source, target }) => source === name || target === name).map((link) => link.worst)))]));
  // A level that is bad is told in words; the width of a link is that of all its calls, of which one may be bad.
  const wordsOf = (name: FlowLink["source"]): string => {
    const level = worst.get(name) ?? "none";
    return `${nodeWords(strings, name)} ${number(sums.get(name) ?? 0)}${isAtLeast(level, "high") ? ` · ${strings[level]}` : ""}`;
  };
  return {
    ...common,
    tooltip: {
      ...(common["tooltip"] as object),
      formatter: ({ dataType, data }: { readonly dataType: string; readonly data: FlowLink & { readonly name: FlowLink["source"] } }) =>
        dataType === "edge"
          ? fill(strings.flowLink, nodeWords(strings, data.source), nodeWords(strings, data.target), number(data.value), strings[levelOf(data.worst)])
          : wordsOf(data.name),
    },
    series: [
      {
        type: "sankey",
        left: 4,
        right: 4,
        top: isNarrow ? 20 : 8,
        bottom: 8,
        nodeWidth: 10,
        nodeGap: isNarrow ? 20 : 14,
        draggable: false,
        emphasis: { focus: "adjacency" },
        data: names.map((name) => ({ name, itemStyle: { color: theme.levels[worst.get(name) ?? "none"], borderColor: theme.contrast ?? theme.background, borderWidth: theme.contrast ? 1 : 0 }, label: { position: name.startsWith("sink:") ? "left" : isNarrow && name.startsWith("kind:") ? "top" : "right" } })),
        links: [...links],
        lineStyle: { color: theme.heat, opacity: theme.contrast ? 0.5 : 0.25, curveness: 0.5 },
        label: { color: theme.foreground, fontFamily: theme.font, fontSize: theme.fontSize - 1, textBorderColor: theme.background, textBorderWidth: 3, formatter: ({ name }: { readonly name: FlowLink["source"] }) => (isNarrow ? nodeWords(strings, name) : wordsOf(name)) },
      },
    ],
  };
}

function sum(links: readonly FlowLink[], side: "source" | "target", name: FlowLink["source"]): number {
  return links.filter((link) => link[side] === name).reduce((all, { value }) => all + value, 0);
}
