import type { SourceBatch } from "../model/storage.js";
import type { SessionPlace } from "./inspection.js";

/** Where the sessions of the batches that were read work: known before the store has them. */
export class SessionPlaces {
  private readonly sessions = new Map<string, { readonly directory: string; readonly projectId: string }>();

  /** @param worktrees folders of the projects that were known before, by id */
  constructor(private readonly worktrees: Map<string, string>) {}

  note({ records }: SourceBatch): void {
    for (const record of records) {
      if (record.kind === "project") this.worktrees.set(record.id, record.worktree);
      else if (record.kind === "session") this.sessions.set(record.id, { directory: record.directory, projectId: record.projectId });
    }
  }

  of(sessionId: string): SessionPlace | undefined {
    const session = this.sessions.get(sessionId);
    return session && { directory: session.directory, worktree: this.worktrees.get(session.projectId) ?? null };
  }
}
