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
    this.newest ??= this.db.count("SELECT value FROM counter WHERE name = ?", NEWEST);
    if (time > this.newest) return false;
    return this.db.count("SELECT count(*) FROM folded WHERE hash = ?", this.hash(id)) > 0;
  }

  add(id: string): void {
    this.db.run("INSERT OR IGNORE INTO folded VALUES (?)", this.hash(id));
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

  private hash(id: string): number {
    return Number.parseInt(this.hasher.of(id).slice(0, HASH_DIGITS), 16);
  }
}
