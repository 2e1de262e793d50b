/** SQL of a division that rounds down, where SQLite's own rounds towards 0: hours before 1970 are negative. */
export function divided(sql: string, by: number): string {
  return `((${sql} - ${remainder(sql, by)}) / ${by})`;
}

/** SQL of a remainder that is never negative. */
export function remainder(sql: string, by: number): string {
  return `((${sql} % ${by} + ${by}) % ${by})`;
}
