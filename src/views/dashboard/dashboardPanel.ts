import { randomBytes } from "node:crypto";
import { env, l10n, Uri, ViewColumn, window, type Disposable, type WebviewPanel } from "vscode";
import { ChannelServer } from "../../protocol/channel.js";
import { dashboardContract, type DashboardContract, type DashboardState } from "../../protocol/dashboard.js";
import type { TranscriptTarget } from "../commands.js";
import type { EngineClient } from "../engine/engineClient.js";
import { dashboardHtml } from "./dashboardHtml.js";
import { localisedStrings } from "./dashboardStrings.js";
import type { CallRow } from "../../protocol/rows.js";
import { ruleText } from "../words.js";

export const DASHBOARD_VIEW_TYPE = "spotter.dashboard";
/** How long changes are gathered before the page is told, in milliseconds. */
const GATHER_MS = 400;

export interface DashboardParts {
  readonly engine: EngineClient;
  readonly extensionUri: Uri;
  readonly openTranscript: (target: TranscriptTarget) => Promise<void>;
  readonly refresh: () => Promise<void>;
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
  private timer: ReturnType<typeof setTimeout> | undefined;
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
      {
        state: () => this.state(),
        openCall: async ({ sessionId, callId }) => (await parts.openTranscript({ sessionId, callId }), {}),
        openSession: async ({ sessionId }) => (await parts.openTranscript({ sessionId, callId: null }), {}),
        refresh: async () => (await parts.refresh(), {}),
      },
      (_request, error) => parts.onFailure(error),
      parts.onDrop,
    );
    this.registrations = [
      parts.engine.onChanged.on(() => this.schedule()),
      parts.engine.onState.on(() => this.schedule()),
      panel.onDidChangeViewState(() => this.schedule()),
    ];
    panel.webview.html = this.html();
  }

  reveal(): void {
    this.panel.reveal();
  }

  dispose(): void {
    if (this.gone) return;
    this.gone = true;
    clearTimeout(this.timer);
    this.server.close();
    for (const registration of this.registrations) registration.dispose();
    this.panel.dispose();
  }

  /** Tells the page soon; a hidden page is told nothing, and asks by itself when it is shown again. */
  private schedule(): void {
    if (this.timer || !this.panel.visible) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.panel.visible) void this.push();
    }, GATHER_MS);
  }

  private async push(): Promise<void> {
    try {
      const state = await this.state();
      if (!this.gone) this.server.emit("state", state);
    } catch (error) {
      this.parts.onFailure(error);
    }
  }

  private async state(): Promise<DashboardState> {
    const { engine } = this.parts;
    const [status, calls, sessions] = await Promise.all([
      engine.request("status", {}),
      engine.request("listCalls", { sessionId: null, minLevel: "medium", order: "time", after: null, limit: 30 }),
      engine.request("listSessions", { minLevel: "medium", after: null, limit: 12 }),
    ]);
    return { status, newestRisky: calls.rows.map(inReadersLanguage), topSessions: sessions.rows, asOf: Date.now() };
  }

  private html(): string {
    const { webview } = this.panel;
    const folder = bundleFolder(this.parts.extensionUri);
    return dashboardHtml({
      nonce: randomBytes(16).toString("base64url"),
      cspSource: webview.cspSource,
      scriptUri: webview.asWebviewUri(Uri.joinPath(folder, "dashboard.js")).toString(),
      styleUri: webview.asWebviewUri(Uri.joinPath(folder, "dashboard.css")).toString(),
      language: env.language,
      strings: localisedStrings(),
    });
  }
}

function bundleFolder(extensionUri: Uri): Uri {
  return Uri.joinPath(extensionUri, "dist", "webview");
}

/** The front end shows titles of rules as they come. */
function inReadersLanguage(call: CallRow): CallRow {
  return { ...call, reasons: call.reasons.map((reason) => ({ ...reason, title: ruleText(reason.title) })) };
}
