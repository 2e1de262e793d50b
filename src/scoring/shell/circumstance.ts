import type { Span } from "../../model/assessment.js";
import { UNKNOWN, type Ground } from "./invocation.js";

/** In which circumstances a piece of text is run. */
export interface Circumstance {
  readonly elevated: boolean;
  readonly ground: Ground;
  readonly via: string | null;
  /** The text that came out of a decoder, where this is run of it; null where the command says it in clear. */
  readonly decoded: string | null;
  readonly depth: number;
  /** Range of the judged text that stands for all of a nested text; null at the top, where positions are true. */
  readonly span: Span | null;
}

/** Circumstances of a command as it is typed. */
export const TOP: Circumstance = { elevated: false, ground: "host", via: null, decoded: null, depth: 0, span: null };

/** Circumstances of a text inside a text. */
export function deeper(circumstance: Circumstance, span: Span, via: string | null = circumstance.via): Circumstance {
  return { ...circumstance, depth: circumstance.depth + 1, span, via };
}

/** A word quoted for being read again; unknown parts stay unknown. */
export function quote(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) || word === UNKNOWN ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
