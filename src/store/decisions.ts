import { type Decision, type Forgetting, type NewDecision, UNDOABLE } from "../model/decision.js";
import type { Database } from "./database.js";
import { followLetterDecision } from "./deadLetters.js";
import { decisionFrom, isUnderstood, NEWER } from "./decisionRecord.js";
import { aboutOf, seenFindings } from "./decisionSubject.js";
import type { FindingStates } from "./findingStates.js";
import { erase, extentOf } from "./forget.js";
import { eraseDecisions, isShortened } from "./forgetDecisions.js";
import type { Journal } from "./journal.js";
import { appendTo } from "./journalFault.js";
import { OrderedIds } from "./orderedId.js";
import { Standing } from "./standing.js";
import type { Suppressions } from "./suppressions.js";

/**
 * What people decided. A decision is in the journal, on the disk, before anything shows it as done; the tables here are
 * the journal replayed, so an index that is built anew has them all.
 */
export class Decisions {
  private readonly ids = new OrderedIds();
  private readonly standing: Standing;
  /** Later decisions are never dated before earlier ones, whatever the clock does: the newest verdict is the one that holds. */
  private newest = 0;
  private outdated = false;
  private isReplaying = false;
  /** Ids of what the journal lacks and is not to get again: a newer version may have had it forgotten. */
  private withheld: ReadonlySet<string> = new Set();

  constructor(
    private readonly db: Database,
    private readonly states: FindingStates,
    private readonly suppressions: Suppressions,
    private readonly journal: Journal | null,
    private readonly actor: string,
    private readonly now: () => number,
    /** False once another engine has taken over: its journal is not ours to write. */
    private readonly mayWrite: () => boolean,
  ) {
    this.standing = new Standing(db, (decision, stands) => this.takeEffect(decision, stands));
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

  /** Records decisions, as one act where they are several, and applies them. @throws what writing the journal throws, or where another engine has taken over; nothing is applied then */
  record(decisions: readonly NewDecision[]): Decision[] {
    if (!this.mayWrite()) throw new Error("Another engine has taken the store over.");
    const at = Math.max(this.now(), this.newest);
    const act = decisions.length > 1 ? { act: this.ids.next(at) } : {};
    const installed = this.installedAt();
    const complete = decisions.map((decision) => this.complete(decision, at, act, installed));
    appendTo(this.journal, complete);
    this.newest = at;
    this.db.transaction(() => complete.forEach((decision) => this.apply(decision)));
    return complete;
  }

  /**
   * Takes back a decision, or all of an act.
   *
   * @returns how many were taken back; 0 where nothing of it stands that could be
   * @throws as `record`
   */
  undo(decisionOrAct: string): number {
    const kinds = JSON.stringify(UNDOABLE);
    const standing = "undone_by IS NULL AND kind IN (SELECT value FROM json_each(?2))";
    const ids = this.db.all<{ id: string }>(`SELECT id FROM decision WHERE id = ?1 AND ${standing} UNION SELECT id FROM decision WHERE act = ?1 AND ${standing}`, decisionOrAct, kinds);
    if (ids.length > 0) this.record(ids.map(({ id }) => ({ kind: "undo", decision: id })));
    return ids.length;
  }

  private complete(decision: NewDecision, at: number, act: { readonly act?: string }, installed: number): Decision {
    const head = { id: this.ids.next(at), at, actor: this.actor, ...act };
    if (decision.kind === "forget") return { ...head, ...decision, extent: extentOf(this.db, decision.scope, this.now()) };
    if (decision.kind === "read") return { ...head, ...decision, ...seenFindings(this.db, decision.findings, installed) };
    const about = aboutOf(this.db, decision, installed);
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
    appendTo(this.journal, added);
    replace();
    this.replay([...ours, ...added].sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1)));
  }

  /**
   * When Spotter was installed, in milliseconds since 1970: the first start that asks makes it now.
   *
   * @throws what writing the journal throws
   */
  installed(): number {
    const first = this.installedAt();
    return first > 0 ? first : this.record([{ kind: "install" }])[0]!.at;
  }

  private installedAt(): number {
    return this.db.count("SELECT min(at) FROM decision WHERE kind = 'install'");
  }

  /** All decisions that are in the store, oldest first. */
  list(): Decision[] {
    return this.db.all<{ payload: string }>("SELECT payload FROM decision ORDER BY at, id").map((row) => JSON.parse(row.payload) as Decision);
  }

  /** All decisions that are in the store, oldest first; what is none is left out. */
  private readable(): Decision[] {
    return this.db.all<{ payload: string }>("SELECT payload FROM decision ORDER BY at, id").flatMap(({ payload }) => decisionFrom(payload, true) ?? []);
  }

  /** What a newer version had decided, once this one is as new. */
  private understoodByNow(): Decision[] {
    return this.db.all<{ payload: string }>("SELECT payload FROM decision INDEXED BY decision_by_kind WHERE kind = ?", NEWER).map(({ payload }) => JSON.parse(payload) as Decision).filter(isUnderstood);
  }

  private forgettings(): Forgetting[] {
    return this.db.all<{ payload: string }>("SELECT payload FROM decision WHERE kind = 'forget'").map(({ payload }) => JSON.parse(payload) as Forgetting);
  }

  private replay(decisions: readonly Decision[]): void {
    this.db.transaction(() => {
      const isThere = ({ id }: Decision): boolean => this.db.count("SELECT count(*) FROM decision WHERE id = ?", id) > 0;
      let oldest = Infinity;
      this.isReplaying = true;
      try {
        for (const decision of [...decisions.filter((decision) => !isThere(decision)), ...this.understoodByNow()]) {
          this.apply(decision);
          oldest = Math.min(oldest, decision.at);
        }
      } finally {
        this.isReplaying = false;
      }
      if (oldest < Infinity) {
        // A journal that could not be written anew has decisions that were forgotten. One that could not be read does not even have the forgetting.
        for (const forgetting of this.forgettings()) if (forgetting.at >= oldest) eraseDecisions(this.db, forgetting);
        this.outdated ||= !decisions.every(isThere);
      }
      this.outdated ||= decisions.some((decision) => isShortened(this.db, decision));
      // Ids of another run do not sort with those of this one: what is decided from here on is dated later.
      this.newest = this.db.count("SELECT max(at) + 1 FROM decision");
      this.suppressions.rebuild();
    });
  }

  /**
   * Writes into the journal again what the index holds and it has lost: its file was removed, cut short or damaged. What the index holds was confirmed once, and
   * what was forgotten went from it by the replay at the latest, but for what a newer version forgot in a way that this one cannot replay: nothing is written then.
   *
   * @returns how many decisions that were, and how many it would have been
   * @throws what writing the journal throws; it is as it was then
   */
  heal(): { readonly healed: number; readonly withheld: number } {
    if (!this.journal || !this.mayWrite()) return { healed: 0, withheld: 0 };
    const kept = new Set(this.journal.opening.decisions.map(({ id }) => id));
    const isLacking = this.db.all<{ id: string }>("SELECT id FROM decision INDEXED BY decision_by_time").some(({ id }) => !kept.has(id));
    // One that is none would make the whole line one that is damaged.
    const lacking = isLacking ? this.readable().filter(({ id }) => !kept.has(id)) : [];
    if (this.isForgottenByNewer()) {
      this.withheld = new Set(lacking.map(({ id }) => id));
      return { healed: 0, withheld: lacking.length };
    }
    if (lacking.length > 0) this.journal.append(lacking);
    return { healed: lacking.length, withheld: 0 };
  }

  private isForgottenByNewer(): boolean {
    return this.db.count("SELECT count(*) FROM decision INDEXED BY decision_by_kind WHERE kind = ? AND payload ->> '$.kind' = 'forget'", NEWER) > 0;
  }

  /** Damaged lines of the journal of which it is not known that their decisions are held. To be asked after healing. */
  lostLines(): number {
    return this.journal && this.journal.opening.damagedLines.length > 0 ? this.journal.lostLines(this.list()) : 0;
  }

  private apply(decision: Decision): void {
    const finding = decision.kind === "verdict" || decision.kind === "note" ? decision.finding : null;
    const isKnown = isUnderstood(decision);
    this.db.run(
      "INSERT OR REPLACE INTO decision (id, at, actor, kind, finding_id, payload, undoes, act) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      decision.id, decision.at, decision.actor, isKnown ? decision.kind : NEWER, isKnown ? finding : null, JSON.stringify(decision),
      isKnown && decision.kind === "undo" ? decision.decision : null, decision.act ?? null,
    );
    if (!isKnown) return;
    switch (decision.kind) {
      case "read":
        return this.markRead(decision);
      case "forget":
        this.outdated = true;
        erase(this.db, decision);
        if (!this.isReplaying) this.suppressions.rebuild();
        return;
      default:
        return this.standing.added(decision);
    }
  }

  /** A decision stands from now on, or does not any more. */
  private takeEffect(decision: Decision, stands: boolean): void {
    switch (decision.kind) {
      case "verdict":
        return this.states.refreshNamed(decision.finding);
      case "suppress":
      case "team":
        // After a replay all of them are made anew.
        if (!this.isReplaying) this.suppressions.follow(decision, stands);
        return;
      case "deadLetter":
        return followLetterDecision(this.db, decision);
      default:
        return;
    }
  }

  private markRead({ at, findings, levels, detected, newest }: Extract<Decision, { kind: "read" }>): void {
    findings.forEach((id, index) => {
      this.db.run(
        `INSERT INTO finding_read (finding_id, at, detected_at, level, seen_until) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (finding_id) DO UPDATE SET at = min(at, excluded.at), detected_at = iif(excluded.at < at, excluded.detected_at, detected_at),
           level = iif(excluded.at < at, excluded.level, level), seen_until = max(seen_until, excluded.seen_until)`,
        id, at, detected?.[index] ?? null, levels?.[index] ?? null, newest?.[index] ?? at,
      );
      this.states.refreshNamed(id);
    });
  }

  /**
   * Writes the journal anew where it holds what was forgotten: notes on findings that are gone go from it, too. Does nothing otherwise.
   *
   * @throws what writing files throws; the journal is as it was then, and it is to be tried again
   */
  forgetInJournal(): void {
    if (!this.outdated || !this.mayWrite()) return;
    if (this.journal?.rewrite(this.list().filter(({ id }) => !this.withheld.has(id)), this.mayWrite) !== false) this.outdated = false;
  }
}
