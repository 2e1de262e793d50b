import { untrusted } from "../src/model/untrusted.js";
import type { Alert } from "../src/protocol/alerts.js";
import { ALERTS_SHOWN } from "../src/protocol/dashboard.js";
import type { DashboardStrings } from "../src/protocol/dashboardStrings.js";
import { iconButton } from "./controls.js";
import { element } from "./element.js";
import { linkButton } from "./tables/dataTable.js";
import { fill, pageText } from "./text.js";
import { number } from "./words.js";
import type { Jumps } from "./widgets/widget.js";

/** Alerts stand above all until they are put away, also when the page is made anew; the newest three of them. */
export class AlertBanners {
  readonly node = element("div", { class: "alerts", role: "alert" });

  constructor(
    private readonly strings: DashboardStrings,
    private readonly openCall: Jumps["openCall"],
    private readonly memory: { readonly alerts: readonly Alert[]; keepAlerts(alerts: readonly Alert[]): void },
  ) {
    this.draw();
  }

  show(alert: Alert): void {
    if (alert.kind === "findings" && alert.findings.length === 0) return;
    this.keep([...this.memory.alerts, alert].slice(-ALERTS_SHOWN));
  }

  private keep(alerts: readonly Alert[]): void {
    this.memory.keepAlerts(alerts);
    this.draw();
  }

  private draw(): void {
    this.node.replaceChildren(...this.memory.alerts.map((alert) => this.banner(alert)).reverse());
  }

  private banner(alert: Alert): HTMLElement {
    const { strings } = this;
    return element("p", { class: "banner error" }, ...this.content(alert), iconButton("close", strings.dismiss, () => this.keep(this.memory.alerts.filter((each) => each !== alert))));
  }

  private content(alert: Alert): Array<HTMLElement | string> {
    const { strings } = this;
    if (alert.kind !== "findings") return [fill(alert.kind === "unreadable" ? strings.alertUnreadable : strings.alertUnwatched, pageText(untrusted(alert.source), 200))];
    const [first] = alert.findings;
    if (!first) return [];
    const more = alert.findings.length - 1 + alert.more;
    const text = `${strings[first.level]}: ${pageText(untrusted(first.title), 120)}`;
    return [linkButton(`alert:${first.id}`, strings.openCall, text, () => this.openCall(first.call)), ...(more > 0 ? [` ${fill(strings.andMore, number(more))}`] : [])];
  }
}
