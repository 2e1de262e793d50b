import { env, l10n, window, type QuickPickItem } from "vscode";
import { label } from "../render/label.js";
import { shortTime } from "../render/time.js";
import type { TranscriptTarget } from "../commands.js";
import type { ReplayedRule } from "./ruleLenses.js";

/** Shows the calls that a rule would have flagged; gives the one that was chosen, null where none was. */
export async function chooseRuleCall(argument: unknown): Promise<TranscriptTarget | null> {
  const rule = argument as Partial<ReplayedRule> | undefined;
  if (typeof rule?.title !== "string" || !Array.isArray(rule.calls)) return null;
  const { title, hits = 0, calls } = rule as ReplayedRule;
  const items = calls.map((call): QuickPickItem & { target: TranscriptTarget } => ({
    label: label(call.subject),
    description: `${label(call.tool)} · ${shortTime(call.time, Date.now(), env.language)}`,
    target: { sessionId: call.sessionId, callId: call.id },
  }));
  const placeHolder =
    hits === 0 ? l10n.t("The rule would have flagged no call.")
    : hits > calls.length ? l10n.t("The newest {0} of {1} calls. Choose one to see it in its session.", calls.length, hits)
    : l10n.t("Choose a call to see it in its session.");
  const picked = await window.showQuickPick(items, { title: label(title), placeHolder });
  return picked?.target ?? null;
}
