import type { Assessment } from "../model/assessment.js";
import { type RiskLevel, levelOf } from "../model/risk.js";
import type { ActionTaken } from "../model/finding.js";
import type { Outcome } from "../model/outcome.js";
import type { ContentHasher } from "./contentHash.js";
import type { Database } from "./database.js";
import { applyState } from "./decisions.js";
import type { Summaries } from "./summaries.js";

/** A call that waits to be scored, with what scoring needs to know of its session. */
export interface UnscoredCall {
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
  readonly duplicate_of: string | null;
  readonly finding_id: string | null;
  /** JSON of `ToolCallRecord.whole`, where the arguments here are only heads. */
  readonly whole: string | null;
}

/** Findings are made from medium on: what is below is a mark on the call, nothing to decide. */
const FINDING_FLOOR = 30;

/** The enrichment's side of the store: what is unscored, and what scoring made of it. */
export class Scores {
  constructor(
    private readonly db: Database,
    private readonly hasher: ContentHasher,
    private readonly summaries: Summaries,
    private readonly now: () => number,
  ) {}

  /** Unscored calls, newest first. */
  unscored(limit: number): UnscoredCall[] {
    return this.db.all<UnscoredCall>(
      `SELECT tool_call.id, session_id, tool, outcome, arguments, exit_code, time, session.directory, worktree,
         whole, tool_call.project_id, tool_call.agent, risk_level, duplicate_of,
         (SELECT finding_id FROM finding_call WHERE tool_call_id = tool_call.id) AS finding_id
       FROM (SELECT * FROM tool_call INDEXED BY tool_call_unscored WHERE enriched_at IS NULL ORDER BY time DESC LIMIT ?) AS tool_call
       JOIN session ON session.id = session_id LEFT JOIN project ON project.id = session.project_id`,
      limit,
    );
  }

  countUnscored(): number {
    return this.db.count("SELECT count(*) FROM tool_call WHERE enriched_at IS NULL");
  }

  /** Stores assessments (or the errors of those that failed) of one batch, and the findings that follow from them. */
  write(batch: ReadonlyArray<{ call: UnscoredCall; assessment: Assessment | { error: string } }>, rulesVersion: string): void {
    this.summaries.discard();
    this.db.transaction(() => {
      const touched = new Set<string>();
      for (const { call, assessment } of batch) {
        if ("error" in assessment) this.writeFailure(call, assessment.error, rulesVersion);
        else this.writeAssessment(call, assessment, rulesVersion, touched);
      }
      // Once a finding and batch: settling looks at all of its calls.
      for (const finding of touched) this.settle(finding);
      this.summaries.flush();
    });
  }

  private writeFailure(call: UnscoredCall, error: string, rulesVersion: string): void {
    this.db.run("UPDATE tool_call SET enrich_error = ?, rules_version = ?, enriched_at = ? WHERE id = ?", error, rulesVersion, this.now(), call.id);
  }

  private writeAssessment(call: UnscoredCall, assessment: Assessment, rulesVersion: string, touched: Set<string>): void {
    const adjustment = this.db.count("SELECT sum(score) FROM adjustment WHERE tool_call_id = ?", call.id);
    const score = Math.min(100, Math.max(0, assessment.score + adjustment));
    this.db.run(
      `UPDATE tool_call SET base_score = ?, risk_score = ?, risk_level = ?, risk_reason = ?, mitre_techniques = ?, normalised = ?, target = ?,
         rules_version = ?, enriched_at = ?, enrich_error = NULL WHERE id = ?`,
      assessment.score, score, levelOf(score), JSON.stringify(assessment.reasons), JSON.stringify(assessment.techniques),
      assessment.normalised, assessment.target, rulesVersion, this.now(), call.id,
    );
    this.recount(call, levelOf(score));
    this.writeTechniques(call.id, assessment.techniques);
    this.link(call, assessment, score, touched);
  }

  private recount(call: UnscoredCall, level: RiskLevel): void {
    if (call.duplicate_of !== null || call.risk_level === level) return;
    const key = { time: call.time, projectId: call.project_id, agent: call.agent, tool: call.tool };
    this.summaries.add({ ...key, level: call.risk_level ?? "unscored" }, -1);
    this.summaries.add({ ...key, level }, 1);
  }

  private writeTechniques(id: string, techniques: readonly string[]): void {
    this.db.run("DELETE FROM technique WHERE tool_call_id = ?", id);
    for (const technique of techniques) this.db.run("INSERT OR IGNORE INTO technique VALUES (?, ?)", technique, id);
  }

  /** Puts the call under the finding of its worst reason, and takes it from the one under which it stood before. */
  private link(call: UnscoredCall, assessment: Assessment, score: number, touched: Set<string>): void {
    const before = call.finding_id;
    const worst = assessment.reasons[0];
    const copy = call.duplicate_of !== null;
    const fingerprint = worst ? this.hasher.of(worst.rule, assessment.normalised, assessment.target ?? "") : "";
    const finding = worst && score >= FINDING_FLOOR && !copy ? this.hasher.of("rule", call.session_id, fingerprint).slice(0, 20) : undefined;
    if (before !== null && before !== finding) {
      this.db.run("DELETE FROM finding_call WHERE tool_call_id = ?", call.id);
      touched.add(before);
    }
    if (finding === undefined) return;
    this.db.run("INSERT OR IGNORE INTO finding_call VALUES (?, ?)", call.id, finding);
    const added = this.db.change(
      `INSERT INTO finding (id, kind, rule, fingerprint, session_id, score, level, action_taken, state, time)
       VALUES (?, 'rule', ?, ?, ?, ?, ?, ?, 'open', ?) ON CONFLICT (id) DO NOTHING`,
      finding, worst!.rule, fingerprint, call.session_id, score, levelOf(score), actionOf(call.outcome), call.time,
    );
    // Found anew, in an index that was rebuilt: what was decided of it before still holds.
    if (added > 0) applyState(this.db, finding);
    touched.add(finding);
  }

  /** A finding is as bad as its worst call and as new as its newest; one without calls ends. */
  private settle(finding: string): void {
    const calls = this.db.get<{ score: number | null; time: number; allowed: number }>(
      `SELECT max(risk_score) AS score, max(time) AS time, sum(outcome NOT IN ('denied', 'rejected', 'blocked')) AS allowed
       FROM finding_call JOIN tool_call ON tool_call.id = tool_call_id WHERE finding_id = ?`,
      finding,
    );
    if (!calls || calls.score === null) {
      this.db.run("DELETE FROM finding WHERE id = ?", finding);
      return;
    }
    const level: RiskLevel = levelOf(calls.score);
    const action: ActionTaken = calls.allowed > 0 ? "allowed" : "blocked";
    this.db.run("UPDATE finding SET score = ?, level = ?, time = ?, action_taken = ? WHERE id = ?", calls.score, level, calls.time, action, finding);
  }

  /** Marks every call for scoring; scores stay until the new ones are there. Gives how many there are. */
  invalidate(): number {
    return this.db.change("UPDATE tool_call SET enriched_at = NULL");
  }

  /** Takes back what `invalidate` marked and nobody scored: those calls keep the score that they had. */
  keepOldScores(): void {
    this.db.run("UPDATE tool_call SET enriched_at = ? WHERE enriched_at IS NULL AND base_score IS NOT NULL", this.now());
  }

  /** Marks the calls that other rules scored, or that could not be scored. */
  invalidateOtherRules(rulesVersion: string): number {
    return this.db.change("UPDATE tool_call SET enriched_at = NULL WHERE enriched_at IS NOT NULL AND rules_version IS NOT ?", rulesVersion);
  }
}

function actionOf(outcome: Outcome): ActionTaken {
  return outcome === "denied" || outcome === "rejected" || outcome === "blocked" ? "blocked" : "allowed";
}
