import { errorCode } from "../disk/files.js";
import type { Decision } from "../model/decision.js";
import type { Journal } from "./journal.js";

/** The journal refused a decision, which is not taken then. Its message is for who decided. */
export class JournalFault extends Error {
  override readonly name = "JournalFault";
  constructor(
    /** Of the file system, for example `EACCES`. */
    readonly code: string,
    cause: unknown,
  ) {
    super(`The journal of decisions could not be written (${code}), so nothing was decided. Check free space and permissions of the store's files and their folder, then try again.`, { cause });
  }
}

/** Appends decisions to the journal where there is one. @throws {JournalFault} where the file system refuses it */
export function appendTo(journal: Journal | null, decisions: readonly Decision[]): void {
  try {
    journal?.append(decisions);
  } catch (error) {
    const code = errorCode(error);
    throw code === "UNKNOWN" ? error : new JournalFault(code, error);
  }
}
