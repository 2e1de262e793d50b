import type { Reason } from "../model/assessment.js";
import { oneLine } from "../model/neutralise.js";
import { ruleById } from "./catalogue.js";
import { ownTemplate } from "./sigma/ruleBook.js";

/** The sentence of a reason's rule, in English, with `{places}` for the reason's values. */
export function templateOf(reason: Reason): string {
  // Only what a person's own rule gave carries the title with it.
  return ruleById(reason.rule)?.message ?? (reason.args["title"] === undefined ? "A rule that this version does not have." : ownTemplate(reason));
}

/** Sentences in the reader's language, by the English ones. */
export type Sentences = Readonly<Record<string, string>>;

const DECODED = "It stood encoded in the command; decoded: {0}";
const MORE = "The call holds {0} more of that family.";

/** A reason as a sentence on one line, English where `sentences` has no other; the values in it are cut and made harmless. */
export function messageOf(reason: Reason, sentences: Sentences = {}): string {
  const inLanguage = (english: string): string => (Object.hasOwn(sentences, english) ? sentences[english]! : english);
  const message = inLanguage(templateOf(reason)).replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = reason.args[name];
    return value === undefined ? placeholder : oneLine(value, 200);
  });
  const { outcome, decoded, more } = reason.args;
  const hidden = decoded === undefined ? "" : ` ${inLanguage(DECODED).replace("{0}", () => oneLine(decoded, 200))}`;
  const counted = more === undefined ? "" : ` ${inLanguage(MORE).replace("{0}", () => oneLine(more, 20))}`;
  return `${message}${hidden}${counted}${outcome === undefined ? "" : ` (${inLanguage(outcome)})`}`;
}
