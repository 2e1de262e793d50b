/** Why cards are to be asked for again: the filter or a person, rows of the store, or how the engine is. */
export type Reason = "filter" | "rows" | "status";

/** What the board needs of a card. */
export interface BoardCard {
  readonly node: HTMLElement;
  setVisible(visible: boolean): void;
  askAgain(reason: Reason): void;
  tick(now: number): void;
}

const TICK_MS = 15_000;
/** Cards that near to the edge of the screen are asked for before they are scrolled to. */
const MARGIN = "150px";

/** Keeps the cards up to date: those on the screen at once, others once they come there. */
export class Board {
  constructor(private readonly cards: readonly BoardCard[]) {
    const byNode = new Map<Element, BoardCard>(cards.map((card) => [card.node, card]));
    const observer = new IntersectionObserver((entries) => entries.forEach(({ target, isIntersecting }) => byNode.get(target)?.setVisible(isIntersecting)), { rootMargin: MARGIN });
    for (const card of cards) observer.observe(card.node);
    const tick = (): void => cards.forEach((card) => card.tick(Date.now()));
    tick();
    setInterval(tick, TICK_MS);
    document.addEventListener("visibilitychange", tick);
  }

  askAgain(reason: Reason): void {
    for (const card of this.cards) card.askAgain(reason);
  }
}
