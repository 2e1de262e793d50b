import { readFileSync } from "node:fs";
import { IndicatorCollector, type Indicators } from "../scoring/content/indicators/indicators.js";
import { readIndicators } from "../scoring/content/indicators/readIndicators.js";
import { errorCode } from "../store/files.js";

const NAMED_PROBLEMS = 10;

export interface IndicatorLists {
  /** Null where the lists hold none. */
  readonly indicators: Indicators | null;
  /** How many of the lists could not be read. */
  readonly unreadable: number;
}

/** What a person's lists hold. A list that cannot be read, and a line that says nothing, are told to `warn`. */
export function readIndicatorLists(paths: readonly string[], warn: (message: string) => void): IndicatorLists {
  const collector = new IndicatorCollector();
  let unreadable = 0;
  for (const path of paths) {
    let text: string;
    try {
      text = readFileSync(path, "utf8");
    } catch (error) {
      warn(`The list of indicators ${path} could not be read (${errorCode(error)}), so nothing of it is looked for. Check the path and the file's permissions.`);
      unreadable++;
      continue;
    }
    const problems = readIndicators(text, collector);
    for (const { line, message } of problems.slice(0, NAMED_PROBLEMS)) warn(`${path}:${line}: ${message}`);
    if (problems.length > NAMED_PROBLEMS) warn(`${path}: ${problems.length - NAMED_PROBLEMS} more entries say nothing that is understood.`);
  }
  return { indicators: collector.isEmpty ? null : collector, unreadable };
}
