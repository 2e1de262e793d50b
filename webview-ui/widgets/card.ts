import * as v from "valibot";
import { RequestError } from "../../src/protocol/channel.js";
import type { DashboardStrings } from "../../src/protocol/dashboardStrings.js";
import type { DashboardFilter } from "../../src/protocol/widgets.js";
import type { Asker } from "../asker.js";
import { Chart } from "../charts/chart.js";
import { iconButton, textButton } from "../controls.js";
import { element } from "../element.js";
import { keepFocus } from "../focus.js";
import { csvOf } from "../tables/csv.js";
import { tableElement } from "../tables/dataTable.js";
import { fill } from "../text.js";
import { agoWords, timeWords } from "../words.js";
import type { BoardCard, Reason } from "./board.js";
import { fillBody, reachByKeys } from "./scrolling.js";
import type { Narrowed, Shown, Widget } from "./widget.js";

/** An engine that has not answered by then is said not to answer; what was asked is still waited for. */
const SILENCE_MS = 1_800;
/** Answers come this much apart at least, and at least so many times as long as the last one took: the engine has other work. */
const PAUSE_MS = 1_000;
const PAUSE_FACTOR = 4;

/** An answer that is older is asked for again, so that no number is older than five minutes. */
const OLDEST_MS = 4.5 * 60_000;

export interface CardParts {
  readonly asker: Asker;
  readonly strings: DashboardStrings;
  readonly filter: () => DashboardFilter;
  /** By what a person narrows, as text: it stays while the clock goes on. */
  readonly choice: () => string;
  /** What was kept of the widget when the page was left, and where answers are kept. */
  readonly memory: { read(id: string): unknown; keep(id: string, answer: { readonly at: number; readonly data: unknown }): void };
  readonly attempt: (action: Promise<unknown>) => void;
  readonly showCalls: (narrowed: Narrowed) => void;
}

/** The frame of one widget: title, age, what can be done with it, and its states. */
export class Card<Data> implements BoardCard {
  readonly node: HTMLElement;
  private readonly body = element("div", { class: "body" });
  private readonly age = element("span", { class: "age" });
  private readonly trouble = element("div", { class: "trouble", role: "status" });
  private readonly tools = element("div", { class: "tools" });
  private readonly tableButton: HTMLButtonElement;
  private readonly svgButton: HTMLButtonElement;
  private chart: Chart | undefined;
  private answer: { at: number; data: Data; choice: string } | undefined;
  private shown: Shown | undefined;
  private running: AbortController | undefined;
  private stale = true;
  /** The last question was not answered. */
  private failed = false;
  private visible = false;
  private asTable = false;
  private restedAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly widget: Widget<Data>,
    private readonly parts: CardParts,
  ) {
    const { strings } = parts;
    this.tableButton = iconButton("table", strings.asTable, () => this.toggleTable());
    this.svgButton = iconButton("picture", strings.saveSvg, () => this.save("svg"));
    const jump = widget.jump ?? { title: strings.showCalls, run: () => parts.showCalls({ mark: widget.mark ?? { by: "calls" }, words: widget.title }) };
    this.tools.append(this.tableButton, iconButton("calls", jump.title, jump.run), this.svgButton, iconButton("file", strings.saveCsv, () => this.save("csv")));
    const title = element("h2", { id: `title-${widget.id}` }, widget.title);
    this.node = element(
      "section",
      { class: "card", id: `card-${widget.id}`, "aria-labelledby": `title-${widget.id}` },
      element("header", {}, title, this.age, this.tools),
      ...(widget.controls ? [element("div", { class: "controls" }, ...widget.controls)] : []),
      this.trouble,
      this.body,
    );
    reachByKeys(this.body);
    widget.onControl?.((again) => (again === "ask" ? this.askAgain("filter") : this.redraw()));
    this.restore();
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    if (visible) this.pump();
  }

  askAgain(reason: Reason): void {
    // The engine may be there again.
    if (reason === "status" && !this.widget.ofStatus && !this.failed) return;
    this.stale = true;
    if (reason === "filter") {
      this.running?.abort();
      this.running = undefined;
      this.node.removeAttribute("aria-busy");
      this.restedAt = 0;
    }
    this.pump();
  }

  /** Tells the age of the numbers, and has those asked for again that are old, or that were not answered. */
  tick(now: number): void {
    if (this.answer) {
      this.age.textContent = agoWords(this.answer.at, now);
      this.age.title = fill(this.parts.strings.asOf, timeWords(this.answer.at));
    }
    if (this.failed || (this.answer && now - this.answer.at > OLDEST_MS)) this.stale = true;
    this.pump();
  }

  private pump(): void {
    if (!this.stale || !this.visible || this.running || document.hidden) return;
    clearTimeout(this.timer);
    const rest = this.restedAt - performance.now();
    if (rest > 0) this.timer = setTimeout(() => this.pump(), rest);
    else void this.ask();
  }

  private async ask(): Promise<void> {
    const running = new AbortController();
    this.running = running;
    this.stale = false;
    this.failed = false;
    this.node.setAttribute("aria-busy", "true");
    const begun = performance.now();
    const silence = setTimeout(() => this.tell(this.parts.strings.noAnswer), SILENCE_MS);
    try {
      const choice = this.parts.choice();
      const data = await this.widget.ask(this.parts.asker, this.parts.filter(), running.signal);
      if (this.running !== running) return;
      this.tell(null);
      this.accept({ at: Date.now(), data, choice });
    } catch (error) {
      if (this.running !== running) return;
      this.failed = !(error instanceof RequestError) || error.failure !== "cancelled";
      if (this.failed) this.tell(this.parts.strings.askFailed);
    } finally {
      clearTimeout(silence);
      if (this.running === running) {
        this.running = undefined;
        this.node.removeAttribute("aria-busy");
        // How long a question was in vain says nothing about an engine that has just begun.
        this.restedAt = performance.now() + (this.failed ? PAUSE_MS : Math.max(PAUSE_MS, PAUSE_FACTOR * (performance.now() - begun)));
        this.pump();
      }
    }
  }

  private accept(answer: { at: number; data: Data; choice: string }): void {
    const what = ({ data, choice }: typeof answer): string => JSON.stringify([data, choice]);
    const isSame = this.answer !== undefined && this.shown !== undefined && what(this.answer) === what(answer);
    this.answer = answer;
    const kept = this.widget.remember ? this.widget.remember(answer.data) : answer.data;
    if (kept !== null) this.parts.memory.keep(this.widget.id, { at: answer.at, data: kept });
    if (!isSame) this.redraw();
    this.tick(Date.now());
  }

  private restore(): void {
    const kept = v.safeParse(v.object({ at: v.number(), data: this.widget.kept }), this.parts.memory.read(this.widget.id));
    if (kept.success) this.answer = { ...(kept.output as { at: number; data: Data }), choice: this.parts.choice() };
    if (this.answer) this.redraw();
    else fillBody(this.body, [element("p", { class: "quiet" }, this.parts.strings.loading)]);
  }

  private redraw(): void {
    if (!this.answer) return;
    const shown = this.widget.show(this.answer.data, this.parts.filter());
    this.shown = shown;
    const hasDrawing = shown.drawing !== undefined && shown.empty === null;
    this.tableButton.hidden = !hasDrawing;
    this.svgButton.hidden = !(hasDrawing && !this.asTable) && (shown.picture === undefined || shown.empty !== null);
    keepFocus(this.node, () => fillBody(this.body, this.content(shown)));
  }

  private content(shown: Shown): HTMLElement[] {
    if (shown.empty !== null) return [element("p", { class: "quiet" }, shown.empty)];
    const { drawing } = shown;
    const between = drawing === undefined ? [] : this.asTable ? [tableElement(drawing.table ?? shown.table)] : [this.draw(drawing)];
    return [...(shown.above ?? []), ...between, ...(shown.below ?? [])];
  }

  private draw(drawing: NonNullable<Shown["drawing"]>): HTMLElement {
    this.chart ??= new Chart(drawing.height);
    this.widget.onChart?.(this.chart);
    this.chart.draw(drawing.summary, (theme, width) => drawing.option(theme, width));
    return this.chart.node;
  }

  private toggleTable(): void {
    this.asTable = !this.asTable;
    const { strings } = this.parts;
    const words = this.asTable ? strings.asChart : strings.asTable;
    this.tableButton.replaceChildren(...iconButton(this.asTable ? "chart" : "table", words, () => undefined).childNodes);
    this.tableButton.title = words;
    this.tableButton.setAttribute("aria-label", words);
    this.redraw();
  }

  private save(format: "svg" | "csv"): void {
    if (!this.shown) return;
    const { table, of } = this.widget.saved?.() ?? { table: this.shown.table, of: this.shown.table.rows.length };
    const text = format === "csv" ? csvOf(table) : (this.shown.picture?.() ?? this.chart?.svg() ?? "");
    // A CSV has no place for a remark, so its name says that there is more.
    const part = format === "svg" || of === table.rows.length ? "" : `-${table.rows.length}-of-${of ?? "more"}`;
    if (text !== "") this.parts.attempt(this.parts.asker.request("save", { name: `spotter-${this.widget.id}${part}`, format, text }, { timeoutMs: 0 }));
  }

  /** Numbers of another filter are not shown for long under this one. */
  private drop(): void {
    this.answer = undefined;
    this.shown = undefined;
    this.age.textContent = "";
    this.tableButton.hidden = true;
    this.svgButton.hidden = true;
  }

  /** Says in the card what is the matter, with a way to try again; null: nothing is. */
  private tell(words: string | null): void {
    const { strings, asker } = this.parts;
    this.trouble.replaceChildren();
    if (words === null) return;
    if (this.answer && this.answer.choice !== this.parts.choice()) this.drop();
    const retry = textButton(strings.retry, () => {
      this.tell(null);
      // An engine that gave up is started again by this.
      asker.request("refresh", {}, { timeoutMs: 0 }).catch(() => this.tell(strings.askFailed));
      this.askAgain("filter");
    });
    const age = this.answer ? ` ${fill(strings.numbersOf, timeWords(this.answer.at))}` : "";
    this.trouble.append(element("span", {}, `${words}${age}`), retry);
    if (!this.answer) fillBody(this.body, []);
  }
}
