/** Why a rule cannot be used: a closed set, so that a view or a script can tell the cases apart. */
export const RULE_PROBLEMS = [
  "too-large", "not-yaml", "missing", "malformed", "logsource", "unknown-field", "unknown-modifier", "misused-modifier", "regular-expression", "condition", "missing-selection", "duplicate-id", "unsupported", "unreadable",
] as const;
export type RuleProblemKind = (typeof RULE_PROBLEMS)[number];

/** What is wrong with a rule, and where: `line` counts from 1. The message is one line of plain text. */
export interface RuleProblem {
  readonly kind: RuleProblemKind;
  readonly line: number;
  readonly message: string;
}

/** Carries a problem out of the depth of a rule; `parseRules` catches it, so that it never leaves this folder. */
export class RuleFault extends Error {
  override readonly name = "RuleFault";
  constructor(readonly problem: RuleProblem) {
    super(problem.message);
  }
}

/** @throws {RuleFault} always */
export function fault(kind: RuleProblemKind, line: number, message: string): never {
  throw new RuleFault({ kind, line, message });
}
