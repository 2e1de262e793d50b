import { env, l10n, ThemeIcon } from "vscode";
import { isAtLeast, levelOf, RISK_LEVELS, type RiskLevel } from "../../model/risk.js";
import { techniqueName } from "../../model/techniques.js";
import { untrusted } from "../../model/untrusted.js";
import { label } from "../render/label.js";
import { levelIcon } from "../render/levelIcon.js";
import { dayTime, longTime } from "../render/time.js";
import { countWords, levelWord } from "../words.js";
import { groupingWord } from "./choosing.js";
import type { GroupNode } from "./nodes.js";

/** A day's group is named by the days since 1970 in the reader's time zone. */
const DAY_MS = 86_400_000;

/** What a group's line says. */
export interface GroupWords {
  readonly text: string;
  readonly description: string;
  readonly icon: ThemeIcon;
  /** What its line is marked by; null where the icon's shape tells it. */
  readonly level: RiskLevel | null;
  /** For a screen reader. */
  readonly sentence: string;
}

export function groupWords({ by, row }: GroupNode): GroupWords {
  const text = groupTitle(by, row.value, row.title);
  const worst = levelOf(row.worstScore);
  const counts = countWords(row.byLevel, "low");
  const namedByShape = by === "level" || by === "day";
  return {
    text,
    description: by === "level" ? l10n.t("calls: {0}", row.calls) : countWords(row.byLevel, "low", " · "),
    icon: namedByShape ? levelIcon(worst) : new ThemeIcon(iconOf(by), levelIcon(worst).color),
    level: namedByShape ? null : worst,
    sentence: l10n.t("{0} {1}: worst level {2}, score {3} of 100. Calls: {4}. Newest {5}.", groupingWord(by), text, levelWord(worst), row.worstScore, counts, longTime(row.newest, env.language)),
  };
}

function groupTitle(by: GroupNode["by"], value: string, title: GroupNode["row"]["title"]): string {
  if (by === "level") return levelWord(RISK_LEVELS.find((level): level is RiskLevel => level === value && isAtLeast(level, "low")) ?? "none");
  if (by === "day") return dayTime(Number(value) * DAY_MS, env.language);
  if (by === "project" && value === "") return l10n.t("No project");
  if (by === "agent" && value === "") return l10n.t("No agent named");
  const own = label(title, 200) || label(untrusted(value), 80);
  return by === "technique" ? [own, techniqueName(value)].filter(Boolean).join(" ") : own;
}

function iconOf(by: GroupNode["by"]): string {
  switch (by) {
    case "project":
      return "folder";
    case "technique":
      return "target";
    case "tool":
      return "tools";
    case "agent":
      return "hubot";
    default:
      return "circle-outline";
  }
}
