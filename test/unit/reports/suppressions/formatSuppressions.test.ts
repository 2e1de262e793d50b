import assert from "node:assert/strict";
import fc from "fast-check";
import { formatSuppressions } from "../../../../src/reports/suppressions/formatSuppressions.js";
import { mergeSuppressions } from "../../../../src/reports/suppressions/mergeSuppressions.js";
import { parseSuppressions } from "../../../../src/reports/suppressions/parseSuppressions.js";
import { CONTROL } from "../../views/hostileText.js";
import { endOfDay, entries, entry } from "./suppressionEntries.js";

describe("formatSuppressions", () => {
  it("writes one entry a line, by rule, command and target, and leaves out what says nothing", () => {
    const text = formatSuppressions([
      entry({ rule: "search-secrets", normalised: "cat ~/.npmrc", target: "agent-secret", by: "Ada", expires: endOfDay(20_819), critical: true }),
      entry({ target: "web" }),
      entry(),
      entry({ normalised: "Curl <url example.org>" }),
    ]);
    assert.equal(text, `{
  "version": 1,
  "suppressions": [
    { "rule": "run-download", "normalised": "Curl <url example.org>", "reason": "Installs our build tool." },
    { "rule": "run-download", "normalised": "curl <url example.org>; sh", "reason": "Installs our build tool." },
    { "rule": "run-download", "normalised": "curl <url example.org>; sh", "target": "web", "reason": "Installs our build tool." },
    { "rule": "search-secrets", "normalised": "cat ~/.npmrc", "target": "agent-secret", "reason": "Installs our build tool.", "by": "Ada", "expires": "2027-01-01", "critical": true }
  ]
}
`);
  });

  it("changes no line of the frame when the first entry comes", () => {
    const [empty, one] = [[], [entry()]].map((list) => formatSuppressions(list).split("\n"));
    assert.deepEqual(one!.filter((line) => !line.includes("rule")), empty);
  });

  it("writes what a reviewer would not see as its code", () => {
    const text = formatSuppressions([entry({ reason: "a\u202eb\u200b\u{e0041}\u001b\u007f\ud800\ufffd\n\r\u2028c" })]);
    assert.match(text, /"reason": "a\\u202eb\\u200b\\udb40\\udc41\\u001b\\u007f\\ud800\\ufffd\\n\\r\\u2028c"/);
    fc.assert(fc.property(entries, (list) => assert.doesNotMatch(formatSuppressions(list).replaceAll("\n", ""), CONTROL)));
  });

  it("gives back what was written, and the same text for it in whatever order", () => {
    fc.assert(
      fc.property(entries, (list) => {
        const merged = mergeSuppressions(list, []);
        const text = formatSuppressions(list);
        assert.deepEqual(parseSuppressions(text), { entries: merged, problems: [] });
        assert.equal(formatSuppressions([...merged].reverse()), text);
      }),
    );
  });

  it("lets a moment within a day hold until its end, and none beyond the days that can be written", () => {
    const expiries = [0, 1, endOfDay(20_819) - 1, endOfDay(20_819), endOfDay(20_819) + 1, 8_640_000_000_000_000];
    const read = expiries.map((expires) => parseSuppressions(formatSuppressions([entry({ expires })])).entries[0]!.expires);
    assert.deepEqual(read, [endOfDay(0), endOfDay(0), endOfDay(20_819), endOfDay(20_819), endOfDay(20_820), Date.UTC(10_000, 0, 1)]);
  });
});
