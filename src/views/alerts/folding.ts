import type { After } from "../../model/after.js";

/** How long what comes after something shown waits to be shown with what follows it, in milliseconds. */
const HOLD_MS = 10_000;

/** Shows the first of a burst at once, and the rest of it together afterwards: nobody reads the same sentence ten times. */
export class Folding<T> {
  private waiting: T[] = [];
  private callOff: (() => void) | undefined;

  constructor(
    private readonly show: (items: readonly T[]) => void,
    private readonly after: After,
  ) {}

  add(items: readonly T[]): void {
    if (items.length === 0) return;
    this.waiting.push(...items);
    if (!this.callOff) this.showWaiting();
  }

  dispose(): void {
    this.callOff?.();
    this.waiting = [];
  }

  private showWaiting(): void {
    const items = this.waiting.splice(0);
    this.callOff = items.length === 0 ? undefined : this.after(HOLD_MS, () => this.showWaiting());
    if (items.length > 0) this.show(items);
  }
}
