import { IndicatorCollector } from "../../../src/scoring/content/indicators/indicators.js";
import { readIndicators } from "../../../src/scoring/content/indicators/readIndicators.js";
import { type Inspected, inspectContent } from "../../../src/scoring/content/inspectContent.js";
import type { Content } from "./content.js";
import { HIDDEN_TEXTS, HIDDEN_TEXT_LOOK_ALIKES } from "./hiddenTexts.js";
import { INDICATED, INDICATOR_BUNDLE, INDICATOR_LINES, INDICATOR_LOOK_ALIKES } from "./indicated.js";
import { DEMANDS, HIDDEN_DEMANDS } from "./demands.js";
import { INJECTIONS, INJECTION_LOOK_ALIKES } from "./injections.js";
import { HONEST_INSTRUCTIONS, SPOKEN_INSTRUCTIONS } from "./spokenInstructions.js";
import { ORDINARY_CHARACTERS, ORDINARY_CODE, ORDINARY_SECRETS, ORDINARY_TEXTS } from "./ordinary.js";
import { POLITE_TEXTS } from "./politeTexts.js";
import { SECRETS, SECRET_LOOK_ALIKES } from "./secrets.js";
import { WRITTEN_CODE, WRITTEN_CODE_LOOK_ALIKES } from "./writtenCode.js";

/** All contents, harmful and harmless. */
export const CORPUS: readonly Content[] = [
  ...SECRETS, ...SECRET_LOOK_ALIKES, ...INJECTIONS, ...INJECTION_LOOK_ALIKES, ...SPOKEN_INSTRUCTIONS, ...HONEST_INSTRUCTIONS, ...DEMANDS, ...HIDDEN_DEMANDS, ...POLITE_TEXTS, ...ORDINARY_SECRETS, ...ORDINARY_TEXTS, ...ORDINARY_CODE, ...ORDINARY_CHARACTERS, ...HIDDEN_TEXTS, ...HIDDEN_TEXT_LOOK_ALIKES, ...WRITTEN_CODE, ...WRITTEN_CODE_LOOK_ALIKES, ...INDICATED, ...INDICATOR_LOOK_ALIKES,
];

const indicators = new IndicatorCollector();
readIndicators(INDICATOR_LINES, indicators);
readIndicators(INDICATOR_BUNDLE, indicators);

/** What inspection makes of a content, with the corpus's list of indicators. */
export function inspectFromCorpus(content: Content): Inspected {
  return inspectContent(content.part, () => "0123456789abcdef", indicators);
}

/** True where a content was judged as it is: flagged for its class, or quiet. */
export function isJudgedRight(content: Content, inspected: Inspected): boolean {
  if (content.harmless) return !inspected.flagged;
  return inspected.flagged && inspected.signals.some(({ kind, score }) => score >= 30 && isOfClass(kind, content));
}

/** Hidden text that says something is found as what it says, too. */
function isOfClass(kind: string, content: Content): boolean {
  return kind.startsWith(`${content.class}:`);
}
