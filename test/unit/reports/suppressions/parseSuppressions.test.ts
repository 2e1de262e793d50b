import assert from "node:assert/strict";
import fc from "fast-check";
import { formatSuppressions } from "../../../../src/reports/suppressions/formatSuppressions.js";
import { PROBLEM_TEXTS } from "../../../../src/reports/suppressions/problemTexts.js";
import { parseSuppressions } from "../../../../src/reports/suppressions/parseSuppressions.js";
import { MOST_PROBLEMS } from "../../../../src/reports/suppressions/problems.js";
import { hostile } from "../../views/hostileText.js";
import { endOfDay, entry } from "./suppressionEntries.js";

const ENTRY = '{ "rule": "a", "normalised": "sh", "reason": "Ours." }';
/** A file whose first entry begins on line 3. */
const file = (...entries: string[]): string => `{ "version": 1,\n"suppressions": [\n${entries.join(",\n")}\n]}\n`;
const withField = (field: string): string => ENTRY.replace(" }", `, ${field} }`);

const problemsOf = (text: string): string[] => parseSuppressions(text).problems.map(({ line, message }) => `${line} ${message}`);

describe("parseSuppressions", () => {
  it("reads every field, in whatever order and lines, and what is left out as nothing", () => {
    const text = `{
  "$schema": "./ours.json",
  "suppressions": [
    ${ENTRY},
    {
      "critical": true,
      "expires": "2027-01-01",
      "by": "Ada",
      "reason": "Read by the build.",
      "target": "agent-secret",
      "normalised": "cat \\u202e",
      "rule": "read-credential"
    }
  ],
  "version": 1
}`;
    const entries = [
      entry({ rule: "a", normalised: "sh", reason: "Ours." }),
      entry({ rule: "read-credential", normalised: "cat \u202e", target: "agent-secret", reason: "Read by the build.", by: "Ada", expires: endOfDay(20_819), critical: true }),
    ];
    assert.deepEqual(parseSuppressions(text), { entries, problems: [] });
    assert.deepEqual(parseSuppressions(text.replaceAll("\n", "\r\n")), { entries, problems: [] });
  });

  const wrong: ReadonlyArray<readonly [what: string, text: string, problem: RegExp]> = [
    ["an empty file", " \n", /^1 The file is empty. Write .* or delete it/],
    ["a byte order mark", `\ufeff${file(ENTRY)}`, /^1 .* byte order mark: save it as UTF-8 without one/],
    ["what was not UTF-8", file(ENTRY.replace("Ours", "R\ufffdf")), /^3 .*U\+FFFD.* save it as UTF-8/],
    ["what a reviewer does not see", file(ENTRY, ENTRY.replace("a", "b").replace("Ours", "O\u202eurs")), /^4 .*⟨U\+202E⟩.*write it as \\u/],
    ["a carriage return within a line", file(ENTRY).replace(", ", ",\r"), /^3 .*⟨U\+000D⟩/],
    ["an unquoted name", file("{ rule: 1 }"), /^3 This is no JSON. .*double quotes/],
    ["a missing comma", file(`${ENTRY}\n${ENTRY}`), /^4 .* comma is missing/],
    ["a comma too many", file(`${ENTRY},`), /^4 .* after the last entry there is none/],
    ["a comma too many in an entry", file(ENTRY.replace(" }", ", }")), /^3 .* the last one has no comma/],
    ["a comment", file(`// ours\n${ENTRY}`), /^3 .*no comments: say it in 'reason'/],
    ["a text over two lines", file(ENTRY.replace("Ours.", "Ours.\n")), /^3 .*not closed/],
    ["a backslash by itself", file(ENTRY.replace("Ours.", "\\d")), /^3 .*write \\\\ for a backslash/],
    ["an end too early", file(ENTRY).replace("]}", "]"), /^5 .*'}' is missing/],
    ["something after the end", `${file(ENTRY)}{}`, /^5 .*remove what follows/],
    ["brackets without end", "[".repeat(200_000), /^1 .*nested too deeply/],
    ["a list alone", `\n[${ENTRY}]`, /^2 The file holds no object .* around the entries/],
    ["no version", '{\n"suppressions": [] }', /^1 'version' .*write "version": 1/],
    ["a version of another kind", '{\n"version": "1", "suppressions": [] }', /^2 'version'/],
    ["a newer version", '{\n"version": 2, "suppressions": [] }', /^2 .*of version 2.*install a newer one/],
    ["no entries", '{ "version": 1 }', /^1 'suppressions' is missing/],
    ["entries of another kind", '{ "version": 1,\n"suppressions": {} }', /^2 'suppressions' .*no list/],
    ["an unknown field of the file", '{ "version": 1,\n"mute": true, "suppressions": [] }', /^2 'mute' is no field here: .*version, suppressions/],
    ["a schema that is no text", '{ "$schema": 1, "version": 1, "suppressions": [] }', /^1 '\$schema' is a text/],
    ["an entry that is none", file(ENTRY, '"sh"'), /^4 An entry is an object/],
    ["an unknown field", file(withField('\n"expire": "2027-01-01"')), /^4 'expire' is no field here: .*expires/],
    ["an unknown field of any name", file(withField('"__proto__": {}')), /^3 '__proto__' is no field here/],
    ["a field twice", file(withField('\n"rule": "b"')), /^4 'rule' stands here twice/],
    ["a missing field", file(ENTRY, '{ "rule": "a", "normalised": "ls" }'), /^4 'reason' is missing here: add it/],
    ["a text of another kind", file(withField('\n"by": null')), /^4 'by' is a text in double quotes/],
    ["an empty reason", file(ENTRY.replace("Ours.", " ")), /^3 'reason' is empty: say why/],
    ["a long reason", file(ENTRY.replace("Ours.", "x".repeat(1_001))), /^3 'reason' has 1001 characters, and 1000 at most/],
    ["a rule with blanks", file(ENTRY.replace('"a"', '"a b"')), /^3 'rule' is the id of a rule/],
    ["a moment in place of a day", file(withField('"expires": "2027-01-31T12:00Z"')), /^3 'expires' is the last day/],
    ["a day that is none", file(withField('"expires": "2027-02-29"')), /^3 'expires' is the last day/],
    ["a number in place of a day", file(withField('"expires": 1800000000000')), /^3 'expires' is the last day/],
    ["critical in quotes", file(withField('"critical": "true"')), /^3 'critical' is true where/],
    ["an entry twice", file(ENTRY, ENTRY.replace("Ours", "Mine")), /^4 The entry on line 3 has the same .*keep one/],
    ["too many entries", formatSuppressions(Array.from({ length: 5_001 }, (_, number) => entry({ normalised: `${10_000 + number}` }))), /^5004 The file has 5001 entries, and 5000 at most/],
    ["a file that is too large", file(...Array.from({ length: 120 }, (_, number) => ENTRY.replace("sh", `${number}${"x".repeat(9_000)}`))), /^1 The file has \d+ bytes, and 1000000 at most/],
    ["a conflict", file(`<<<<<<< HEAD\n${ENTRY}\n=======\n>>>>>>> theirs`), /^3 A merge left a conflict.*keep the entries of both sides/],
    ["what is left of a conflict", file(`${ENTRY}\n=======`), /^4 A merge left a conflict/],
  ];
  for (const [what, text, problem] of wrong) {
    it(`refuses ${what}, and says where and what to do`, () => {
      const { entries, problems } = parseSuppressions(text);
      assert.deepEqual([entries.length, problems.length], [0, 1], JSON.stringify(problems));
      assert.match(problemsOf(text)[0]!, problem);
      const { message, template, args } = problems[0]!;
      assert.ok(Object.values<string>(PROBLEM_TEXTS).includes(template), template);
      assert.equal(args.reduce((words, arg, index) => words.replaceAll(`{${index}}`, () => arg), template), message);
      assert.doesNotMatch(message, /\{\d\}/);
    });
  }

  it("knows leap days", () => {
    assert.deepEqual(parseSuppressions(file(withField('"expires": "2028-02-29"'))).entries[0]?.expires, Date.UTC(2028, 2, 1));
  });

  it("names all problems by line, up to a bound, and counts the others", () => {
    assert.deepEqual(problemsOf(file('{ "rule": 1,\n"normalised": 2,\n"reason": 3 }', "4")).map((problem) => problem.slice(0, 8)), ["3 'rule'", "4 'norma", "5 'reaso", "6 An ent"]);
    const many = problemsOf(file(...Array.from({ length: 150 }, () => "1")));
    assert.deepEqual([many.length, many.at(-1)], [MOST_PROBLEMS + 1, "103 50 more problems are on this line and below. Correct those above first."]);
  });

  it("takes as JSON what is JSON, and throws at nothing", () => {
    const pieces = fc.constantFrom("{", "}", "[", "]", ",", ":", '"version"', '"suppressions"', '"a"', "1", "-0.5e3", "01", "1.", "true", "nul", " ", "\n", "\t", "/*", "//", "'", '"\\u12"', '"\\n"', ENTRY);
    fc.assert(
      fc.property(fc.oneof(fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join("")), fc.json(), hostile as fc.Arbitrary<unknown> as fc.Arbitrary<string>), (text) => {
        const isRefused = problemsOf(text).some((problem) => /no JSON|is empty/.test(problem));
        assert.equal(isRefused, !isJson(text), text);
      }),
      { numRuns: 2_000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\ufeff/, ""));
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
