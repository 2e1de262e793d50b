import { commands, ConfigurationTarget, l10n, window, workspace, type Disposable } from "vscode";
import type { After } from "../../model/after.js";
import { isAtLeast } from "../../model/risk.js";
import { untrusted } from "../../model/untrusted.js";
import type { Alert } from "../../protocol/alerts.js";
import type { FindingRow } from "../../protocol/rows.js";
import type { EngineClient, EngineState } from "../engine/engineClient.js";
import { label } from "../render/label.js";
import { showInformation, showWarning } from "../render/messages.js";
import type { Settings } from "../settings.js";
import { levelWord, reasonWords } from "../words.js";
import { Folding } from "./folding.js";

type Health = Exclude<Alert, { kind: "findings" }> | { readonly kind: "gaveUp" };
/** A finding, or how many came with those that are named. */
type Found = FindingRow | { readonly more: number };

/** How often a window that keeps the attention says so again, in milliseconds; statuses come four times a second. */
const ATTEND_MS = 10_000;

/** Tells a person at once what an agent has just done, and what Spotter ceased to see. One window tells it for all. */
export class Alerts implements Disposable {
  private readonly found: Folding<Found>;
  private readonly health: Folding<Health>;
  private readonly registrations: Disposable[];
  private gaveUp = false;
  private nextAttend = 0;

  constructor(
    private readonly engine: EngineClient,
    private readonly settings: () => Settings["alerts"],
    after: After,
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.found = new Folding((items) => void this.showFound(items).catch(onFailure), after);
    this.health = new Folding((items) => void this.showHealth(items).catch(onFailure), after);
    this.registrations = [
      engine.onAlert.on((alert) => this.note(alert)),
      engine.onState.on((state) => this.showState(state)),
      window.onDidChangeWindowState(({ focused }) => focused && this.attend()),
    ];
  }

  dispose(): void {
    this.found.dispose();
    this.health.dispose();
    for (const registration of this.registrations) registration.dispose();
  }

  private note(alert: Alert): void {
    const { level, health } = this.settings();
    if (alert.kind !== "findings") return health ? this.health.add([alert]) : undefined;
    if (level === "off") return;
    const named = alert.findings.filter((finding) => isAtLeast(finding.level, level));
    // What is not named is no worse than the last that is: it counts where that does.
    const more = alert.more > 0 && named.length === alert.findings.length ? [{ more: alert.more }] : [];
    this.found.add([...named, ...more]);
  }

  private showState(state: EngineState): void {
    const gaveUp = state.kind === "failed";
    if (gaveUp && !this.gaveUp && this.settings().health) this.health.add([{ kind: "gaveUp" }]);
    this.gaveUp = gaveUp;
    if (window.state.focused && performance.now() >= this.nextAttend) this.attend();
  }

  /** Tells the engine that this window has the attention: when it gets it, and now and then, since the engine may be another one by now. */
  private attend(): void {
    if (this.engine.state.kind !== "running") return;
    this.nextAttend = performance.now() + ATTEND_MS;
    this.engine.request("attend", {}).catch(this.onFailure);
  }

  private async showFound(items: readonly Found[]): Promise<void> {
    const named = items.filter((item): item is FindingRow => "call" in item).sort((one, other) => other.score - one.score);
    const [worst] = named;
    if (!worst) return;
    const others = items.reduce((sum, item) => sum + ("more" in item ? item.more : 1), -1);
    const [open, stop, never] = [l10n.t("Open"), l10n.t("Stop This Session …"), l10n.t("Don't Show Again")];
    const target = { sessionId: worst.call.sessionId, callId: worst.call.id };
    const answer = await showWarning(foundWords(worst, others), open, stop, never);
    if (answer === open) await commands.executeCommand("spotter.openTranscript", target);
    if (answer === stop) await commands.executeCommand("spotter.stopSession", target);
    if (answer === never) await this.turnOff("spotter.alerts.level", "off");
  }

  private async showHealth(items: readonly Health[]): Promise<void> {
    const [open, never] = [l10n.t("Open Coverage"), l10n.t("Don't Show Again")];
    const answer = await showWarning(healthWords(items), open, never);
    if (answer === open) await commands.executeCommand("spotter.openCoverage");
    if (answer === never) await this.turnOff("spotter.alerts.health", false);
  }

  private async turnOff(setting: string, value: unknown): Promise<void> {
    await workspace.getConfiguration().update(setting, value, ConfigurationTarget.Global);
    void showInformation(l10n.t("Spotter tells this no more. The setting '{0}' turns it on again; the explorer still lists it.", setting));
  }
}

/** Which session, what, and why. */
function foundWords({ call, level, sessionTitle }: FindingRow, others: number): string {
  const session = label(sessionTitle, 60) || l10n.t("Untitled session");
  const reason = call.reasons[0] ? label(reasonWords(call.reasons[0]), 200).replace(/\.$/, "") : l10n.t("none");
  const words = l10n.t("Spotter, {0}, in session {1}: {2} ({3}).", levelWord(level), session, label(call.subject, 120) || label(call.tool, 40), reason);
  return others > 0 ? `${words} ${l10n.t("And {0} more.", others)}` : words;
}

function healthWords(items: readonly Health[]): string {
  const records = items.reduce((sum, item) => sum + (item.kind === "unreadable" ? item.records : 0), 0);
  const unwatched = [...new Set(items.flatMap((item) => (item.kind === "unwatched" ? [item.source] : [])))];
  return [
    items.some(({ kind }) => kind === "gaveUp") ? l10n.t("Spotter's engine stopped after repeated crashes, so nothing is watched. 'Spotter: Refresh' starts it again.") : "",
    records > 0 ? l10n.t("Spotter could not read {0} more records of OpenCode; the Coverage view says which and why.", records) : "",
    unwatched.length > 0 ? l10n.t("Spotter cannot watch {0} any more and looks for changes every two seconds instead.", label(untrusted(unwatched.join(", ")), 200)) : "",
  ].filter(Boolean).join(" ");
}
