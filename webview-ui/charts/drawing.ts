/** What is drawn when its turn comes. */
export interface Drawn {
  redraw(): void;
}

const waiting = new Set<Drawn>();
let frame = 0;

/** Has a drawing made soon: one in a frame, so that no frame takes as long as all of them. Numbers do not wait for it. */
export function drawSoon(drawn: Drawn): void {
  waiting.add(drawn);
  frame ||= requestAnimationFrame(drawNext);
}

function drawNext(): void {
  const [next] = waiting;
  if (next) {
    waiting.delete(next);
    next.redraw();
  }
  frame = waiting.size > 0 ? requestAnimationFrame(drawNext) : 0;
}
