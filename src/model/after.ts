/** Runs `action` after `ms` milliseconds and gives the function that calls it off. */
export type After = (ms: number, action: () => void) => () => void;
