import assert from "node:assert/strict";
import { assess, RULES_VERSION } from "../../../src/scoring/assess.js";
import { caseInput } from "./rule-cases.js";

describe("assess", () => {
  it("says which rule fired, where, on what, and what the command comes down to", () => {
    assert.deepEqual(assess(caseInput("echo hi; sudo rm -rf /")), {
      score: 100,
      level: "critical",
      reasons: [{ rule: "delete-root", score: 100, args: { program: "rm", target: "/", place: "root", via: "sudo", elevated: "yes" }, span: { start: 9, end: 22 } }],
      techniques: ["T1485"],
      normalised: "echo hi; sudo rm -rf /; rm -rf /",
      target: "root",
    });
  });

  it("gives nothing for ordinary work", () => {
    for (const text of ["ls -la", "git status && npm test", "read:/home/dev/project/src/token.rs", "webfetch:https://docs.python.org/3/"]) assert.equal(assess(caseInput(text)).score, 0, text);
  });

  it("judges the arguments of tools that it does not know by what they are", () => {
    const levels = [{ command: "rm -rf /" }, { path: "/etc/shadow" }, { url: "http://169.254.169.254/latest/" }, { sql: "DROP TABLE users" }, { text: "rm -rf /" }].map((args) => assess({ tool: "some_mcp_tool", arguments: args }).level);
    assert.deepEqual(levels, ["critical", "high", "critical", "high", "none"]);
  });

  it("keeps the points of an attempt and names its outcome", () => {
    const { score, reasons } = assess({ ...caseInput("terraform destroy"), outcome: "denied" });
    assert.deepEqual([score, reasons[0]?.args["outcome"]], [72, "denied"]);
  });

  it("has a version that is the same each time", () => {
    assert.match(RULES_VERSION, /^\d+\.[0-9a-f]{16}$/);
  });

  for (const [name, text] of [
    ["nested quotes", "\"$(".repeat(20_000)], ["blanks", `${" ".repeat(50_000)}rm -rf /`], ["pipes", "a|".repeat(3_000)], ["sudo", "sudo ".repeat(15_000)], ["brackets", "(".repeat(60_000)], ["a long line", "x".repeat(1_000_000)], ["many words", "rm a ".repeat(200_000)], ["backticks", "`".repeat(60_000)],
  ] as const) {
    it(`ends on ${name}`, () => {
      assert.ok(assess(caseInput(text)).score >= 0);
    });
  }
});
