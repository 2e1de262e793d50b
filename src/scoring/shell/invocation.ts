import type { Span } from "../../model/assessment.js";

/**
 * Stands, inside a resolved word, for text that reading cannot know (an unset variable, the output of a program). A
 * private-use character: where the input holds it already, that part counts as unknown, which errs on the safe side.
 */
export const UNKNOWN = "\uE000";

/** What is known of where data came from; bits, so that they add up along pipes and variables. */
export const TAINT = {
  none: 0,
  /** Content of a credential, key or secret variable. */
  secret: 1,
  /** Came over the network. */
  network: 2,
  /** Came out of a decoder, so that its text is not there to be judged. */
  decoded: 4,
  /** Output of a shell that is fed by something. */
  shell: 16,
  /** Came out of a decoder whose text is known, and is judged: that it was hidden is noted. */
  unveiled: 32,
  /** Was cut or put together so that its text is not there to be judged; it counts where a shell reads it, and nowhere else. */
  obscured: 64,
  /** Content of a file outside the project. */
  outside: 8,
} as const;

/** What a command reads from, or writes to: text where it is constant, else null. */
export interface Flow {
  readonly text: string | null;
  readonly taint: number;
}

export const NOTHING: Flow = { text: null, taint: TAINT.none };

export interface Redirection {
  /** As in the shell: `>`, `>>`, `<`, `<>`, `>&`, `<&`, `>|`, `&>`, `&>>`. */
  readonly operator: string;
  readonly descriptor: number | null;
  readonly target: string;
}

/** Where a command runs: on this machine, in a container, or on another machine. */
export type Ground = "host" | "container" | "remote";

/** One program that is run, after quotes, expansions and wrappers are gone. */
export interface Invocation {
  /** Last segment of the program's path. */
  readonly program: string;
  /** The program as it was written, resolved. */
  readonly name: string;
  readonly args: readonly string[];
  /** Environment that is set for it alone: name, value. */
  readonly assignments: ReadonlyArray<readonly [string, string]>;
  readonly redirects: readonly Redirection[];
  /** Standard input where something is known of it, else null. */
  readonly input: Flow | null;
  /** Runs as another, more powerful user. */
  readonly elevated: boolean;
  readonly ground: Ground;
  readonly cwd: string | null;
  /** Program that started it (`sudo`, `find`, `python3`), null where the shell did. */
  readonly via: string | null;
  /** What a decoder gave out and this was read in; null where the command says it in clear. */
  readonly decoded: string | null;
  /** Taint of the words. */
  readonly taint: number;
  /** Which words it is that have a taint; null where that is not known, and any of them may. */
  readonly tainted: ReadonlyMap<string, number> | null;
  readonly span: Span;
}

/** Taint of some of a program's words, or of values that stand in them. */
export function taintOfWords({ taint, tainted }: Invocation, values: readonly string[]): number {
  if (tainted === null || taint === TAINT.none) return taint;
  let sum: number = TAINT.none;
  for (const [word, own] of tainted) if (values.some((value) => value === word || (value !== "" && word.startsWith("-") && word.endsWith(value)))) sum |= own;
  return sum;
}

/** Judges one invocation as it is read and tells the taint of what it writes. */
export type Observer = (invocation: Invocation) => number;
