/** Milliseconds from a change of the filter until all cards on the screen have its numbers, and until the drawings are made, too. */
export interface FilterTimes {
  readonly numbers: readonly number[];
  readonly drawings: readonly number[];
}

/** Milliseconds: of opening the dashboard, a value for each window; of changing its filter, on a usual screen and on one that shows all cards; and the longest frame (as the browser tells it, 0 below 50, and by the gap between frames), while nothing and while something arrives. */
export function measureDashboard(dataHome: string, write: (calls: number) => Promise<void>): Promise<{
  readonly first: readonly number[];
  readonly all: readonly number[];
  readonly filtered: FilterTimes;
  readonly filteredAll: FilterTimes;
  readonly still: { readonly longest: number; readonly gap: number };
  readonly live: { readonly longest: number; readonly gap: number };
}>;
