import type { EngineStatus } from "../../protocol/engine.js";
import type { ProblemNode, Severity } from "./nodes.js";

/** What keeps the engine from seeing or keeping everything, and what else a person has to know. */
export function problemsOf(status: EngineStatus): ProblemNode[] {
  const bySource = status.sources.flatMap((source): ProblemNode[] => {
    if (!source.problem) return [];
    const severity = source.problem.reason === "not-found" || source.problem.reason === "empty" ? "warning" : "error";
    return [{ kind: "problem", id: `source:${source.path}`, severity, message: source.problem.message, source }];
  });
  const notices = status.notices.map((notice): ProblemNode => ({ kind: "problem", id: `notice:${notice.id}`, severity: notice.severity, message: notice.message, source: null }));
  return [...bySource, ...notices];
}

/** How much could not be read or done; null where everything was. */
export interface CoverageGaps {
  readonly problems: number;
  readonly deadLetters: number;
  readonly worst: Severity;
}

export function coverageGaps(status: EngineStatus): CoverageGaps | null {
  const problems = problemsOf(status);
  const deadLetters = status.sources.reduce((sum, source) => sum + source.deadLetters, 0);
  if (problems.length === 0 && deadLetters === 0) return null;
  const severities = problems.map(({ severity }) => severity);
  const worst = severities.includes("error") ? "error" : deadLetters > 0 || severities.includes("warning") ? "warning" : "info";
  return { problems: problems.length, deadLetters, worst };
}
