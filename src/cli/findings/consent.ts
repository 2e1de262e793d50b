import { EXIT } from "../exitCodes.js";
import type { Request } from "./request.js";

/** What is about to be done, and whether somebody agreed to it beforehand. */
export interface Intent {
  /** What it touches. */
  readonly shown: string;
  readonly question: string;
  /** For the sentence where nobody agreed, for example `suppressed`. */
  readonly done: string;
  /** Somebody said `--yes`. */
  readonly agreed: boolean;
  /** So little that it needs no `--yes` where nobody sits at a terminal. */
  readonly isSmall: boolean;
}

/** Shows what is about to be done and asks a person, where one sits at the terminal. Gives null where somebody agreed, else the exit code, and has told that nothing was done. */
export async function refusal({ shown, question, done, agreed, isSmall }: Intent, { terminal, json }: Request): Promise<number | null> {
  if (agreed || (isSmall && !terminal.confirm)) {
    if (!json) terminal.out(shown);
    return null;
  }
  terminal.err(shown);
  if (!terminal.confirm) terminal.err(`Nothing was ${done}: that takes --yes where nobody can be asked.\n`);
  else if (await terminal.confirm(question)) return null;
  else terminal.err(`Nothing was ${done}.\n`);
  return EXIT.usage;
}
