import type { Alert } from "../../protocol/alerts.js";
import { ALERTS_SHOWN } from "../../protocol/dashboard.js";

/** Alerts on their way to the page. VS Code keeps no page that is hidden: what comes meanwhile waits until one is there and asks, the newest alone. */
export class HeldAlerts {
  private waiting: Alert[] = [];
  private isThere = false;

  constructor(private readonly show: (alert: Alert) => void) {}

  note(alert: Alert): void {
    if (this.isThere) this.show(alert);
    else this.waiting = [...this.waiting, alert].slice(-ALERTS_SHOWN);
  }

  /** A page is there, and is told from now on. @returns what waited, the oldest first */
  take(): Alert[] {
    this.isThere = true;
    return this.waiting.splice(0);
  }

  /** The page is hidden, and so is gone. */
  hide(): void {
    this.isThere = false;
  }
}
