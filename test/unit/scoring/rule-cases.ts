import type { ScoringInput } from "../../../src/model/assessment.js";

const TOOLS: Readonly<Record<string, string>> = { read: "filePath", write: "filePath", edit: "filePath", webfetch: "url" };

/** A rule's case as a tool call: a command, or `tool:argument`. It runs in a project below a home folder. */
export function caseInput(text: string): ScoringInput {
  const match = /^(read|write|edit|webfetch):(\S.*)$/.exec(text);
  const surroundings = { cwd: "/home/dev/project", project: "/home/dev/project" };
  if (match === null) return { tool: "bash", arguments: { command: text }, ...surroundings };
  return { tool: match[1]!, arguments: { [TOOLS[match[1]!]!]: match[2]! }, ...surroundings };
}
