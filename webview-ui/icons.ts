const NAMESPACE = "http://www.w3.org/2000/svg";

/** Shapes on a grid of 16, drawn in the colour of the text around them. */
const SHAPES = {
  table: "M2 3h12v10H2zM2 6.5h12M2 10h12M6.5 6.5V13",
  chart: "M2 13.5h12M4 13.5V8M7.5 13.5V3M11 13.5V6",
  calls: "M2 4h6M2 8h4M2 12h6M9 8h5M11.5 5.5 14 8l-2.5 2.5",
  picture: "M2 3h12v10H2zM2 11l3.5-4 3 3L10.5 8 14 11.5M10.5 5.5h.01",
  file: "M8 2v8M5 7.5 8 10.5 11 7.5M2.5 13.5h11",
  green: "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM5 8.2l2.2 2.2L11 6",
  yellow: "M8 1.8 15 14H1zM8 6v4M8 12h.01",
  red: "M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3zM8 4.5v4.5M8 11.5h.01",
  close: "M4 4l8 8M12 4l-8 8",
} as const;
export type IconName = keyof typeof SHAPES;

/** A picture beside words; a screen reader is told the words. */
export function icon(name: IconName, size: number = 16): SVGSVGElement {
  const svg = document.createElementNS(NAMESPACE, "svg");
  for (const [attribute, value] of Object.entries({ viewBox: "0 0 16 16", width: String(size), height: String(size), fill: "none", stroke: "currentColor", "stroke-width": "1.2", "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" }))
    svg.setAttribute(attribute, value);
  const path = document.createElementNS(NAMESPACE, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}
