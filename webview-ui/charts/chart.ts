import type { EChartsCoreOption, EChartsType } from "echarts/core";
import { element } from "../element.js";
import { drawSoon } from "./drawing.js";
import type { Charts } from "./loading.js";
import { onThemeChange, theTheme, type Theme } from "./theme.js";

export type ChartOption = EChartsCoreOption;
/** What a mark was drawn of: an entry of its series' data, or of a Sankey's links. */
export type Mark = unknown;

/** A drawing. No text that an agent wrote goes into one: labels and tooltips are made of the page's own words. */
export class Chart {
  readonly node: HTMLElement;
  private readonly canvas = element("div", { class: "canvas" });
  private drawn: EChartsType | undefined;
  private chosen: (mark: Mark) => void = () => undefined;
  private option: ((theme: Theme, width: number) => ChartOption) | undefined;
  /** As the browser tells it: asking for it would have the page laid out at once. */
  private size = { width: 0, height: 0 };
  private shape = "";

  constructor(height: number) {
    this.node = element("div", { class: "chart", role: "img" }, this.canvas);
    this.canvas.style.height = `${height}px`;
    new ResizeObserver(([entry]) => {
      if (!entry) return;
      this.size = { width: Math.round(entry.contentRect.width), height: Math.round(entry.contentRect.height) };
      this.schedule();
    }).observe(this.canvas);
    onThemeChange(() => this.schedule());
  }

  /** Draws by the theme of now, and again when it or the size changes. `summary` is what a screen reader is told. */
  draw(summary: string, option: (theme: Theme, width: number) => ChartOption): void {
    this.node.setAttribute("aria-label", summary);
    this.option = option;
    this.schedule();
  }

  /** Tells of a mark that a person clicks on. */
  onMark(listener: (mark: Mark) => void): void {
    this.chosen = listener;
  }

  /** The drawing as a file. */
  svg(): string {
    return this.drawn?.renderToSVGString() ?? "";
  }

  /** Place of a point of the drawing on its horizontal axis: the index of a category. */
  categoryAt(x: number): number | null {
    const index = this.drawn?.convertFromPixel({ xAxisIndex: 0 }, x) as unknown;
    return typeof index === "number" && Number.isFinite(index) ? Math.round(index) : null;
  }

  private schedule(): void {
    if (!this.option || this.size.width === 0 || this.size.height === 0) return;
    this.node.setAttribute("aria-busy", "true");
    drawSoon(this);
  }

  /** Draws now what was asked for last. */
  redraw(charts: Charts): void {
    this.node.removeAttribute("aria-busy");
    const { width, height } = this.size;
    if (!this.option || width === 0 || height === 0) return;
    this.drawn ??= this.init(charts, width, height);
    // It costs a whole update of the drawing, also where the size is the same.
    if (this.drawn.getWidth() !== width || this.drawn.getHeight() !== height) this.drawn.resize({ width, height });
    const theme = theTheme();
    const option = this.option(theme, width);
    // Where only values change, what is drawn stays and moves: to draw everything anew takes a frame for itself.
    const shape = JSON.stringify([theme, width, shapeOf(option)]);
    this.drawn.setOption(option, { notMerge: shape !== this.shape });
    this.shape = shape;
  }

  private init(charts: Charts, width: number, height: number): EChartsType {
    const drawn = charts.init(this.canvas, null, { renderer: "svg", width, height });
    drawn.on("click", ({ data }) => this.chosen(data));
    return drawn;
  }
}

/** What of an option has to be the same for a drawing to be changed into it: its parts, and the series in their order, without their data. */
function shapeOf(option: ChartOption): unknown {
  const { series, ...others } = option as { readonly series?: ReadonlyArray<Readonly<Record<string, unknown>>> };
  return [Object.keys(others), [series].flat().map((each) => each && [each["type"], each["name"], Object.keys(each)])];
}

/** What all drawings have in common. Tooltips are drawn, not written as markup. */
export function commonOption(theme: Theme): ChartOption {
  return {
    // The frames of an animation cost as much as the drawing, and numbers change all the time.
    animation: false,
    textStyle: { color: theme.foreground, fontFamily: theme.font, fontSize: theme.fontSize - 1 },
    tooltip: {
      renderMode: "richText",
      confine: true,
      transitionDuration: 0,
      backgroundColor: theme.background,
      borderColor: theme.contrast ?? theme.line,
      borderWidth: 1,
      padding: 8,
      textStyle: { color: theme.foreground, fontFamily: theme.font, fontSize: theme.fontSize - 1 },
    },
  };
}
