/** A command that a written file would run, and where it stands in the file (half-open range of UTF-16 code units). */
export interface WrittenCommand {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** `container`: it runs where the machine's files are not. */
  readonly ground: "host" | "container";
  /** Key under which it stands, in a file of settings: `postinstall`. */
  readonly key?: string;
}

/** Commands of one file that are read; a file of more is larger than what is looked at for them. */
export const COMMAND_LIMIT = 50_000;
