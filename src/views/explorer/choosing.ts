import { l10n, window, type QuickPickItem } from "vscode";
import { GROUPINGS, type Grouping } from "../../model/findingList.js";
import { untrusted } from "../../model/untrusted.js";
import { label } from "../render/label.js";
import type { FindingsChoice } from "./findingsChoice.js";
import { parseFilter } from "./filterText.js";

/** Asks by what the findings are grouped; a key binding may name it instead. */
export async function chooseGrouping(choice: FindingsChoice, argument: unknown): Promise<void> {
  const named = GROUPINGS.find((by) => by === argument);
  if (named) return choice.change({ by: named });
  const items = GROUPINGS.map((by): QuickPickItem & { by: Grouping } => ({
    by,
    label: groupingWord(by),
    ...(by === choice.now.by ? { description: l10n.t("now") } : {}),
  }));
  const picked = await window.showQuickPick(items, { title: l10n.t("Group findings by"), placeHolder: l10n.t("What the Risk Explorer puts together; remembered for this workspace") });
  if (picked) choice.change({ by: picked.by });
}

/** Asks for a filter, checked while it is typed; a key binding may give it instead. */
export async function chooseFilter(choice: FindingsChoice, argument: unknown): Promise<void> {
  const typed =
    typeof argument === "string"
      ? argument
      : await window.showInputBox({
          title: l10n.t("Filter findings"),
          prompt: l10n.t("Words of the command, path or URL, and level:high tool:bash project:shop state:any since:7d. Empty shows everything that is not settled."),
          placeHolder: "curl level:high since:7d",
          value: choice.now.filter,
          validateInput: problemWith,
        });
  if (typed === undefined || problemWith(typed) !== undefined) return;
  choice.change({ filter: typed.trim() });
}

/** What is wrong with a typed filter, and what would be right. */
function problemWith(typed: string): string | undefined {
  const parsed = parseFilter(typed, Date.now());
  if (!("wrong" in parsed)) return undefined;
  const value = label(untrusted(parsed.wrong.value), 60);
  switch (parsed.wrong.key) {
    case "level":
      return l10n.t("'{0}' is no level. Levels are critical, high, medium and low; one lists what is as bad or worse.", value);
    case "state":
      return l10n.t("'{0}' is no state. States are open, acknowledged, false-positive, accepted-risk, resolved and suppressed; any lists them all.", value);
    case "since":
      return l10n.t("'{0}' is no time. Write 12h, 7d, 2w, or a date like 2026-11-21.", value);
    default:
      return l10n.t("'{0}:' needs a value, for example tool:bash or project:shop.", parsed.wrong.key);
  }
}

/** A grouping's name, in the reader's language. */
export function groupingWord(by: Grouping): string {
  switch (by) {
    case "session":
      return l10n.t("Session");
    case "project":
      return l10n.t("Project");
    case "level":
      return l10n.t("Level");
    case "technique":
      return l10n.t("Technique");
    case "tool":
      return l10n.t("Tool");
    case "agent":
      return l10n.t("Agent");
    case "day":
      return l10n.t("Day");
  }
}
