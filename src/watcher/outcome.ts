import type { Outcome, ToolCallStatus } from "../model/outcome.js";

/** What OpenCode itself writes as the error of a call that it did not run (1.1.65 puts `Error: ` before it). */
const DENIED = "The user has specified a rule which prevents you from using this specific tool call";
const REJECTED = "The user rejected permission to use this specific tool call";
const ABORTED = "Tool execution aborted";
/** A plugin's own words are free; this is how guards commonly begin. */
const BLOCKED = /^blocked by\b/i;

/** The note that OpenCode puts at the end of the output of a shell command that it ended itself. */
const SHELL_NOTE = "<shell_metadata>";

export interface Ending {
  readonly status: ToolCallStatus;
  readonly tool: string;
  readonly error: string | null;
  /** Exit code; null where the command was ended by OpenCode; undefined for tools that have none. */
  readonly exit: number | null | undefined;
  readonly output: string | null;
}

/** What became of a call, from what OpenCode recorded: a command that fails is `completed` there too. */
export function outcomeOf(ending: Ending): Outcome {
  switch (ending.status) {
    case "pending":
    case "running":
      return ending.status;
    case "error":
      return outcomeOfError(ending.error ?? "");
    case "completed":
      // An unknown tool, or arguments that could not be parsed: nothing ran.
      if (ending.tool === "invalid") return "failed";
      if (ending.exit === undefined || ending.exit === 0) return "succeeded";
      if (ending.exit === null) return wasAborted(ending.output ?? "") ? "aborted" : "failed";
      return "failed";
  }
}

function outcomeOfError(error: string): Outcome {
  const text = error.startsWith("Error: ") ? error.slice("Error: ".length) : error;
  if (text.startsWith(DENIED)) return "denied";
  if (text.startsWith(REJECTED)) return "rejected";
  if (text.startsWith(ABORTED)) return "aborted";
  return BLOCKED.test(text) ? "blocked" : "failed";
}

/** Only the last note counts, and only without an exit code: what a command prints itself cannot pose as it. */
function wasAborted(output: string): boolean {
  const note = output.lastIndexOf(SHELL_NOTE);
  return note >= 0 && output.startsWith("User aborted the command", note + SHELL_NOTE.length + 1);
}
