/** A rule that is no more, and those that took its place: one where it was renamed, several where it was split. */
export interface RenamedRule {
  readonly former: string;
  readonly now: readonly string[];
}

/** Every rename and split of a built-in rule since decisions are kept. What was decided on findings of the former rule holds for those of its successors. */
export const RENAMED_RULES: readonly RenamedRule[] = [];

/** The rules for which what was decided of a rule holds: itself and its successors, theirs included. */
export function successorsOf(rule: string, renamed: readonly RenamedRule[] = RENAMED_RULES): string[] {
  return closure(rule, (name) => renamed.filter(({ former }) => former === name).flatMap(({ now }) => now));
}

/** The rules whose decisions hold for a rule: itself and its predecessors, theirs included. */
export function predecessorsOf(rule: string, renamed: readonly RenamedRule[] = RENAMED_RULES): string[] {
  return closure(rule, (name) => renamed.filter(({ now }) => now.includes(name)).map(({ former }) => former));
}

function closure(start: string, next: (name: string) => readonly string[]): string[] {
  const reached = new Set([start]);
  // A set gives what is added while it is walked, too.
  for (const name of reached) for (const one of next(name)) reached.add(one);
  return [...reached];
}
