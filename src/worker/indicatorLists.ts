import { readFileSync } from "node:fs";
import { IndicatorCollector, type Indicators } from "../scoring/content/indicators/indicators.js";
import { readIndicators } from "../scoring/content/indicators/readIndicators.js";
import { errorCode } from "../disk/files.js";

const NAMED_PROBLEMS = 10;

export interface IndicatorLists {
  /** Null where the lists hold none. */
  readonly indicators: Indicators | null;
  /** How many of the lists could not be read. */
  readonly unreadable: number;
  /** For each list of which something is not looked for, what that is: a sentence for a person. */
  readonly shortcomings: readonly string[];
}

/** What a person's lists hold. A list that cannot be read, and a line that says nothing, are told to `warn`. */
export function readIndicatorLists(paths: readonly string[], warn: (message: string) => void): IndicatorLists {
  const collector = new IndicatorCollector();
  const shortcomings: string[] = [];
  let unreadable = 0;
  for (const path of paths) {
    let text: string;
    try {
      text = readFileSync(path, "utf8");
    } catch (error) {
      const message = `The list of indicators ${path} could not be read (${errorCode(error)}), so nothing of it is looked for. Check the path and the file's permissions.`;
      warn(message);
      shortcomings.push(message);
      unreadable++;
      continue;
    }
    const problems = readIndicators(text, collector);
    for (const { line, message } of problems.slice(0, NAMED_PROBLEMS)) warn(`${path}:${line}: ${message}`);
    if (problems.length > 0) shortcomings.push(`The list of indicators ${path} has entries that are not looked for, or not all of them: ${problems.length}. ${problems[0]!.line === 0 ? "" : `Line ${problems[0]!.line}: `}${problems[0]!.message} The log names more; correct them, and reload the window.`);
    if (problems.length > NAMED_PROBLEMS) warn(`${path}: ${problems.length - NAMED_PROBLEMS} more entries say nothing that is understood.`);
  }
  return { indicators: collector.isEmpty ? null : collector, unreadable, shortcomings };
}
