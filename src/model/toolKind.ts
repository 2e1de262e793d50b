/** What a tool does, as an auditor asks for it: commands, reads, writes, fetches. */
export const TOOL_KINDS = ["command", "read", "write", "fetch", "other"] as const;
export type ToolKind = (typeof TOOL_KINDS)[number];

const KINDS: ReadonlyMap<string, ToolKind> = new Map([
  ["bash", "command"],
  ...["read", "glob", "grep", "list", "ls"].map((tool) => [tool, "read"] as const),
  ...["write", "edit", "multiedit", "patch", "apply_patch"].map((tool) => [tool, "write"] as const),
  ...["webfetch", "websearch", "codesearch"].map((tool) => [tool, "fetch"] as const),
]);

/** Kind of one of OpenCode's own tools, by its name; `other` for tasks, MCP tools and what is not known. */
export function kindOfTool(tool: string): ToolKind {
  return KINDS.get(tool) ?? "other";
}
