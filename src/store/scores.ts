import type { Adjustment, Assessment } from "../model/assessment.js";
import type { ActionTaken, FindingState } from "../model/finding.js";
import type { Outcome } from "../model/outcome.js";
import { type RiskLevel, levelOf } from "../model/risk.js";
import type { FindingPattern } from "../model/suppression.js";
import { PROMPT_TOOL } from "../model/toolKind.js";
import type { ContentHasher } from "./contentHash.js";
import type { Database, Value } from "./database.js";
import type { FindingStates } from "./findingStates.js";
import { keepAbout } from "./forgetDecisions.js";
import { COUNTED_RULES, type Summaries } from "./summaries.js";
import { findingIdOf, fingerprintOf, type Suppressions } from "./suppressions.js";

/** A call that waits to be scored, with what scoring needs to know of its session. */
export interface UnscoredCall {
  /** The row's number. */
  readonly row: number;
  readonly id: string;
  readonly session_id: string;
  readonly tool: string;
  readonly outcome: Outcome;
  readonly arguments: string;
  readonly exit_code: number | null;
  readonly time: number;
  readonly directory: string;
  readonly worktree: string | null;
  readonly project_id: string;
  readonly agent: string;
  /** Level by the score that it has until it is scored again; null for a call that has none. */
  readonly risk_level: RiskLevel | null;
  readonly mitre_techniques: string | null;
  readonly duplicate_of: string | null;
  readonly finding_id: string | null;
  /** Model of its message; null where none is recorded. */
  readonly model: string | null;
  /** Points that its adjustments add, those of users' rules left out: each scoring gives these anew. */
  readonly adjusted: number;
  /** JSON of the rules for which it counts until it is scored again; null where there is none. */
  readonly counted_rules: string | null;
  /** 1 where users' rules held when it was scored before. */
  readonly ruled: number;
  /** JSON of `[kind, place, score, count]` of each observation that has points; null where there is none. */
  readonly observed: string | null;
  /** JSON of `ToolCallRecord.whole`, where the arguments here are only heads. */
  readonly whole: string | null;
}

/** What scoring made of a call, or why it failed at it. */
export interface ScoredCall {
  readonly call: UnscoredCall;
  readonly assessment: Assessment | { readonly error: string };
  /** What users' rules add to it. */
  readonly adjustments?: readonly Adjustment[];
}

interface Place {
  readonly directory: string;
  readonly worktree: string | null;
}

/** Findings are made from medium on: what is below is a mark on the call, nothing to decide. */
const FINDING_FLOOR = 30;
/** A call that is older when it is found is history, in which nobody waited for it. */
const HISTORY_MS = 86_400_000;

const COLUMNS = `tool_call.rowid AS row, tool_call.id, session_id, tool, outcome, arguments, exit_code, time, whole, project_id, agent, risk_level,
  mitre_techniques, duplicate_of, (SELECT finding_id FROM finding_call WHERE tool_call_id = tool_call.id) AS finding_id,
  (SELECT model_id FROM message WHERE message.id = message_id) AS model,
  (SELECT total(score) FROM adjustment WHERE tool_call_id = tool_call.id AND kind <> 'user-rule') AS adjusted,
  EXISTS (SELECT 1 FROM adjustment WHERE tool_call_id = tool_call.id AND kind = 'user-rule') AS ruled, ${COUNTED_RULES} AS counted_rules,
  (SELECT nullif(json_group_array(json_array(observation.kind, place, score, observation.count)), '[]') FROM observation WHERE tool_call_id = tool_call.id AND score >= 30) AS observed`;

/** The enrichment's side of the store: what is unscored, and what scoring made of it. */
export class Scores {
  /** Findings that the batch under way added, and those that were settled or seen and are news again. */
  private added: string[] = [];

  constructor(
    private readonly db: Database,
    private readonly hasher: ContentHasher,
    private readonly summaries: Summaries,
    private readonly states: FindingStates,
    private readonly suppressions: Suppressions,
    private readonly now: () => number,
  ) {}

  /** Unscored calls, newest first. */
  unscored(limit: number): UnscoredCall[] {
    return this.select("tool_call INDEXED BY tool_call_unscored WHERE enriched_at IS NULL ORDER BY time DESC LIMIT ?", limit);
  }

  /** Those of the named calls that are unscored. */
  unscoredOf(ids: readonly string[]): UnscoredCall[] {
    return this.select("tool_call WHERE id IN (SELECT value FROM json_each(?)) AND enriched_at IS NULL", JSON.stringify(ids));
  }

  /** Calls that have a score and all of their arguments, newest first, from below a place in that order. */
  scoredBelow(time: number, row: number, limit: number): UnscoredCall[] {
    return this.select(
      `tool_call INDEXED BY tool_call_by_time WHERE (time, tool_call.rowid) < (?, ?) AND enriched_at IS NOT NULL AND arguments_folded_at IS NULL
       ORDER BY time DESC, tool_call.rowid DESC LIMIT ?`,
      time, row, limit,
    );
  }

  /** One call, scored or not; undefined for an id that is not known. */
  call(id: string): UnscoredCall | undefined {
    return this.select("tool_call WHERE tool_call.id = ?", id)[0];
  }

  /** Points that each of the person's rules added to a call. */
  ruleAdditions(id: string): Map<string, number> {
    const rows = this.db.all<{ rule: string; score: number }>("SELECT rule, score FROM adjustment WHERE tool_call_id = ? AND kind = 'user-rule'", id);
    return new Map(rows.map(({ rule, score }) => [rule, score]));
  }

  countUnscored(): number {
    return this.db.count("SELECT count(*) FROM tool_call WHERE enriched_at IS NULL");
  }

  /** How many calls can be scored again. */
  countScored(): number {
    const stripped = "FROM tool_call INDEXED BY tool_call_without_arguments WHERE arguments_folded_at IS NOT NULL AND enriched_at IS NOT NULL";
    return this.db.count("SELECT count(*) FROM tool_call") - this.countUnscored() - this.db.count(`SELECT count(*) ${stripped}`);
  }

  /**
   * Stores assessments (or the errors of those that failed) of one batch, and the findings that follow from them.
   *
   * @param alongside done in the same transaction
   * @returns ids of the findings that are new, or that a newer call makes news again
   */
  write(batch: readonly ScoredCall[], rulesVersion: string, alongside: () => void = () => undefined): string[] {
    this.summaries.discard();
    this.added = [];
    this.db.transaction(() => {
      const touched = new Set<string>();
      const harmless: number[] = [];
      for (const { call, assessment, adjustments = [] } of batch) {
        if ("error" in assessment) this.writeFailure(call, assessment.error, rulesVersion);
        else if (adjustments.length === 0 && isHarmless(call, assessment)) {
          harmless.push(call.row);
          this.recount(call, "none");
          this.recountRules(call, []);
        } else {
          this.writeAdjustments(call, adjustments);
          this.writeAssessment(call, assessment, adjustments, rulesVersion, touched);
          this.recountRules(call, [...assessment.reasons, ...adjustments].map(({ rule }) => rule));
        }
      }
      this.writeHarmless(harmless, rulesVersion);
      // Once a finding and batch: settling looks at all of its calls.
      for (const finding of touched) this.settle(finding);
      this.summaries.flush();
      alongside();
    });
    return this.added;
  }

  private select(from: string, ...values: Value[]): UnscoredCall[] {
    const places = new Map<string, Place>();
    const placeOf = (sessionId: string): Place => {
      let place = places.get(sessionId);
      if (!place) {
        place = this.db.get<Place>("SELECT directory, worktree FROM session LEFT JOIN project ON project.id = project_id WHERE session.id = ?", sessionId) ?? { directory: "", worktree: null };
        places.set(sessionId, place);
      }
      return place;
    };
    return this.db.all<UnscoredCall>(`SELECT ${COLUMNS} FROM ${from}`, ...values).map((call) => ({ ...call, ...placeOf(call.session_id) }));
  }

  private writeFailure(call: UnscoredCall, error: string, rulesVersion: string): void {
    this.db.run("UPDATE tool_call SET enrich_error = ?, rules_version = ?, enriched_at = ? WHERE rowid = ?", error, rulesVersion, this.now(), call.row);
  }

  /** Most calls, and all alike: one statement for the batch. */
  private writeHarmless(rows: readonly number[], rulesVersion: string): void {
    if (rows.length === 0) return;
    this.db.run(
      `UPDATE tool_call SET base_score = 0, risk_score = 0, risk_level = 'none', risk_reason = NULL, mitre_techniques = NULL, normalised = NULL,
         target = NULL, rules_version = ?, enriched_at = ?, enrich_error = NULL WHERE rowid IN (SELECT value FROM json_each(?))`,
      rulesVersion, this.now(), JSON.stringify(rows),
    );
  }

  private writeAdjustments(call: UnscoredCall, adjustments: readonly Adjustment[]): void {
    if (call.ruled === 1) this.db.run("DELETE FROM adjustment WHERE tool_call_id = ? AND kind = 'user-rule'", call.id);
    for (const { kind, rule, score, shown, args } of adjustments) {
      this.db.run("INSERT INTO adjustment (tool_call_id, kind, rule, score, reason) VALUES (?, ?, ?, ?, ?)", call.id, kind, rule, score, JSON.stringify({ shown, ...args }));
    }
  }

  private writeAssessment(call: UnscoredCall, assessment: Assessment, adjustments: readonly Adjustment[], rulesVersion: string, touched: Set<string>): void {
    const added = adjustments.reduce((sum, adjustment) => sum + adjustment.score, call.adjusted);
    const score = Math.min(100, Math.max(0, assessment.score + added));
    const level = levelOf(score);
    const { reasons, techniques } = assessment;
    this.db.run(
      `UPDATE tool_call SET base_score = ?, risk_score = ?, risk_level = ?, risk_reason = ?, mitre_techniques = ?, normalised = ?, target = ?,
         rules_version = ?, enriched_at = ?, enrich_error = NULL WHERE rowid = ?`,
      assessment.score, score, level, reasons.length === 0 ? null : JSON.stringify(reasons), techniques.length === 0 ? null : JSON.stringify(techniques),
      reasons.length === 0 ? null : assessment.normalised, assessment.target, rulesVersion, this.now(), call.row,
    );
    this.recount(call, level);
    this.writeTechniques(call, techniques, score);
    this.link(call, assessment, score, touched);
  }

  private recount(call: UnscoredCall, level: RiskLevel): void {
    if (call.duplicate_of !== null || call.risk_level === level) return;
    if (call.tool === PROMPT_TOOL) return this.summaries.touch(call.session_id);
    const counted = { time: call.time, sessionId: call.session_id, projectId: call.project_id, agent: call.agent, tool: call.tool };
    this.summaries.add({ ...counted, level: call.risk_level ?? "unscored" }, -1);
    this.summaries.add({ ...counted, level }, 1);
  }

  private recountRules(call: UnscoredCall, rules: readonly string[]): void {
    if (call.duplicate_of !== null) return;
    if (call.counted_rules !== null) this.summaries.addRules(call.session_id, JSON.parse(call.counted_rules) as string[], -1);
    if (rules.length > 0) this.summaries.addRules(call.session_id, new Set(rules), 1);
  }

  private writeTechniques(call: UnscoredCall, techniques: readonly string[], score: number): void {
    if (call.mitre_techniques !== null) this.db.run("DELETE FROM technique WHERE tool_call_id = ?", call.id);
    if (call.duplicate_of !== null) return;
    for (const technique of techniques) this.db.run("INSERT OR IGNORE INTO technique VALUES (?, ?, ?, ?)", technique, score, call.time, call.id);
  }

  /** Puts the call under the finding of its worst reason, and takes it from the one under which it stood before. */
  private link(call: UnscoredCall, assessment: Assessment, score: number, touched: Set<string>): void {
    const before = call.finding_id;
    const worst = assessment.reasons[0];
    if (before === null && (!worst || score < FINDING_FLOOR)) return;
    const copy = call.duplicate_of !== null;
    const pattern = worst ? { rule: worst.rule, normalised: assessment.normalised, target: assessment.target ?? "" } : null;
    const fingerprint = pattern ? fingerprintOf(this.hasher, pattern) : "";
    const finding = pattern && score >= FINDING_FLOOR && !copy ? findingIdOf(this.hasher, call.session_id, fingerprint) : undefined;
    if (before !== null && before !== finding) {
      this.db.run("DELETE FROM finding_call WHERE tool_call_id = ?", call.id);
      this.db.run("DELETE FROM settled_call WHERE row = ?", call.row);
      touched.add(before);
    }
    if (finding === undefined || !pattern) return;
    if (before !== finding) this.db.run("INSERT OR IGNORE INTO finding_call VALUES (?, ?)", call.id, finding);
    if (!touched.has(finding)) this.addFinding(finding, pattern, fingerprint, call, score);
    touched.add(finding);
  }

  /** What was decided of it before, in an index that was there before, holds once it is settled. */
  private addFinding(id: string, pattern: FindingPattern, fingerprint: string, call: UnscoredCall, score: number): void {
    const now = this.now();
    const added = this.db.change(
      `INSERT INTO finding (id, kind, rule, fingerprint, session_id, score, level, action_taken, state, time, detected_at)
       VALUES (?, 'rule', ?, ?, ?, ?, ?, ?, 'open', ?, ?) ON CONFLICT (id) DO NOTHING`,
      id, pattern.rule, fingerprint, call.session_id, score, levelOf(score), actionOf(call.outcome), call.time, now - call.time < HISTORY_MS ? now : null,
    );
    if (added === 0) return;
    for (const former of [...this.suppressions.formerIdsOf(call.session_id, pattern), ...this.idsOfCopies(call.id, fingerprint)]) {
      if (former !== id) this.db.run("INSERT OR IGNORE INTO finding_former VALUES (?, ?)", id, former);
    }
    this.added.push(id);
  }

  /** Where a fork was read before what it copied, decisions name the finding in the fork's session. */
  private idsOfCopies(callId: string, fingerprint: string): string[] {
    const sessions = this.db.all<{ session: string }>("SELECT DISTINCT session_id AS session FROM tool_call INDEXED BY tool_call_copies WHERE duplicate_of = ?", callId);
    return sessions.map(({ session }) => findingIdOf(this.hasher, session, fingerprint));
  }

  /** A finding is as bad as its worst call and as new as its newest; one without calls ends. */
  private settle(finding: string): void {
    const calls = this.db.get<{ score: number | null; time: number; allowed: number; waiting: number; before: number }>(
      `SELECT max(risk_score) AS score, max(time) AS time, sum(outcome NOT IN ('denied', 'rejected', 'blocked')) AS allowed, sum(risk_score IS NULL) AS waiting,
         (SELECT score FROM finding WHERE finding.id = ?1) AS before
       FROM finding_call JOIN tool_call ON tool_call.id = tool_call_id WHERE finding_id = ?1`,
      finding,
    );
    if (!calls || (calls.score === null && calls.waiting === 0) || calls.waiting === null) {
      keepAbout(this.db, finding);
      this.db.run("DELETE FROM finding WHERE id = ?", finding);
      this.db.run("DELETE FROM finding_former WHERE finding_id = ?", finding);
      return;
    }
    // A call that waits to be scored again may be the worst of them: until then the finding is as bad as it was.
    const score = Math.max(calls.score ?? 0, calls.waiting > 0 ? calls.before : 0);
    const level: RiskLevel = levelOf(score);
    const action: ActionTaken = calls.allowed > 0 ? "allowed" : "blocked";
    this.db.run("UPDATE finding SET score = ?, level = ?, time = ?, action_taken = ? WHERE id = ?", score, level, calls.time, action, finding);
    const before = this.standingOf(finding);
    this.states.refresh(finding);
    const after = this.standingOf(finding);
    const isNews = after.state === "open" && after.read_at === null;
    if (isNews && (before.state !== "open" || before.read_at !== null)) this.added.push(finding);
  }

  private standingOf(finding: string): { readonly state: FindingState; readonly read_at: number | null } {
    return this.db.get("SELECT state, read_at FROM finding WHERE id = ?", finding)!;
  }
}

/** Nothing speaks against the call, nothing else raises its score, and nothing of an older score has to be taken back. */
function isHarmless(call: UnscoredCall, assessment: Assessment): boolean {
  return assessment.score === 0 && assessment.reasons.length === 0 && call.adjusted === 0 && call.ruled === 0 && call.finding_id === null && call.mitre_techniques === null;
}

function actionOf(outcome: Outcome): ActionTaken {
  return outcome === "denied" || outcome === "rejected" || outcome === "blocked" ? "blocked" : "allowed";
}
