import { levelOf, type RiskLevel } from "../../src/model/risk.js";
import { theTheme, type Theme } from "./theme.js";

const NAMESPACE = "http://www.w3.org/2000/svg";
const MARGIN = 12;
/** Corners of a level's mark in a square of 10, as the page draws it; a level without is a circle. */
const MARKS: Partial<Readonly<Record<RiskLevel, string>>> = { critical: "5,0 10,10 0,10", high: "5,0 10,5 5,10 0,5", medium: "1,1 9,1 9,9 1,9" };

interface TextStyle {
  readonly anchor?: "end";
  readonly weight?: "bold";
  readonly muted?: boolean;
}

/** What a card draws as elements of the page, as an SVG of its own. Texts go in as text, so they are `pageText` or the page's own words. */
export class Picture {
  private readonly svg = made("svg", {});
  private readonly theme: Theme = theTheme();

  constructor(private readonly width: number, title: string) {
    this.svg.append(made("rect", { width: "100%", height: "100%", fill: this.theme.background }));
    this.text(MARGIN, 24, title, { weight: "bold" });
  }

  /** @param y of the line that the letters stand on */
  text(x: number, y: number, words: string, { anchor, weight, muted }: TextStyle = {}): void {
    const text = made("text", {
      x: String(x), y: String(y), fill: muted ? this.theme.muted : this.theme.foreground, "font-family": this.theme.font, "font-size": String(this.theme.fontSize - 1),
      ...(anchor ? { "text-anchor": anchor } : {}), ...(weight ? { "font-weight": weight } : {}),
    });
    text.textContent = words;
    this.svg.append(text);
  }

  /** A level's shape, with the line that the letters beside it stand on. */
  mark(x: number, y: number, score: number): void {
    const level = levelOf(score);
    const colour = this.theme.levels[level];
    const points = MARKS[level];
    const shape = points ? made("polygon", { points, fill: colour }) : made("circle", { cx: "5", cy: "5", r: "4", ...(level === "none" ? { fill: "none", stroke: colour } : { fill: colour }) });
    shape.setAttribute("transform", `translate(${x} ${y - 9})`);
    this.svg.append(shape);
  }

  /** A part of a bar. */
  bar(x: number, y: number, width: number, height: number, level: RiskLevel): void {
    this.svg.append(made("rect", { x: String(x), y: String(y), width: String(width), height: String(height), fill: this.theme.levels[level], ...(level === "none" ? { opacity: "0.45" } : {}), ...this.edge() }));
  }

  /** A cell of a heat map, that full in percent. */
  cell(x: number, y: number, width: number, height: number, heat: number): void {
    this.svg.append(made("rect", { x: String(x), y: String(y), width: String(width), height: String(height), rx: "4", fill: this.theme.heat, "fill-opacity": String(heat / 100), stroke: this.theme.contrast ?? this.theme.line }));
  }

  /** The file. @param bottom how far down something was drawn */
  file(bottom: number): string {
    const height = bottom + MARGIN;
    for (const [name, value] of Object.entries({ width: String(this.width), height: String(height), viewBox: `0 0 ${this.width} ${height}` })) this.svg.setAttribute(name, value);
    return new XMLSerializer().serializeToString(this.svg);
  }

  private edge(): Readonly<Record<string, string>> {
    return this.theme.contrast ? { stroke: this.theme.contrast } : {};
  }
}

function made(tag: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const node = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}
