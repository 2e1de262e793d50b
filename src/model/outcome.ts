export type ToolCallStatus = "pending" | "running" | "completed" | "error";

/**
 * What became of a call: `completed` alone does not tell, since a command that fails is `completed` too. `interrupted`: OpenCode
 * left it running, and its session has not moved for long, as after a crash.
 */
export type Outcome = "pending" | "running" | "succeeded" | "failed" | "denied" | "rejected" | "blocked" | "aborted" | "interrupted";
