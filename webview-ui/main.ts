import "./dashboard.css";
import { provideVSCodeDesignSystem, vsCodeButton, vsCodeDivider, vsCodeProgressRing } from "@vscode/webview-ui-toolkit";
import * as v from "valibot";
import { ChannelClient, type Port } from "../src/protocol/channel.js";
import { dashboardContract, dashboardState, type DashboardState } from "../src/protocol/dashboard.js";
import { untrusted } from "../src/model/untrusted.js";
import { countsSection } from "./counts.js";
import { element } from "./element.js";
import { callsSection, coverageSection, sessionsSection, type Jumps } from "./lists.js";
import { fill, pageText } from "./text.js";
import { phaseWords, readStrings, timeWords } from "./words.js";

declare function acquireVsCodeApi(): { postMessage(message: unknown): void; getState(): unknown; setState(state: unknown): void };

provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDivider(), vsCodeProgressRing());

const host = acquireVsCodeApi();
const strings = readStrings();
const port: Port = {
  post: (message) => host.postMessage(message),
  listen(listener) {
    const onMessage = (event: MessageEvent): void => listener(event.data);
    window.addEventListener("message", onMessage);
    return () => window.removeEventListener("message", onMessage);
  },
};
const channel = new ChannelClient(dashboardContract, port);
const trouble = element("p", { class: "banner error", role: "alert", hidden: "" });
const content = element("div", { class: "content" }, waiting());
const subtitle = element("p", { class: "facts", role: "status" });
const refresh = document.createElement("vscode-button");
refresh.setAttribute("appearance", "secondary");
refresh.textContent = strings.refresh;

const jumps: Jumps = {
  openCall: (call) => attempt(channel.request("openCall", { sessionId: call.sessionId, callId: call.id })),
  openSession: (session) => attempt(channel.request("openSession", { sessionId: session.id })),
};

refresh.addEventListener("click", () => attempt(channel.request("refresh", {}, { timeoutMs: 0 }).then(ask)));
document
  .getElementById("page")!
  .append(element("header", {}, element("div", {}, element("h1", {}, strings.title), subtitle), refresh), document.createElement("vscode-divider"), trouble, content);

const kept = v.safeParse(dashboardState, host.getState());
if (kept.success) show(kept.output);
channel.on("state", show);
attempt(ask());

async function ask(): Promise<void> {
  show(await channel.request("state", {}));
}

/** Draws the page anew. What had the focus has it afterwards, if it is still there. */
function show(state: DashboardState): void {
  host.setState(state);
  trouble.hidden = true;
  subtitle.textContent = [phaseWords(strings, state.status), fill(strings.rules, state.status.rulesVersion), fill(strings.asOf, timeWords(state.asOf))].join(" · ");
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["key"] : undefined;
  const notices = state.status.notices.map((notice) => element("p", { class: `banner ${notice.severity}` }, pageText(untrusted(notice.message), 500)));
  content.replaceChildren(
    ...notices,
    countsSection(strings, state.status),
    element("div", { class: "columns" }, callsSection(strings, state.newestRisky, jumps), sessionsSection(strings, state.topSessions, jumps)),
    coverageSection(strings, state.status.sources, state.status.kept),
  );
  if (focused !== undefined) [...content.querySelectorAll<HTMLElement>("[data-key]")].find((row) => row.dataset["key"] === focused)?.focus();
}

/** Says so in the page when the other side could not do what was asked. */
function attempt(action: Promise<unknown>): void {
  action.catch(() => {
    trouble.textContent = strings.actionFailed;
    trouble.hidden = false;
  });
}

function waiting(): HTMLElement {
  return element("div", { class: "waiting" }, document.createElement("vscode-progress-ring"), element("span", {}, strings.loading));
}
