import { element } from "../element.js";
import { keepFocus } from "../focus.js";

/** Rows above and below the screen that are drawn, too. */
const MARGIN = 6;

export interface VirtualRow {
  readonly key: string;
  draw(): HTMLElement;
}

/** A list of which only the rows on the screen are in the page. One row at a time is reached by Tab, the others by the arrow keys. */
export class VirtualList {
  readonly node: HTMLElement;
  private readonly list = element("ul", { class: "rows" });
  private rows: readonly VirtualRow[] = [];
  private total: number | null = null;
  private active = "";
  private frame = 0;
  /** How far it is scrolled, and how high it is, as the browser tells it: asking for it would have the page laid out at once. */
  private top = 0;
  private height = 0;

  constructor(
    label: string,
    private readonly rowHeight: number,
    private readonly onNearEnd: () => void,
  ) {
    this.node = element("div", { class: "stream" }, this.list);
    this.list.setAttribute("aria-label", label);
    this.node.addEventListener("scroll", () => {
      this.top = this.node.scrollTop;
      this.schedule();
    });
    this.node.addEventListener("keydown", (event) => this.onKey(event));
    this.node.addEventListener("focusin", ({ target }) => {
      if (target instanceof HTMLElement && target.dataset["key"]) this.active = target.dataset["key"];
    });
    new ResizeObserver(([entry]) => {
      this.height = entry?.contentRect.height ?? 0;
      this.schedule();
    }).observe(this.node);
  }

  /** Shows these rows, of `total` (null where nobody knows). What a person looks at stays where it is while newer rows come above it. */
  show(rows: readonly VirtualRow[], total: number | null): void {
    const top = this.rows[Math.floor(this.top / this.rowHeight)]?.key;
    const isAtTop = this.top < this.rowHeight / 2;
    const offset = this.top % this.rowHeight;
    this.rows = rows;
    this.total = total;
    this.list.style.height = `${rows.length * this.rowHeight}px`;
    const place = rows.findIndex(({ key }) => key === top);
    if (!isAtTop && place >= 0) this.scrollTo(place * this.rowHeight + offset);
    if (!rows.some(({ key }) => key === this.active)) this.active = rows[0]?.key ?? "";
    this.draw();
  }

  toTop(): void {
    if (this.top > 0) this.scrollTo(0);
  }

  private scrollTo(top: number): void {
    this.node.scrollTop = top;
    // It goes no further than there are rows.
    this.top = this.node.scrollTop;
  }

  private schedule(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    const first = Math.max(0, Math.floor(this.top / this.rowHeight) - MARGIN);
    const end = Math.min(this.rows.length, Math.ceil((this.top + this.height) / this.rowHeight) + MARGIN);
    const indices = Array.from({ length: Math.max(0, end - first) }, (_, offset) => first + offset);
    const active = this.rows.findIndex(({ key }) => key === this.active);
    // The row that Tab leads to is there even where it is scrolled away.
    if (active >= 0 && (active < first || active >= end)) indices.push(active);
    keepFocus(this.node, () => this.list.replaceChildren(...indices.map((index) => this.item(index))));
    if (end > this.rows.length - 2 * MARGIN && this.rows.length > 0) this.onNearEnd();
  }

  private item(index: number): HTMLElement {
    const row = this.rows[index]!;
    const button = row.draw();
    button.dataset["key"] = row.key;
    button.tabIndex = row.key === this.active ? 0 : -1;
    const item = element("li", { "aria-posinset": String(index + 1), "aria-setsize": String(this.total === null ? -1 : Math.max(this.total, this.rows.length)) }, button);
    item.style.transform = `translateY(${index * this.rowHeight}px)`;
    item.style.height = `${this.rowHeight}px`;
    return item;
  }

  private onKey(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.height / this.rowHeight) - 1);
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const now = this.rows.findIndex(({ key }) => key === this.active);
    const index = Math.max(0, Math.min(this.rows.length - 1, now + step));
    const key = this.rows[index]?.key ?? "";
    this.active = key;
    const top = index * this.rowHeight;
    if (top < this.top) this.scrollTo(top);
    else if (top + this.rowHeight > this.top + this.height) this.scrollTo(top + this.rowHeight - this.height);
    this.draw();
    [...this.node.querySelectorAll<HTMLElement>("[data-key]")].find(({ dataset }) => dataset["key"] === key)?.focus({ preventScroll: true });
  }
}
