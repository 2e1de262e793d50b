/** What a tool does, as an auditor asks for it: commands, reads, writes, fetches; and prompts, which are no calls. */
export const TOOL_KINDS = ["command", "read", "write", "fetch", "other", "prompt"] as const;
export type ToolKind = (typeof TOOL_KINDS)[number];

/** Stands for a tool's name in the row of a prompt; no tool has a name with a bracket. */
export const PROMPT_TOOL = "(prompt)";

const KINDS: ReadonlyMap<string, ToolKind> = new Map([
  ["bash", "command"],
  ...["read", "glob", "grep", "list", "ls"].map((tool) => [tool, "read"] as const),
  ...["write", "edit", "multiedit", "patch", "apply_patch"].map((tool) => [tool, "write"] as const),
  [PROMPT_TOOL, "prompt"],
  ...["webfetch", "websearch", "codesearch"].map((tool) => [tool, "fetch"] as const),
]);

/** Kind of one of OpenCode's own tools, by its name; `other` for tasks, MCP tools and what is not known. */
export function kindOfTool(tool: string): ToolKind {
  return KINDS.get(tool) ?? "other";
}
