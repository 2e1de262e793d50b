import type { Chart } from "../charts/chart.js";
import { element } from "../element.js";

const listening = new WeakSet<Chart>();

/** Lets a person drag over a drawing; told are the categories at both ends. A click is a drag of no length. */
export function brush(chart: Chart, choose: (one: number, other: number) => void): void {
  if (listening.has(chart)) return;
  listening.add(chart);
  const { node } = chart;
  const band = element("div", { class: "brush", hidden: "" });
  node.append(band);
  let begun: number | null = null;
  const place = (event: PointerEvent): number => {
    const box = node.getBoundingClientRect();
    return Math.max(0, Math.min(box.width, event.clientX - box.left));
  };
  const end = (): void => {
    begun = null;
    band.hidden = true;
  };
  node.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    begun = place(event);
    node.setPointerCapture(event.pointerId);
  });
  node.addEventListener("pointermove", (event) => {
    if (begun === null) return;
    const now = place(event);
    band.hidden = false;
    band.style.left = `${Math.min(begun, now)}px`;
    band.style.width = `${Math.abs(now - begun)}px`;
  });
  node.addEventListener("pointerup", (event) => {
    if (begun === null) return;
    const [one, other] = [chart.categoryAt(begun), chart.categoryAt(place(event))];
    end();
    if (one !== null && other !== null) choose(one, other);
  });
  node.addEventListener("pointercancel", end);
}
