import { untrusted } from "../src/model/untrusted.js";
import type { ChannelClient } from "../src/protocol/channel.js";
import type { DashboardContract } from "../src/protocol/dashboard.js";
import type { DashboardStrings } from "../src/protocol/dashboardStrings.js";
import type { EngineStatus } from "../src/protocol/engine.js";
import type { DashboardFilter } from "../src/protocol/widgets.js";
import { AlertBanners } from "./alertBanners.js";
import { textButton } from "./controls.js";
import { element } from "./element.js";
import { FilterBar } from "./filter/filterBar.js";
import { filterOf } from "./filter/filterChoice.js";
import { wantedBy } from "./filter/wantedFindings.js";
import { Rest } from "./rest.js";
import { PageState, type StateKeeper } from "./pageState.js";
import { readersZone } from "./readersZone.js";
import { streamWidget, type Stream } from "./stream/streamWidget.js";
import { fill, pageText } from "./text.js";
import { phaseWords } from "./words.js";
import { accessWidget } from "./widgets/accessWidget.js";
import { Board } from "./widgets/board.js";
import { Card } from "./widgets/card.js";
import { coverageWidget } from "./widgets/coverageWidget.js";
import { flowWidget } from "./widgets/flowWidget.js";
import { matrixWidget } from "./widgets/matrixWidget.js";
import { openWorkWidget } from "./widgets/openWorkWidget.js";
import { rankingsWidget } from "./widgets/rankingsWidget.js";
import { storiesWidget } from "./widgets/storiesWidget.js";
import { threatWidget } from "./widgets/threatWidget.js";
import { trendWidget } from "./widgets/trendWidget.js";
import type { Context, Jumps, Narrowed, Widget } from "./widgets/widget.js";

/** A new project or agent is offered after that long at most. */
const CHOICES_MS = 30_000;

/** The page as a whole: head, filter bar, cards, and what binds them together. */
export class Dashboard {
  readonly nodes: readonly HTMLElement[];
  private readonly state: PageState;
  private readonly bar: FilterBar;
  private readonly board: Board;
  private readonly stream: Stream;
  private readonly subtitle = element("p", { class: "facts", role: "status" });
  private readonly trouble = element("p", { class: "banner error", role: "alert", hidden: "" });
  private readonly notices = element("div", { class: "notices" });
  private readonly choices = new Rest(CHOICES_MS, () => void this.askChoices());
  private hasChoices = false;
  private readonly alerts: AlertBanners;

  constructor(
    private readonly strings: DashboardStrings,
    private readonly channel: ChannelClient<DashboardContract>,
    keeper: StateKeeper,
  ) {
    this.state = new PageState(keeper);
    this.bar = new FilterBar(strings, this.state.filter, (filter) => {
      this.state.choose(filter);
      this.board.askAgain("filter");
    });
    const context: Context = { strings, jumps: this.jumps() };
    this.alerts = new AlertBanners(strings, context.jumps.openCall, this.state);
    this.stream = streamWidget(context);
    const cards = [
      this.card(threatWidget(context)),
      this.card(trendWidget(context)),
      this.card(this.stream),
      this.card(rankingsWidget(context)),
      this.card(matrixWidget(context)),
      this.card(flowWidget(context)),
      this.card(storiesWidget(context)),
      this.card(accessWidget(context)),
      this.card(openWorkWidget(context)),
      this.card(coverageWidget(context)),
    ];
    this.board = new Board(cards);
    const refresh = textButton(strings.refresh, () => this.attempt(channel.request("refresh", {}, { timeoutMs: 0 }).then(() => this.board.askAgain("filter"))));
    const head = element("header", { class: "head" }, element("div", {}, element("h1", {}, strings.title), this.subtitle), refresh);
    this.nodes = [head, this.bar.node, this.trouble, this.alerts.node, this.notices, element("div", { class: "grid" }, ...cards.map(({ node }) => node))];
  }

  /** Asks for what the page has besides its cards, and listens. */
  start(): void {
    this.channel.on("changed", ({ rows }) => {
      void this.askStatus();
      if (rows || !this.hasChoices) this.choices.request();
      this.board.askAgain(rows ? "rows" : "status");
    });
    this.channel.on("alert", (alert) => this.alerts.show(alert));
    void this.askAlerts();
    void this.askStatus();
    this.choices.request();
  }

  private card<Data>(widget: Widget<Data>): Card<Data> {
    return new Card(widget, {
      asker: this.channel,
      strings: this.strings,
      filter: () => this.filter(),
      choice: () => JSON.stringify(this.state.filter),
      memory: this.state,
      attempt: (action) => this.attempt(action),
      showCalls: (narrowed) => this.showCalls(narrowed),
    });
  }

  private filter(): DashboardFilter {
    return filterOf(this.state.filter, Date.now(), readersZone());
  }

  private jumps(): Jumps {
    const { channel } = this;
    return {
      openCall: ({ id, sessionId }) => this.attempt(channel.request("openCall", { sessionId, callId: id })),
      openSession: (sessionId) => this.attempt(channel.request("openSession", { sessionId })),
      openFindings: (wanted = {}) => this.attempt(channel.request("openFindings", wantedBy(this.state.filter, wanted, Date.now()))),
      openCoverage: () => this.attempt(channel.request("openCoverage", {})),
      narrow: (changes) => this.bar.change(changes),
      showCalls: (narrowed) => this.showCalls(narrowed),
    };
  }

  private showCalls(narrowed: Narrowed): void {
    document.getElementById("card-stream")?.scrollIntoView({ block: "start" });
    this.stream.narrow(narrowed);
  }

  private async askStatus(): Promise<void> {
    // The card of coverage says so where there is no answer.
    const status = await this.channel.request("status", {}).catch(() => null);
    if (status) this.showStatus(status);
  }

  private async askAlerts(): Promise<void> {
    // The host answers this itself, and holds them where it cannot.
    const held = await this.channel.request("alerts", {}).catch(() => null);
    for (const alert of held?.alerts ?? []) this.alerts.show(alert);
  }

  private async askChoices(): Promise<void> {
    const choices = await this.channel.request("filterChoices", {}).catch(() => null);
    this.hasChoices = choices !== null;
    if (choices) this.bar.offer(choices);
  }

  private showStatus(status: EngineStatus): void {
    this.trouble.hidden = true;
    const words = [phaseWords(this.strings, status), fill(this.strings.rules, status.rulesVersion)].join(" · ");
    if (this.subtitle.textContent !== words) this.subtitle.textContent = words;
    this.notices.replaceChildren(...status.notices.map((notice) => element("p", { class: `banner ${notice.severity}` }, pageText(untrusted(notice.message), 500))));
  }

  /** Says so in the page when the other side could not do what was asked. */
  private attempt(action: Promise<unknown>): void {
    action.catch(() => {
      this.trouble.textContent = this.strings.actionFailed;
      this.trouble.hidden = false;
    });
  }
}
