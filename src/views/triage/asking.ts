import { l10n, window, type QuickPickItem } from "vscode";
import { showsNothing } from "../../model/neutralise.js";
import { LONGEST_REASON } from "../../model/suppression.js";
import { endOf, endOfDay, SPANS, type Span } from "./expiry.js";

/** Asks why; undefined where the question was closed. @param isRequired refuses an empty answer */
export async function askReason(title: string, prompt: string, isRequired: boolean, value = ""): Promise<string | undefined> {
  const typed = await window.showInputBox({
    title,
    value,
    prompt: isRequired ? prompt : l10n.t("{0} It can be left empty.", prompt),
    ignoreFocusOut: true,
    validateInput: (text) => (isRequired && showsNothing(text) ? l10n.t("A reason is kept with the decision.") : text.length > LONGEST_REASON ? l10n.t("At most {0} characters.", LONGEST_REASON) : undefined),
  });
  return typed === undefined || (isRequired && showsNothing(typed)) ? undefined : typed.trim();
}

/** Asks until when a decision holds; null for ever, undefined where the question was closed. Milliseconds since 1970. @param afterwards what is then, as a sentence */
export async function askExpiry(title: string, afterwards: string): Promise<number | null | undefined> {
  const items = SPANS.map((span): QuickPickItem & { span: Span } => ({ label: spanWords(span), span }));
  const picked = await window.showQuickPick(items, { title, placeHolder: l10n.t("Until when does it hold? {0}", afterwards), ignoreFocusOut: true });
  if (!picked) return undefined;
  if (picked.span !== "date") return endOf(picked.span, Date.now());
  const typed = await window.showInputBox({
    title,
    prompt: l10n.t("The last day on which it holds, as 2027-01-31."),
    ignoreFocusOut: true,
    validateInput: (text) => (endOfDay(text, Date.now()) === null ? l10n.t("Write a day that is still to come, as 2027-01-31.") : undefined),
  });
  return typed === undefined ? undefined : (endOfDay(typed, Date.now()) ?? undefined);
}

function spanWords(span: Span): string {
  switch (span) {
    case "never":
      return l10n.t("For good");
    case "30 days":
      return l10n.t("For 30 days");
    case "90 days":
      return l10n.t("For 90 days");
    case "a year":
      return l10n.t("For a year");
    case "date":
      return l10n.t("Until a day …");
  }
}
