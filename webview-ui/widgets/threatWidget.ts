import type { DashboardStrings } from "../../src/protocol/dashboardStrings.js";
import { untrusted } from "../../src/model/untrusted.js";
import { RISK_LEVELS, type RiskLevel } from "../../src/model/risk.js";
import { threatLevel, type ThreatLevel } from "../../src/protocol/widgets.js";
import type { LevelCounts } from "../../src/protocol/rows.js";
import { element } from "../element.js";
import { icon } from "../icons.js";
import { levelMark } from "../marks.js";
import { linkButton } from "../tables/dataTable.js";
import { fill, pageText } from "../text.js";
import { number } from "../words.js";
import type { Context, Jumps, Widget } from "./widget.js";

type Place = ThreatLevel["machine"];
/** What the threat level counts, whatever the filter. */
const OPEN = { state: "open", projectId: null, since: null } as const;
const TOLD = ["critical", "high", "medium", "low"] as const;

/** How bad it is: a light with its name and reasons, for the workspace and the machine, and against the period before. */
export function threatWidget({ strings, jumps }: Context): Widget<ThreatLevel> {
  return {
    id: "threat",
    title: strings.threat,
    kept: threatLevel,
    jump: { title: strings.openFindingsView, run: () => jumps.openFindings({ ...OPEN, minLevel: null }) },
    ask: (asker, filter, signal) => asker.request("threatLevel", { filter }, { signal }),
    show: (data) => ({
      empty: null,
      above: [
        element(
          "div",
          { class: "places" },
          placeElement(strings, jumps, "workspace", strings.thisWorkspace, data.workspace),
          placeElement(strings, jumps, "machine", strings.thisMachine, data.machine),
        ),
      ],
      below: [periodElement(strings, data.period)],
      table: {
        caption: strings.threat,
        columns: [{ title: strings.place }, { title: strings.threat }, ...TOLD.map((level) => ({ title: strings[level], unit: "count" as const })), { title: strings.unread, unit: "count" }],
        rows: [[strings.thisWorkspace, data.workspace] as const, [strings.thisMachine, data.machine] as const].flatMap(([name, place]) =>
          place ? [{ cells: [untrusted(name), untrusted(strings[`light:${place.light}`]), ...TOLD.map((level) => place.byLevel[level]), place.unreadCritical] }] : [],
        ),
      },
    }),
  };
}

function placeElement(strings: DashboardStrings, jumps: Jumps, id: "workspace" | "machine", name: string, place: Place | null): HTMLElement {
  if (!place) return element("div", { class: "place" }, element("h3", {}, name), element("p", { class: "quiet" }, strings.noFolder));
  const { newest } = place;
  const open = TOLD.filter((level) => place.byLevel[level] > 0);
  const lead = (name: string, minLevel: RiskLevel, words: string): HTMLElement => linkButton(`threat:${id}:${name}`, strings.openFindingsView, words, () => jumps.openFindings({ ...OPEN, minLevel, here: id === "workspace" }));
  const reasons = open.map((level) => element("li", { class: "level" }, levelMark(level), lead(level, level, `${number(place.byLevel[level])} ${strings[level]}`)));
  if (open.length === 0) reasons.push(element("li", {}, strings.nothingOpen));
  if (place.unreadCritical > 0) reasons.push(element("li", {}, lead("unread", "critical", fill(strings.unreadCritical, number(place.unreadCritical)))));
  return element(
    "div",
    { class: "place" },
    element("h3", {}, name),
    element("p", { class: `light ${place.light}` }, icon(place.light, 24), element("span", {}, strings[`light:${place.light}`])),
    element("p", { class: "facts" }, strings[`why:${place.light}`]),
    element("ul", { class: "reasons" }, ...reasons),
    ...(newest
      ? [
          element(
            "p",
            { class: "newest" },
            element("span", { class: "facts" }, strings.newestFinding),
            linkButton(`threat:${id}`, strings.openCall, pageText(untrusted(newest.title), 120), () => jumps.openCall(newest.call)),
          ),
        ]
      : []),
  );
}

function periodElement(strings: DashboardStrings, period: ThreatLevel["period"]): HTMLElement {
  if (!period) return element("p", { class: "facts period" }, strings.noPeriod);
  const [now, before] = [total(period.now), total(period.before)];
  const words = now === before ? strings.periodSame : now > before ? strings.periodMore : strings.periodLess;
  return element("p", { class: "facts period" }, fill(words, number(now), number(before)));
}

function total(counts: LevelCounts): number {
  return RISK_LEVELS.reduce((sum, level) => sum + counts[level], 0);
}
