import type { ContentHasher } from "./contentHash.js";
import type { Database } from "./database.js";

const NEWEST = "folded-newest";
/** 52 bits: a number that JavaScript and SQLite both hold exactly. */
const HASH_DIGITS = 13;

/**
 * Which records retention folded into the summaries: OpenCode may still have them, and reading them again must not count
 * them twice. Kept as a number a record.
 */
export class Folded {
  private newest: number | null = null;

  constructor(
    private readonly db: Database,
    private readonly hasher: ContentHasher,
  ) {}

  /** True for a record that was folded. `time` is the one by which it was: newer ones than any that was folded need no look. */
  has(id: string, time: number): boolean {
    return this.knows(time, id);
  }

  add(id: string): void {
    this.note(this.hash(id));
  }

  /** Notes of a call that counts by what its copies in forks are known. */
  addOriginal(timeStart: number, callId: string, tool: string): void {
    this.note(this.hash(String(timeStart), callId, tool));
  }

  /** True for a call whose original, or another copy of it, was folded and counts. */
  hasOriginal(timeStart: number | null, callId: string, tool: string): boolean {
    return timeStart !== null && this.knows(timeStart, String(timeStart), callId, tool);
  }

  /** Notes up to when records were folded. */
  noteNewest(time: number): void {
    this.db.run("INSERT INTO counter VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)", NEWEST, time);
    this.newest = null;
  }

  /** The database became another one. */
  reset(): void {
    this.newest = null;
  }

  private knows(time: number, ...parts: readonly string[]): boolean {
    this.newest ??= this.db.count("SELECT value FROM counter WHERE name = ?", NEWEST);
    return time <= this.newest && this.db.count("SELECT count(*) FROM folded WHERE hash = ?", this.hash(...parts)) > 0;
  }

  private note(hash: number): void {
    this.db.run("INSERT OR IGNORE INTO folded VALUES (?)", hash);
  }

  private hash(...parts: readonly string[]): number {
    return Number.parseInt(this.hasher.of(...parts).slice(0, HASH_DIGITS), 16);
  }
}
