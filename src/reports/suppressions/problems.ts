import { PROBLEM_TEXTS, type ProblemText } from "./problemTexts.js";

/** What is wrong with a team's file. */
export interface SuppressionProblem {
  /** Counts from 1. */
  readonly line: number;
  /** What is wrong, and what to do about it, in English. */
  readonly message: string;
  /** The same before `args` are put into its places `{0}`, `{1}` …: by it a translation is found. */
  readonly template: string;
  readonly args: readonly string[];
}

/** Problems of one file that are told one by one. */
export const MOST_PROBLEMS = 100;

/** Gathers the problems of a file, and knows on which line a place in it is. */
export class Problems {
  private readonly found: SuppressionProblem[] = [];
  /** Offset at which each line begins. */
  private readonly lines: readonly number[];

  constructor(text: string) {
    this.lines = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  }

  get any(): boolean {
    return this.found.length > 0;
  }

  add(offset: number, text: ProblemText, ...args: readonly (string | number)[]): void {
    this.found.push(problem(this.lineAt(offset), text, args.map(String)));
  }

  /** The line of an offset in UTF-16 code units; it counts from 1. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.lines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.lines[middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The first of them by line, and how many more there are. */
  all(): SuppressionProblem[] {
    const sorted = this.found.sort((one, other) => one.line - other.line);
    const more = sorted.slice(MOST_PROBLEMS);
    if (more.length === 0) return sorted;
    return [...sorted.slice(0, MOST_PROBLEMS), problem(more[0]!.line, "more", [String(more.length)])];
  }
}

function problem(line: number, text: ProblemText, args: readonly string[]): SuppressionProblem {
  const template = PROBLEM_TEXTS[text];
  return { line, message: template.replace(/\{(\d)\}/g, (place, index: string) => args[Number(index)] ?? place), template, args };
}
