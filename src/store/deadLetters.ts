import type { Decision } from "../model/decision.js";
import type { DeadLetterRecord } from "../model/storage.js";
import type { Database } from "./database.js";

/** Records that could not be read: each stays on the list until it can be read, and counts how often that was tried. */
export class DeadLetters {
  constructor(
    private readonly db: Database,
    private readonly now: () => number,
  ) {}

  write(sourceId: number, letter: DeadLetterRecord): void {
    const now = this.now();
    const { locator, sessionId, reason, detail, hash } = letter;
    const isKnown = this.db.count("SELECT count(*) FROM dead_letter WHERE source_id = ? AND locator = ?", sourceId, locator) > 0;
    if (isKnown) this.noteRetried(sourceId, 1);
    this.db.run(
      `INSERT INTO dead_letter (source_id, locator, session_id, reason, detail, hash, first_seen, last_seen, attempts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)
       ON CONFLICT (source_id, locator) DO UPDATE SET session_id = excluded.session_id, reason = excluded.reason, detail = excluded.detail,
         hash = excluded.hash, last_seen = excluded.last_seen, attempts = attempts + 1`,
      sourceId, locator, sessionId, reason, detail, hash, now, now,
    );
  }

  /** A record that is valid again leaves the list. `sessionId` null: those that belong to no session. */
  keep(sourceId: number, sessionId: string | null, present: readonly string[]): void {
    const recovered = this.db.change(
      "DELETE FROM dead_letter WHERE source_id = ? AND session_id IS ? AND locator NOT IN (SELECT value FROM json_each(?))",
      sourceId, sessionId, JSON.stringify(present),
    );
    if (recovered > 0) this.noteRetried(sourceId, recovered);
  }

  /** The session is gone, and what could not be read of it with it. */
  forget(sourceId: number, sessionId: string): void {
    this.db.run("DELETE FROM dead_letter WHERE source_id = ? AND session_id = ?", sourceId, sessionId);
  }

  private noteRetried(sourceId: number, count: number): void {
    this.db.run("UPDATE source SET retried = retried + ? WHERE id = ?", count, sourceId);
  }
}

type LetterDecision = Extract<Decision, { kind: "deadLetter" }>;

/** Has what holds for a dead letter follow a decision of it that was taken or taken back: the newest that stands. */
export function followLetterDecision(db: Database, { source, locator }: LetterDecision): void {
  const newest = db.get<{ payload: string }>(
    `SELECT payload FROM decision WHERE kind = 'deadLetter' AND undone_by IS NULL AND payload ->> '$.source' = ? AND payload ->> '$.locator' = ? ORDER BY at DESC, id DESC LIMIT 1`,
    source, locator,
  );
  if (!newest) return db.run("DELETE FROM letter_decision WHERE source_path = ? AND locator = ?", source, locator);
  const { id, hash, action, reason } = JSON.parse(newest.payload) as LetterDecision;
  db.run("INSERT OR REPLACE INTO letter_decision VALUES (?, ?, ?, ?, ?, ?)", source, locator, hash, action, reason, id);
}
