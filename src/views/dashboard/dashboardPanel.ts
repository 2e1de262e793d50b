import { randomBytes } from "node:crypto";
import { env, l10n, Uri, ViewColumn, window, type Disposable, type WebviewPanel } from "vscode";
import { ChannelServer } from "../../protocol/channel.js";
import { dashboardContract, type DashboardContract } from "../../protocol/dashboard.js";
import { Throttle } from "../../model/throttle.js";
import type { EngineClient } from "../engine/engineClient.js";
import { dashboardHandlers, type DashboardJumps } from "./dashboardHost.js";
import { dashboardHtml } from "./dashboardHtml.js";
import { HeldAlerts } from "./heldAlerts.js";
import { localisedStrings } from "./dashboardStrings.js";
import { alertInReadersLanguage } from "./readersLanguage.js";

export const DASHBOARD_VIEW_TYPE = "spotter.dashboard";
/** The page is told of changes four times a second at most. */
const TELL_MS = 250;

export interface DashboardParts extends DashboardJumps {
  readonly engine: EngineClient;
  readonly extensionUri: Uri;
  readonly onFailure: (error: unknown) => void;
  readonly onDrop: (why: string) => void;
}

/** The dashboard: at most one panel, which comes back after a reload of the window. */
export class Dashboard implements Disposable {
  private panel: DashboardPanel | undefined;
  private readonly serializer: Disposable;

  constructor(private readonly parts: DashboardParts) {
    this.serializer = window.registerWebviewPanelSerializer(DASHBOARD_VIEW_TYPE, {
      deserializeWebviewPanel: (panel) => {
        this.adopt(panel);
        return Promise.resolve();
      },
    });
  }

  show(): void {
    if (this.panel) return this.panel.reveal();
    this.adopt(window.createWebviewPanel(DASHBOARD_VIEW_TYPE, l10n.t("Spotter Dashboard"), ViewColumn.Active, this.options()));
  }

  dispose(): void {
    this.serializer.dispose();
    this.panel?.dispose();
  }

  private adopt(panel: WebviewPanel): void {
    this.panel?.dispose();
    panel.webview.options = this.options();
    panel.iconPath = { light: Uri.joinPath(this.parts.extensionUri, "media", "spotter-tab-light.svg"), dark: Uri.joinPath(this.parts.extensionUri, "media", "spotter-tab-dark.svg") };
    const adopted = new DashboardPanel(panel, this.parts);
    this.panel = adopted;
    panel.onDidDispose(() => {
      adopted.dispose();
      if (this.panel === adopted) this.panel = undefined;
    });
  }

  private options(): { enableScripts: true; localResourceRoots: Uri[] } {
    return { enableScripts: true, localResourceRoots: [bundleFolder(this.parts.extensionUri)] };
  }
}

class DashboardPanel implements Disposable {
  private readonly server: ChannelServer<DashboardContract>;
  private readonly registrations: Disposable[];
  private readonly changes = new Throttle(TELL_MS, () => this.tell());
  private readonly alerts = new HeldAlerts((alert) => this.server.emit("alert", alertInReadersLanguage(alert)));
  /** Rows changed, and the page was not told. */
  private rowsChanged = false;
  private gone = false;

  constructor(
    private readonly panel: WebviewPanel,
    private readonly parts: DashboardParts,
  ) {
    this.server = new ChannelServer(
      dashboardContract,
      {
        post: (message) => void panel.webview.postMessage(message),
        listen: (listener) => {
          const registration = panel.webview.onDidReceiveMessage(listener);
          return () => void registration.dispose();
        },
      },
      dashboardHandlers(parts.engine, parts, this.alerts),
      (_request, error) => parts.onFailure(error),
      parts.onDrop,
    );
    this.registrations = [
      parts.engine.onChanged.on(() => this.change(true)),
      parts.engine.onState.on(() => this.change(false)),
      parts.engine.onAlert.on((alert) => this.alerts.note(alert)),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.alerts.hide();
        this.change(false);
      }),
      this.changes,
    ];
    panel.webview.html = this.html();
  }

  reveal(): void {
    this.panel.reveal();
  }

  dispose(): void {
    if (this.gone) return;
    this.gone = true;
    this.server.close();
    for (const registration of this.registrations) registration.dispose();
    this.panel.dispose();
  }

  private change(rows: boolean): void {
    this.rowsChanged ||= rows;
    this.changes.request();
  }

  /** A hidden page is told nothing; once it is shown it hears what it missed. */
  private tell(): void {
    if (this.gone || !this.panel.visible) return;
    this.server.emit("changed", { rows: this.rowsChanged });
    this.rowsChanged = false;
  }

  private html(): string {
    const { webview } = this.panel;
    const folder = bundleFolder(this.parts.extensionUri);
    return dashboardHtml({
      nonce: randomBytes(16).toString("base64url"),
      cspSource: webview.cspSource,
      scriptUri: webview.asWebviewUri(Uri.joinPath(folder, "dashboard.js")).toString(),
      chartsUri: webview.asWebviewUri(Uri.joinPath(folder, "charts.js")).toString(),
      styleUri: webview.asWebviewUri(Uri.joinPath(folder, "dashboard.css")).toString(),
      language: env.language,
      strings: localisedStrings(),
    });
  }
}

function bundleFolder(extensionUri: Uri): Uri {
  return Uri.joinPath(extensionUri, "dist", "webview");
}
