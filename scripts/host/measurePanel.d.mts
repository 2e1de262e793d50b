/** Milliseconds from the mouse's button until the rows are in the page: of opening the explorer, a value for each window, and of opening sessions. */
export function measurePanel(dataHome: string): Promise<{ readonly opened: readonly number[]; readonly expanded: readonly number[] }>;
