import { type FindingState, isSettled, SETTLED_STATES } from "../model/finding.js";
import type { SuppressionScope } from "../model/suppression.js";
import type { Database, Value } from "./database.js";
import { coverOf, type Decided, earliest, scopedFindings } from "./suppressionCover.js";

interface StoredState {
  readonly state: FindingState;
  readonly fingerprint: string;
  readonly level: string;
  readonly session_id: string;
  /** When its newest call was made. */
  readonly time: number;
}

interface State {
  readonly state: FindingState;
  /** When it is to be looked at again, in milliseconds since 1970; null where nothing of it expires. */
  readonly until: number | null;
  /** Calls that are suppressed one by one, where the finding as a whole is not. */
  readonly calls: readonly string[];
  /** When the first call was made that is newer than what was resolved, in milliseconds since 1970: who had seen it before has not seen that. Null where there is none. */
  readonly again: number | null;
}

const ROWS = "SELECT tool_call.rowid FROM finding_call CROSS JOIN tool_call ON tool_call.id = finding_call.tool_call_id WHERE finding_id = ?";
/** The ids under which decisions may name a finding. */
const NAMES = "(SELECT ?1 UNION ALL SELECT former FROM finding_former WHERE finding_id = ?1)";

/** The state of each finding: a function of its decisions, its calls and the clock (docs/triage.md), and the calls that lists leave out for it. */
export class FindingStates {
  constructor(
    private readonly db: Database,
    /** Milliseconds since 1970. */
    private readonly now: () => number,
  ) {}

  /** Computes a finding's state anew; nothing for one that is not there. */
  refresh(id: string): void {
    const stored = this.db.get<StoredState>("SELECT state, fingerprint, level, session_id, time FROM finding WHERE id = ?", id);
    if (!stored) return;
    const { state, until, calls, again } = this.stateOf(id, stored);
    this.db.run(
      `UPDATE finding SET state = ?2, state_until = ?3, read_at = (SELECT min(at) FROM finding_read WHERE finding_id IN ${NAMES} AND (?4 IS NULL OR seen_until >= ?4)) WHERE id = ?1`,
      id, state, until, again,
    );
    const mayBeLeftOut = !isSettled(state) && this.db.count("SELECT EXISTS (SELECT 1 FROM settled_call)") > 0;
    if (mayBeLeftOut) this.db.run(`DELETE FROM settled_call WHERE row IN (${ROWS})`, id);
    if (isSettled(state)) this.db.run(`INSERT OR IGNORE INTO settled_call ${ROWS}`, id);
    else if (calls.length > 0) this.db.run(`INSERT OR IGNORE INTO settled_call ${ROWS} AND tool_call.id IN (SELECT value FROM json_each(?))`, id, JSON.stringify(calls));
  }

  /** Computes the states anew of whatever a decision on this finding is about: it may be known under another id by now. */
  refreshNamed(id: string): void {
    this.refresh(id);
    for (const { finding } of this.db.all<{ finding: string }>("SELECT finding_id AS finding FROM finding_former WHERE former = ?", id)) this.refresh(finding);
  }

  /** Of the findings that have one of these fingerprints, within a scope. */
  refreshCovered(prints: readonly string[], scope: SuppressionScope): void {
    const { from, condition, values } = scopedFindings(scope);
    this.refreshAll(`SELECT finding.id FROM ${from} WHERE ${condition} AND finding.fingerprint IN (SELECT value FROM json_each(?))`, ...values, JSON.stringify(prints));
  }

  /** Of a session that is in another place now. */
  refreshSession(sessionId: string): void {
    this.refreshAll("SELECT id FROM finding WHERE session_id = ? AND fingerprint IN (SELECT print FROM suppression_print)", sessionId);
  }

  /** Computes the states anew that rest on what has expired. @returns the sessions of these findings */
  expire(): ReadonlySet<string> {
    const due = this.db.all<{ id: string; session: string }>("SELECT id, session_id AS session FROM finding INDEXED BY finding_by_expiry WHERE state_until <= ?", this.now());
    for (const { id } of due) this.refresh(id);
    return new Set(due.map(({ session }) => session));
  }

  /** Everything that suppressions and settled states have to do with, after the index was opened or replaced: rows may have other numbers then. */
  rebuild(): void {
    this.db.run("DELETE FROM settled_call");
    const settled = SETTLED_STATES.map((state) => `'${state}'`).join(", ");
    this.refreshAll(`SELECT id FROM finding WHERE state IN (${settled}) UNION SELECT id FROM finding WHERE fingerprint IN (SELECT print FROM suppression_print)`);
    this.expire();
  }

  private refreshAll(sql: string, ...values: Value[]): void {
    for (const { id } of this.db.all<{ id: string }>(sql, ...values)) this.refresh(id);
  }

  private stateOf(id: string, finding: StoredState): State {
    const now = this.now();
    const verdict = this.db.get<Decided & { state: FindingState; newest: number; expires: number | null }>(
      `SELECT at, id, payload ->> '$.state' AS state, coalesce(payload ->> '$.about.newest', at) AS newest, payload ->> '$.expires' AS expires FROM decision INDEXED BY decision_by_finding
       WHERE finding_id IN ${NAMES} AND kind = 'verdict' AND undone_by IS NULL ORDER BY at DESC, id DESC LIMIT 1`,
      id,
    );
    const again = verdict?.state === "resolved" && finding.time > verdict.newest ? this.firstCallAfter(id, verdict.newest) : null;
    const lapsed = !verdict || (verdict.expires !== null && verdict.expires <= now) || again !== null;
    if (!lapsed && isSettled(verdict.state)) return { state: verdict.state, until: verdict.expires, calls: [], again };
    const standing = lapsed ? null : verdict;
    // Who keeps a finding listed speaks against the suppressions that there were then, and not against one that is made of it later.
    const cover = coverOf(this.db, { id, ...finding }, now, standing);
    const until = earliest([cover.until, standing?.expires ?? null]);
    return cover.isWhole ? { state: "suppressed", until, calls: [], again } : { state: standing?.state ?? "open", until, calls: cover.calls, again };
  }

  private firstCallAfter(id: string, time: number): number {
    return this.db.count("SELECT min(time) FROM finding_call CROSS JOIN tool_call ON tool_call.id = finding_call.tool_call_id WHERE finding_id = ? AND time > ?", id, time);
  }
}
