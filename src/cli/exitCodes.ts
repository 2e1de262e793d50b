/** Exit codes that scripts depend on. */
export const EXIT = {
  clean: 0,
  /** Calls at or above `--fail-on`. */
  risky: 1,
  /** The command was asked in a way that cannot be answered: a flag, a line of input, a rule that cannot be used. */
  usage: 2,
  /** A source, or all of them, could not be read, or the work was cut short. */
  unreadable: 3,
} as const;
