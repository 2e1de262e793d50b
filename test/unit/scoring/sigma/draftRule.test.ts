import assert from "node:assert/strict";
import fc from "fast-check";
import type { ScoringInput } from "../../../../src/model/assessment.js";
import { RULES } from "../../../../src/scoring/catalogue.js";
import { draftRule } from "../../../../src/scoring/sigma/draftRule.js";
import { rulesThatHold } from "../../../../src/scoring/sigma/assessWithRules.js";
import { parseRules } from "../../../../src/scoring/sigma/parseRules.js";
import { SigmaRuleSet } from "../../../../src/scoring/sigma/ruleSet.js";

const HEAD = { id: "0f1e2d3c-0000-4000-8000-000000000000", title: "Like this", score: 85, techniques: ["T1485", "ASI02"] };
const CONTEXT = { agent: "build", model: "lab" };

function bash(command: string): ScoringInput {
  return { tool: "bash", arguments: { command }, cwd: "/home/dev/shop", project: "/home/dev/shop", outcome: "succeeded" };
}

/** The draft as the loader of rules takes it: one rule, no problem, and it holds for the call. */
function draftFor(input: ScoringInput, head = HEAD): string {
  const text = draftRule(input, CONTEXT, head);
  assert.ok(text !== null, JSON.stringify(input));
  const { rules, problems } = parseRules(text);
  assert.deepEqual(problems, [], text);
  assert.equal(rulesThatHold(new SigmaRuleSet(rules), input, CONTEXT).length, 1, text);
  return text;
}

describe("a rule drafted from a call", () => {
  it("names the program that was risky, and not the harmless one beside it", () => {
    assert.equal(
      draftFor(bash("echo ready && sudo rm -rf /")),
      `title: Like this
id: ${HEAD.id}
status: experimental
logsource:
  category: process_creation
detection:
  selection:
    Image|endswith: /rm
    CommandLine|contains: rm -rf /
  condition: selection
level: critical
tags:
  - attack.t1485
`,
    );
  });

  it("names the file that a tool wrote", () => {
    const text = draftFor({ tool: "write", arguments: { filePath: "/home/dev/.ssh/authorized_keys", content: "ssh-ed25519 AAAA" }, cwd: "/home/dev/shop" });
    assert.match(text, /category: file_event\n[^]*TargetFilename: \/home\/dev\/\.ssh\/authorized_keys\n/);
  });

  it("holds for every command that a built-in rule is tried on", () => {
    const commands = RULES.flatMap(({ cases }) => [...cases.match, ...cases.evasion]).filter((text) => !/^[a-z_]+:/.test(text));
    assert.ok(commands.length > 300);
    for (const command of commands) draftFor(bash(command));
  });

  it("is one rule that the loader takes and that holds, whatever the call and its title are", () => {
    const hostile = fc.array(fc.oneof(fc.string({ unit: "binary", maxLength: 20 }), fc.constantFrom("rm -rf /", "\n", "\t", "*?\\", "'", '"', ": ", "- ", "# ", "---\n", "...", "%project%", "&a *a", "!!js", "\u0000", "\u0085", "\u2028", "\ud800", "ls ", ";", "|")), { maxLength: 12 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(hostile, hostile, hostile, (command, path, title) => {
        for (const input of [bash(command), { tool: "write", arguments: { filePath: path, content: "x" } }, { tool: command === "" ? "mcp" : command, arguments: { anything: path } }]) {
          const text = draftRule(input, CONTEXT, { ...HEAD, title: `Like ${title}` });
          if (text === null) continue;
          const { rules, problems } = parseRules(text);
          assert.deepEqual([rules.length, problems], [1, []], text);
          assert.equal(rulesThatHold(new SigmaRuleSet(rules), input, CONTEXT).length, 1, text);
        }
        assert.notEqual(draftRule(bash(command), CONTEXT, HEAD), null, JSON.stringify(command));
      }),
      { numRuns: 500 },
    );
  });
});
