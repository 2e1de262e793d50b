import { loadCharts, type Charts } from "./loading.js";

/** What is drawn when its turn comes. */
export interface Drawn {
  redraw(charts: Charts): void;
}

const waiting = new Set<Drawn>();
let isDue = false;

/** Has a drawing made soon: one in a frame, so that no frame takes as long as all of them. Numbers do not wait for it. */
export function drawSoon(drawn: Drawn): void {
  waiting.add(drawn);
  schedule();
}

function schedule(): void {
  if (isDue || waiting.size === 0) return;
  isDue = true;
  const begin = (charts: Charts): void => void requestAnimationFrame(() => drawNext(charts));
  loadCharts().then(begin, (error: unknown) => {
    isDue = false;
    throw error;
  });
}

function drawNext(charts: Charts): void {
  isDue = false;
  const [next] = waiting;
  if (!next) return;
  waiting.delete(next);
  next.redraw(charts);
  schedule();
}
