import "./styles/page.css";
import "./styles/filter.css";
import "./styles/card.css";
import "./styles/widgets.css";
import { provideVSCodeDesignSystem, vsCodeButton, vsCodeDropdown, vsCodeOption, vsCodeTextField } from "@vscode/webview-ui-toolkit";
import { ChannelClient, type Port } from "../src/protocol/channel.js";
import { dashboardContract } from "../src/protocol/dashboard.js";
import { Dashboard } from "./dashboard.js";
import type { StateKeeper } from "./pageState.js";
import { readStrings } from "./words.js";

declare function acquireVsCodeApi(): StateKeeper & { postMessage(message: unknown): void };

provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption(), vsCodeTextField());

const host = acquireVsCodeApi();
const port: Port = {
  post: (message) => host.postMessage(message),
  listen(listener) {
    const onMessage = (event: MessageEvent): void => listener(event.data);
    window.addEventListener("message", onMessage);
    return () => window.removeEventListener("message", onMessage);
  },
};
const dashboard = new Dashboard(readStrings(), new ChannelClient(dashboardContract, port), host);
document.getElementById("page")!.append(...dashboard.nodes);
dashboard.start();
