import type { SessionRecord, StorageKind } from "../model/storage.js";
import type { Database } from "./database.js";
import { isForgotten, isForgottenSession } from "./forget.js";

interface Owner {
  readonly sourceId: number;
  readonly kind: StorageKind;
}

/** Which sessions the source that is being read may write, remembered for one batch. */
export class Owners {
  private readonly known = new Map<string, boolean>();
  private readonly added = new Set<string>();
  private readonly kind: StorageKind;

  constructor(
    private readonly db: Database,
    private readonly sourceId: number,
    private readonly refused: Set<string>,
  ) {
    this.kind = db.get<{ kind: StorageKind }>("SELECT kind FROM source WHERE id = ?", sourceId)!.kind;
  }

  /** Takes a session that nobody has, or that a JSON copy has while this source is a database. */
  claim({ id: sessionId, projectId, timeCreated }: SessionRecord): boolean {
    const owner = this.ownerOf(sessionId);
    // Of one that the store has, project and time may have changed since: nobody has forgotten it.
    const isOut = owner ? isForgottenSession(this.db, sessionId) : isForgotten(this.db, sessionId, projectId, timeCreated);
    if (isOut) return this.refuse(sessionId);
    this.refused.delete(this.nameOf(sessionId));
    const mine = !owner || owner.sourceId === this.sourceId || (owner.kind === "json" && this.kind === "sqlite");
    this.known.set(sessionId, mine);
    if (!owner) this.added.add(sessionId);
    return mine;
  }

  /** True for a session that came with this batch: the store had nothing of it. */
  isNew(sessionId: string): boolean {
    return this.added.has(sessionId);
  }

  private refuse(sessionId: string): false {
    this.known.set(sessionId, false);
    this.refused.add(this.nameOf(sessionId));
    return false;
  }

  /** True for a session of which nothing is kept, by what the source said of it last or by its id alone. */
  isForgotten(sessionId: string): boolean {
    return this.refused.has(this.nameOf(sessionId)) || isForgottenSession(this.db, sessionId);
  }

  private nameOf(sessionId: string): string {
    return `${this.sourceId}\0${sessionId}`;
  }

  owns(sessionId: string): boolean {
    let mine = this.known.get(sessionId);
    if (mine === undefined) {
      mine = this.ownerOf(sessionId)?.sourceId === this.sourceId;
      this.known.set(sessionId, mine);
    }
    return mine;
  }

  private ownerOf(sessionId: string): Owner | undefined {
    return this.db.get<Owner & object>(
      "SELECT source_id AS sourceId, kind FROM session JOIN source ON source.id = source_id WHERE session.id = ?",
      sessionId,
    );
  }
}
