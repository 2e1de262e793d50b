import type { Machine } from "../model/machine.js";
import type { EngineStatus } from "../protocol/engine.js";
import { countInState, countOpenFindings } from "../store/queries/findings.js";
import { listSources, readTotals } from "../store/queries/totals.js";
import type { Store } from "../store/store.js";
import type { EngineCost } from "./engineCost.js";
import { budgetNotices, noticeOf, pollingNotices, readingNotices } from "./notices.js";
import type { OwnRules } from "./ownRules.js";
import type { Pipeline } from "./pipeline.js";
import type { ReadingGate } from "./readingGate.js";
import { sourceRow } from "./rows.js";
import type { RulesInForce } from "./rulesInForce.js";

/** Problems of rules that a status tells. */
const RULE_PROBLEMS_TOLD = 500;

export interface StatusParts {
  readonly store: Store;
  readonly pipeline: Pick<Pipeline, "phase" | "progress" | "paces">;
  /** Sources that cannot be watched, by path, with what the system said. */
  readonly polling: ReadonlyMap<string, string>;
  readonly rules: RulesInForce;
  readonly ownRules: OwnRules;
  readonly gate: ReadingGate;
  readonly cost: EngineCost;
  /** Milliseconds since 1970: findings of calls before it are not counted as open. */
  readonly installed: number;
  /** What is to be told besides what the store, the sources and the budget say. */
  readonly notices: EngineStatus["notices"];
  /** Bytes that the store may take. */
  readonly byteBudget: number;
  readonly machine: Machine;
}

/** How the engine is, as it is told to windows and written for scripts. */
export function engineStatus({ store, pipeline, polling, rules, ownRules, gate, cost, installed, notices, byteBudget, machine }: StatusParts): EngineStatus {
  const sources = listSources(store.db).map((source) => sourceRow(source, polling.has(source.path), pipeline.paces.get(source.id)));
  const totals = readTotals(store.db);
  const open = countOpenFindings(store.db, { since: installed, folders: [] });
  const storeBytes = store.db.usedBytes();
  return {
    phase: pipeline.phase,
    sources,
    sessions: totals.sessions,
    toolCalls: totals.toolCalls,
    unscored: totals.toolCalls - totals.scored,
    failed: totals.failed,
    byLevel: totals.byLevel,
    openFindings: open.byLevel,
    unreadCritical: open.unreadCritical,
    suppressed: countInState(store.db, "suppressed"),
    rulesVersion: rules.book.version,
    progress: pipeline.progress,
    notices: [...store.notices.map(noticeOf), ...notices, ...budgetNotices(storeBytes, byteBudget), ...pollingNotices(polling), ...readingNotices(sources)],
    persistent: store.persistent,
    ownRules: {
      paths: [...ownRules.paths],
      problems: rules.book.problems.slice(0, RULE_PROBLEMS_TOLD).map(({ path, line, message }) => ({ path, line, message })),
    },
    kept: { folded: totals.folded, withoutArguments: totals.withoutArguments, masked: totals.masked },
    inspection: store.reinspection.counts(),
    machine,
    readingMode: gate.mode,
    cost: { ...cost.measure(), storeBytes },
  };
}
