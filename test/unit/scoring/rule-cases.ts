import type { Assessment, ScoringInput } from "../../../src/model/assessment.js";
import { withObservations } from "../../../src/scoring/content/contentReasons.js";
import { inspectContent, type ContentPart } from "../../../src/scoring/content/inspectContent.js";
import { assess } from "../../../src/scoring/assess.js";
import { Judge } from "../../../src/scoring/judge.js";
import { RuleIndex } from "../../../src/scoring/matching/rule-index.js";
import type { Rule } from "../../../src/scoring/rules/rule.js";

const TOOLS: Readonly<Record<string, string>> = { read: "filePath", write: "filePath", edit: "filePath", webfetch: "url" };

/** A rule's case as a tool call: a command, or `tool:argument`. It runs in a project below a home folder. */
export function caseInput(text: string): ScoringInput {
  const match = /^(read|write|edit|webfetch):(\S.*)$/.exec(text);
  const surroundings = { cwd: "/home/dev/project", project: "/home/dev/project" };
  if (match !== null) return { tool: match[1]!, arguments: { [TOOLS[match[1]!]!]: match[2]! }, ...surroundings };
  const long = /^(\d+) times: ([\s\S]*)$/.exec(text);
  return { tool: "bash", arguments: { command: long === null ? text : long[2]!.repeat(Number(long[1])) }, ...surroundings };
}

/** A case as a text that inspection looks at; null where it is a tool call. */
function casePart(text: string): ContentPart | null {
  const [head, place, rest] = /^(output|prompt|file):([\s\S]*)$/.exec(text) ?? [];
  if (head === undefined) return null;
  const plain = { tool: "read", filePath: null, url: null, text: rest! };
  if (place !== "file") return { ...plain, where: place === "output" ? "tool-output" : "user-prompt" };
  const lineEnd = rest!.indexOf("\n");
  return { ...plain, where: "tool-input", tool: "write", filePath: rest!.slice(0, lineEnd), text: rest!.slice(lineEnd + 1) };
}

/** True when a case fires the rule, whatever its maturity, among no others. */
export function firesAlone(rule: Rule): (text: string) => boolean {
  const stable: Rule = { ...rule, maturity: "stable" };
  const index = new RuleIndex([stable]);
  return (text) => {
    const judged = assess(casePart(text) === null ? caseInput(text) : caseInput(""), (scope, surroundings) => new Judge(scope, surroundings, index));
    return observed(text, judged, [stable]).reasons.some((reason) => reason.rule === rule.id);
  };
}

/** True when a case fires the rule of this id among all of the catalogue. */
export function fires(rule: string, text: string): boolean {
  const { reasons, shadow } = observed(text, assess(casePart(text) === null ? caseInput(text) : caseInput("")), undefined);
  return shadow.includes(rule) || reasons.some((reason) => reason.rule === rule);
}

/** An assessment with what inspection sees in the case's text. */
function observed(text: string, assessment: Assessment, rules: readonly Rule[] | undefined): Assessment {
  const part = casePart(text);
  return part === null ? assessment : withObservations(assessment, inspectContent(part, () => "0".repeat(16), null).signals.map(({ kind, score }) => ({ kind, score, place: "output" })), rules);
}
