import type { IndicatorCollector, IndicatorProblem } from "./indicators.js";
import { stixIndicators } from "./stix.js";

/** More lines of one list are not named; it is no list then. */
const PROBLEM_LIMIT = 100_000;

/**
 * Adds what a list holds to `collector`: plain text, one indicator a line, `#` begins a comment; or a STIX 2 bundle in JSON.
 * Gives what could not be understood. Throws nothing.
 */
export function readIndicators(text: string, collector: IndicatorCollector): IndicatorProblem[] {
  const trimmed = text.trimStart();
  if (trimmed.startsWith("{") || trimmed.startsWith("[")) return stixIndicators(text, collector);
  const problems: IndicatorProblem[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    // `#` inside of a URL is no comment.
    const value = line.replace(/^\ufeff/, "").replace(/(?:^|\s)(?:#|\/\/|;).*$/, "").trim();
    // What follows a path may be a part of it or a note: who is not sure looks for neither.
    const hasBlank = /^["']?~?\/\S*[ \t]+\S*\//.test(value);
    const first = hasBlank ? value.replace(/^(["'])(.*)\1$/, "$2") : value.split(/[\s,;|]/)[0]!.replace(/^["']|["']$/g, "");
    // Lists in the form of a hosts file: an address that leads nowhere, and the name.
    const named = /^(?:0\.0\.0\.0|127\.0\.0\.1|::1?)$/.test(first) ? (value.split(/\s+/)[1] ?? "") : first;
    if (named === "" || collector.add(named) || problems.length >= PROBLEM_LIMIT) continue;
    problems.push({ line: index + 1, message: "This is no host, address, IPv4 network, URL, hash, or absolute path without blanks, quotes and backslashes. It is not looked for." });
  }
  return problems;
}
