import type { Database } from "./database.js";

/**
 * Where projects lie. OpenCode lists all of its projects: once something was forgotten, a project's folder is kept only with a
 * session of it, for the list would bring back where forgotten ones lie.
 */
export class ProjectFolders {
  /** Of projects without a session, by id: read, and kept nowhere else. */
  private readonly withheld = new Map<string, string>();

  constructor(private readonly db: Database) {}

  write(id: string, worktree: string): void {
    if (this.isKept(id)) this.keep(id, worktree);
    else this.withheld.set(id, worktree);
  }

  /** A session of the project came. Gives false where its folder was withheld before this process was there: the list has to be read again. */
  bring(id: string): boolean {
    const worktree = this.withheld.get(id);
    if (worktree !== undefined) this.keep(id, worktree);
    return worktree !== undefined || !this.hasForgotten() || this.db.count("SELECT count(*) FROM project WHERE id = ?", id) > 0;
  }

  private keep(id: string, worktree: string): void {
    this.withheld.delete(id);
    this.db.run("INSERT INTO project VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET worktree = excluded.worktree", id, worktree);
  }

  private isKept(id: string): boolean {
    return !this.hasForgotten() || this.db.count("SELECT EXISTS (SELECT 1 FROM session WHERE project_id = ?1 UNION ALL SELECT 1 FROM project WHERE id = ?1)", id) > 0;
  }

  private hasForgotten(): boolean {
    return this.db.count("SELECT EXISTS (SELECT 1 FROM forgotten WHERE scope > '')") > 0;
  }
}
