export type ToolCallStatus = "pending" | "running" | "completed" | "error";

/** What became of a call: `completed` alone does not tell, since a command that fails is `completed` too. */
export type Outcome = "pending" | "running" | "succeeded" | "failed" | "denied" | "rejected" | "blocked" | "aborted";
