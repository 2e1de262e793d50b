/** One measured figure. `limit` is what it has to stay at or below (or reach, for a rate); null for one without a limit. `aim` is what would be good. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly limit: number | null;
  readonly aim?: number;
  readonly more?: "is worse" | "is better";
}

/** Milliseconds that a fixed piece of plain JavaScript takes here and now: what other figures are to be compared by. */
export function yardstick(): number {
  const started = performance.now();
  let length = 0;
  for (let index = 0; index < 200_000; index++) length += JSON.stringify(JSON.parse(`{"id":${index},"text":"some words","list":[1,2,3]}`)).length;
  if (length === 0) throw new Error("the yardstick did nothing");
  return performance.now() - started;
}

/** Runs `work` and gives the milliseconds that it took. */
export function timed(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/** The value below which 95 of 100 of the runs' milliseconds lie. */
export function p95(runs: number, work: (run: number) => void): number {
  return percentile95(Array.from({ length: runs }, (_, run) => timed(() => work(run))));
}

/** The value below which 95 of 100 of these lie. */
export function percentile95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))]!;
}

/** Prints the rows; one that falls short says so. Milliseconds are also given as multiples of the yardstick. */
export function print(rows: readonly Row[], yardstickMs: number): void {
  process.stdout.write(`yardstick: 200,000 small JSON documents parsed and written in ${yardstickMs.toFixed(0)} ms\n\n`);
  for (const row of rows) {
    const { name, value, unit, limit, aim, more = "is worse" } = row;
    const ratio = unit === "ms" ? `${(value / yardstickMs).toFixed(2)} ×` : "";
    const sign = more === "is worse" ? "≤" : "≥";
    const wanted = limit === null ? "" : `${sign} ${limit.toLocaleString("en")} ${unit}${aim === undefined ? "" : ` (aim ${aim.toLocaleString("en")})`}`;
    process.stdout.write(`${name.padEnd(58)} ${amount(value).padStart(10)} ${unit.padEnd(6)} ${ratio.padStart(10)}  ${wanted.padEnd(26)} ${verdictOf(row)}\n`);
  }
}

/** Whether a figure is as it must be, or even as it should; empty for one without a limit. */
export function verdictOf({ value, limit, aim, more = "is worse" }: Row): string {
  const reaches = (goal: number): boolean => (more === "is worse" ? value <= goal : value >= goal);
  if (limit === null) return "";
  if (!reaches(limit)) return "FALLS SHORT";
  return aim !== undefined && reaches(aim) ? "reaches the aim" : "holds";
}

function amount(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: value < 100 ? 1 : 0 });
}
