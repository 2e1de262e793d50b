import type { Decision, Forgetting, NewDecision } from "../model/decision.js";
import type { FindingState } from "../model/finding.js";
import type { Database } from "./database.js";
import { applyLetterDecision, undoLetterDecision } from "./deadLetters.js";
import { erase, extentOf } from "./forget.js";
import { aboutOf, eraseDecisions, isShortened, sessionsOfFindings } from "./forgetDecisions.js";
import type { Journal } from "./journal.js";
import { OrderedIds } from "./orderedId.js";

/**
 * What people decided. A decision is in the journal, on the disk, before anything shows it as done; the tables here are
 * the journal replayed, so an index that is built anew has them all.
 */
export class Decisions {
  private readonly ids = new OrderedIds();
  /** Later decisions are never dated before earlier ones, whatever the clock does: the newest verdict is the one that holds. */
  private newest = 0;
  private outdated = false;

  constructor(
    private readonly db: Database,
    private readonly journal: Journal | null,
    private readonly actor: string,
    private readonly now: () => number,
    /** False once another engine has taken over: its journal is not ours to write. */
    private readonly mayWrite: () => boolean,
  ) {
    this.replay(journal?.opening.decisions ?? []);
  }

  /** False where there is no journal: what would be decided is lost with the process. */
  get areKept(): boolean {
    return this.journal !== null;
  }

  /** The journal holds what was forgotten: it is to be written anew. */
  get isOutdated(): boolean {
    return this.outdated;
  }

  /** Moment of the newest forgetting, in milliseconds since 1970; 0 where nothing was forgotten. */
  get forgotAt(): number {
    return this.db.count("SELECT max(at) FROM decision WHERE kind = 'forget'");
  }

  /** Records decisions and applies them. @throws what writing the journal throws, or where another engine has taken over; nothing is applied then */
  record(decisions: readonly NewDecision[]): Decision[] {
    if (!this.mayWrite()) throw new Error("Another engine has taken the store over.");
    const at = Math.max(this.now(), this.newest);
    const complete = decisions.map((decision) => this.complete(decision, at));
    this.journal?.append(complete);
    this.newest = at;
    this.db.transaction(() => complete.forEach((decision) => this.apply(decision)));
    return complete;
  }

  private complete(decision: NewDecision, at: number): Decision {
    const head = { id: this.ids.next(at), at, actor: this.actor };
    if (decision.kind === "forget") return { ...head, ...decision, extent: extentOf(this.db, decision.scope, this.now()) };
    if (decision.kind === "read") return { ...head, ...decision, sessions: sessionsOfFindings(this.db, decision.findings) };
    const about = aboutOf(this.db, decision);
    return { ...head, ...decision, ...(about ? { about } : {}) } as Decision;
  }

  /**
   * A backup takes the place of the index: what was decided in it and since stands, and that it was restored is recorded.
   *
   * @param backup name of the backup's file
   * @param theirs the decisions in it
   * @param replace puts the backup's rows in place
   * @throws what writing the journal throws; nothing is replaced then
   */
  restore(backup: string, theirs: readonly Decision[], replace: () => void): void {
    if (!this.mayWrite()) throw new Error("Another engine has taken the store over.");
    const ours = this.list();
    const known = new Set(ours.map(({ id }) => id));
    const at = theirs.reduce((latest, decision) => Math.max(latest, decision.at + 1), Math.max(this.now(), this.newest));
    const added: Decision[] = [...theirs.filter(({ id }) => !known.has(id)), { id: this.ids.next(at), at, actor: this.actor, kind: "restore", backup }];
    this.journal?.append(added);
    replace();
    this.replay([...ours, ...added].sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1)));
  }

  /**
   * When Spotter was installed, in milliseconds since 1970: the first start that asks makes it now.
   *
   * @throws what writing the journal throws
   */
  installed(): number {
    const first = this.db.count("SELECT min(at) FROM decision WHERE kind = 'install'");
    return first > 0 ? first : this.record([{ kind: "install" }])[0]!.at;
  }

  /** All decisions that stand in the store, oldest first. */
  list(): Decision[] {
    return this.db.all<{ payload: string }>("SELECT payload FROM decision ORDER BY at, id").map((row) => JSON.parse(row.payload) as Decision);
  }

  private forgettings(): Forgetting[] {
    return this.db.all<{ payload: string }>("SELECT payload FROM decision WHERE kind = 'forget'").map(({ payload }) => JSON.parse(payload) as Forgetting);
  }

  private replay(decisions: readonly Decision[]): void {
    this.db.transaction(() => {
      const stands = ({ id }: Decision): boolean => this.db.count("SELECT count(*) FROM decision WHERE id = ?", id) > 0;
      let oldest = Infinity;
      for (const decision of decisions) {
        if (stands(decision)) continue;
        this.apply(decision);
        oldest = Math.min(oldest, decision.at);
      }
      if (oldest < Infinity) {
        // A journal that could not be written anew has decisions that were forgotten. One that could not be read does not even have the forgetting.
        for (const forgetting of this.forgettings()) if (forgetting.at >= oldest) eraseDecisions(this.db, forgetting);
        this.outdated ||= !decisions.every(stands);
      }
      this.outdated ||= decisions.some((decision) => isShortened(this.db, decision));
      // Ids of another run do not sort with those of this one: what is decided from here on is dated later.
      this.newest = this.db.count("SELECT max(at) + 1 FROM decision");
    });
  }

  private apply(decision: Decision): void {
    const finding = decision.kind === "verdict" || decision.kind === "note" ? decision.finding : null;
    this.db.run(
      "INSERT OR REPLACE INTO decision (id, at, actor, kind, finding_id, payload) VALUES (?, ?, ?, ?, ?, ?)",
      decision.id, decision.at, decision.actor, decision.kind, finding, JSON.stringify(decision),
    );
    switch (decision.kind) {
      case "verdict":
        return applyState(this.db, decision.finding);
      case "read":
        return this.markRead(decision.findings, decision.at);
      case "undo":
        return this.undo(decision.decision, decision.id);
      case "forget":
        this.outdated = true;
        return erase(this.db, decision);
      case "deadLetter":
        return applyLetterDecision(this.db, decision);
      case "note":
      case "restore":
      case "install":
      case "reveal":
        return;
    }
  }

  private markRead(findings: readonly string[], at: number): void {
    for (const id of findings) {
      this.db.run("INSERT OR IGNORE INTO finding_read VALUES (?, ?)", id, at);
      this.db.run("UPDATE finding SET read_at = coalesce(read_at, ?) WHERE id = ?", at, id);
    }
  }

  private undo(id: string, by: string): void {
    this.db.run("UPDATE decision SET undone_by = ? WHERE id = ?", by, id);
    const finding = this.db.get<{ finding_id: string | null }>("SELECT finding_id FROM decision WHERE id = ?", id)?.finding_id;
    if (finding) applyState(this.db, finding);
    undoLetterDecision(this.db, id);
  }

  /**
   * Writes the journal anew where it holds what was forgotten: notes on findings that are gone go from it, too. Does nothing otherwise.
   *
   * @throws what writing files throws; the journal is as it was then, and it is to be tried again
   */
  forgetInJournal(): void {
    if (!this.outdated || !this.mayWrite()) return;
    if (this.journal?.rewrite(this.list(), this.mayWrite) !== false) this.outdated = false;
  }
}

/** Sets a finding's state by the newest verdict that was not undone, and whether it was seen; also for a finding that was found anew. */
export function applyState(db: Database, finding: string): void {
  const verdict = db.get<{ state: FindingState }>(
    `SELECT json_extract(payload, '$.state') AS state FROM decision WHERE finding_id = ? AND kind = 'verdict' AND undone_by IS NULL ORDER BY at DESC, id DESC LIMIT 1`,
    finding,
  );
  db.run("UPDATE finding SET state = ?, read_at = (SELECT at FROM finding_read WHERE finding_id = ?) WHERE id = ?", verdict?.state ?? "open", finding, finding);
}
