/** What a record turned out to be when it was read. */
export type RecordKind = "message" | "userMessage" | "call" | "prompt" | "content" | "unknown" | "unknownTool";

export interface KnownRecord {
  /** What tells that it changed: a row's update time, or a file's stamp. */
  readonly stamp: string | number;
  readonly kind: RecordKind;
}

/** Records of one session, by id or path. */
export type KnownRecords = ReadonlyMap<string, KnownRecord>;

/** Records that are remembered in all: some hundred bytes each. */
const MOST_RECORDS = 200_000;

/**
 * What was read of the sessions that changed last, so that of a session with ten thousand parts only the one that changed is
 * read again. Holds no content. What it does not know is read whole, so it may forget at any time.
 */
export class SessionMemory {
  private readonly sessions = new Map<string, KnownRecords>();
  private size = 0;
  /** Nobody will ask for what is read from now on. */
  isOff = false;

  get(sessionId: string): KnownRecords | undefined {
    return this.sessions.get(sessionId);
  }

  /** Remembers the records of a session as the latest; the sessions at the head make room. */
  set(sessionId: string, records: KnownRecords): void {
    this.forget(sessionId);
    if (this.isOff || records.size > MOST_RECORDS) return;
    this.sessions.set(sessionId, records);
    this.size += records.size;
    for (const [oldest, known] of this.sessions) {
      if (this.size <= MOST_RECORDS) return;
      this.sessions.delete(oldest);
      this.size -= known.size;
    }
  }

  forget(sessionId: string): void {
    const known = this.sessions.get(sessionId);
    if (known === undefined) return;
    this.sessions.delete(sessionId);
    this.size -= known.size;
  }

  clear(): void {
    this.sessions.clear();
    this.size = 0;
  }
}
