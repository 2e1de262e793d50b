import { RISK_LEVELS } from "../src/model/risk.js";
import type { DashboardStrings } from "../src/protocol/dashboardStrings.js";
import type { EngineStatus } from "../src/protocol/engine.js";
import { element } from "./element.js";
import { number } from "./words.js";

/** The open findings by level, and below them how all calls are spread over the levels. */
export function countsSection(strings: DashboardStrings, status: EngineStatus): HTMLElement {
  const cards = (["critical", "high", "medium", "low"] as const).map((level) => {
    const count = status.openFindings[level];
    return element(
      "li",
      { class: count > 0 ? `card ${level}` : "card empty" },
      element("span", { class: "figure" }, number(count)),
      element("span", { class: "caption" }, element("span", { class: `mark ${level}`, "aria-hidden": "true" }), strings[level]),
    );
  });
  return element(
    "section",
    { "aria-labelledby": "open-findings" },
    element("h2", { id: "open-findings" }, strings.openFindings),
    element("ul", { class: "cards" }, ...cards),
    ...spread(strings, status),
  );
}

function spread(strings: DashboardStrings, status: EngineStatus): HTMLElement[] {
  const levels = RISK_LEVELS.filter((level) => status.byLevel[level] > 0);
  if (levels.length === 0) return [];
  const bar = element("div", { class: "spread", "aria-hidden": "true" });
  for (const level of levels) {
    const share = element("span", { class: level });
    share.style.flexGrow = String(status.byLevel[level]);
    bar.append(share);
  }
  const legend = levels.map((level) =>
    element("li", {}, element("span", { class: `mark ${level}`, "aria-hidden": "true" }), `${number(status.byLevel[level])} ${strings[level]}`),
  );
  return [element("h3", {}, strings.allCalls), bar, element("ul", { class: "legend" }, ...legend)];
}
