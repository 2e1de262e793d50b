import fc from "fast-check";
import type { TeamSuppression } from "../../../../src/model/suppression.js";
import { rawText } from "../../../../src/model/untrusted.js";
import { hostile } from "../../views/hostileText.js";

const DAY = 86_400_000;

/** An entry with what is given, and with nothing that can be left out. */
export function entry(given: Partial<TeamSuppression> = {}): TeamSuppression {
  return { rule: "run-download", normalised: "curl <url example.org>; sh", target: "", reason: "Installs our build tool.", by: "", expires: null, critical: false, ...given };
}

/** The end of a day by UTC, counted from 1970. */
export const endOfDay = (day: number): number => (day + 1) * DAY;

const hostileText = hostile.map(rawText);

/** Entries within the bounds of a file, with whatever text; few rules and commands, so that some are of one pattern. */
export const entries: fc.Arbitrary<TeamSuppression[]> = fc.array(
  fc.record({
    rule: fc.constantFrom("run-download", "delete-files", "my.own_rule-1"),
    normalised: fc.oneof(fc.constantFrom("", "sh", "rm -rf <tmp>"), hostileText),
    target: fc.oneof(fc.constantFrom("", "web"), hostileText.map((text) => text.slice(0, 1_000))),
    reason: hostileText.map((text) => `Because ${text}`.slice(0, 1_000)),
    by: hostileText.map((text) => text.slice(0, 200)),
    expires: fc.option(fc.integer({ min: 1, max: 400 }).map((day) => endOfDay(20_000 + day))),
    critical: fc.boolean(),
  }, { noNullPrototype: true }),
  { maxLength: 20 },
);
