import type { Database } from "./database.js";

const INDEXED = "text-indexed";

/**
 * Text search over commands, paths and URLs. It is filled apart from reading and scoring, since its index costs more than
 * the call's own row: rows up to a mark are in it, and those above are on their way. The index keeps no copy of the text, so
 * whoever changes a row's text takes it out before and puts it in afterwards.
 */
export class CallText {
  constructor(private readonly db: Database) {}

  /** Takes a row out while its text still is what was indexed. Gives true where it was in: then it belongs in again. */
  takeOut(row: number): boolean {
    if (row > this.indexedTo()) return false;
    this.db.run("DELETE FROM call_text WHERE docid = ?", row);
    return true;
  }

  putIn(row: number): void {
    this.db.run("INSERT INTO call_text (docid, subject) SELECT rowid, subject FROM call_subject WHERE rowid = ?", row);
  }

  /** Indexes up to `limit` more calls. Gives how many there were; 0 when every call can be found. */
  fill(limit: number): number {
    return this.db.transaction(() => {
      const from = this.indexedTo();
      const to = this.db.count("SELECT max(rowid) FROM (SELECT rowid FROM tool_call WHERE rowid > ? ORDER BY rowid LIMIT ?)", from, limit);
      if (to === 0) return 0;
      this.setIndexedTo(to);
      return this.db.change("INSERT INTO call_text (docid, subject) SELECT rowid, subject FROM call_subject WHERE rowid > ?", from);
    });
  }

  /** After rows were removed: the next row may get the number of one that was indexed and is gone. */
  lowerMark(): void {
    const highest = this.db.count("SELECT max(rowid) FROM tool_call");
    if (highest < this.indexedTo()) this.setIndexedTo(highest);
  }

  /** Writes the index anew, so that no trace is left in it of what was taken out. */
  compact(): void {
    this.db.run("INSERT INTO call_text (call_text) VALUES ('optimize')");
  }

  private indexedTo(): number {
    return this.db.count("SELECT value FROM counter WHERE name = ?", INDEXED);
  }

  private setIndexedTo(row: number): void {
    this.db.run("UPDATE counter SET value = ? WHERE name = ?", row, INDEXED);
  }
}
