/** Pieces of a value: literal text, `any` (`*`) and `one` (`?`). */
export type Piece = { readonly kind: "text"; readonly text: string } | { readonly kind: "any" } | { readonly kind: "one" };

const ANY: Piece = { kind: "any" };
const ONE: Piece = { kind: "one" };

/**
 * Reads a value with wildcards. A backslash before `*`, `?` or another backslash takes their meaning away; before anything
 * else it is a backslash (Sigma rules specification 2.0, "Escape Character").
 */
export function piecesOf(value: string): Piece[] {
  const pieces: Piece[] = [];
  let text = "";
  const flush = (): void => {
    if (text !== "") pieces.push({ kind: "text", text });
    text = "";
  };
  for (let index = 0; index < value.length; index++) {
    const char = value[index]!;
    if (char === "\\" && index + 1 < value.length && "*?\\".includes(value[index + 1]!)) text += value[++index]!;
    else if (char === "*" || char === "?") {
      flush();
      if (char === "?") pieces.push(ONE);
      else if (pieces.at(-1)?.kind !== "any") pieces.push(ANY);
    } else text += char;
  }
  flush();
  return pieces;
}

/** Where in a field's text a value stands. */
export type Position = "whole" | "start" | "end" | "anywhere";

/** Pieces with the wildcards around them that a position stands for. */
export function positioned(pieces: readonly Piece[], position: Position): Piece[] {
  const out = [...pieces];
  if ((position === "end" || position === "anywhere") && out[0]?.kind !== "any") out.unshift(ANY);
  if ((position === "start" || position === "anywhere") && out.at(-1)?.kind !== "any") out.push(ANY);
  return out;
}

/** Lower case for comparing; the two forms of the Greek small sigma, which depend on what follows, are one. */
export function fold(text: string): string {
  return text.toLowerCase().replaceAll("ς", "σ");
}

/** A run of literals and `?` between two `*`; `text` where it is one literal. */
interface Run {
  readonly pieces: ReadonlyArray<Exclude<Piece, { kind: "any" }>>;
  readonly length: number;
  readonly text: string | null;
}

/** Characters that are compared in the time of one step of a regular expression. */
const COMPARED = 4;

/** A value that texts are compared with: the runs between its `*`, found from left to right. */
export class TextPattern {
  private readonly runs: readonly Run[];
  private readonly fromStart: boolean;
  private readonly toEnd: boolean;

  constructor(
    readonly pieces: readonly Piece[],
    readonly cased: boolean,
  ) {
    const runs: Array<Array<Exclude<Piece, { kind: "any" }>>> = [[]];
    for (const piece of pieces) {
      if (piece.kind === "any") runs.push([]);
      else runs.at(-1)!.push(piece.kind === "one" || cased ? piece : { kind: "text", text: fold(piece.text) });
    }
    this.fromStart = pieces[0]?.kind !== "any";
    this.toEnd = pieces.at(-1)?.kind !== "any";
    this.runs = runs.filter((run) => run.length > 0).map(runOf);
  }

  /**
   * Steps that one character of a text takes at most; 0 where its words are found by `indexOf` alone. A run with `?` in it is compared
   * at each place where it may begin, a few characters of it in one step.
   */
  get steps(): number {
    return this.runs.reduce((sum, { text, pieces, length }) => sum + (text === null ? pieces.length + Math.ceil(length / COMPARED) : 0), 0);
  }

  /** @param text a field's text @param folded the same, folded */
  matches(text: string, folded: string): boolean {
    const subject = this.cased ? text : folded;
    const { runs } = this;
    if (runs.length === 0) return !this.fromStart || subject === "";
    let at = 0;
    let from = 0;
    let to = runs.length;
    if (this.fromStart) {
      if (!standsAt(runs[0]!, subject, 0)) return false;
      at = runs[0]!.length;
      from = 1;
    }
    if (this.toEnd) {
      // One run that is tied to both ends is the whole text.
      if (this.fromStart && runs.length === 1) return !this.pieces.some(({ kind }) => kind === "any") ? at === subject.length : true;
      to--;
    }
    for (let index = from; index < to; index++) {
      const found = find(runs[index]!, subject, at);
      if (found < 0) return false;
      at = found + runs[index]!.length;
    }
    if (!this.toEnd) return true;
    const last = runs[runs.length - 1]!;
    const start = subject.length - last.length;
    return start >= at && standsAt(last, subject, start);
  }
}

function runOf(pieces: Run["pieces"]): Run {
  const [first] = pieces;
  const length = pieces.reduce((sum, piece) => sum + (piece.kind === "one" ? 1 : piece.text.length), 0);
  return { pieces, length, text: pieces.length === 1 && first!.kind === "text" ? first!.text : null };
}

function standsAt(run: Run, text: string, start: number): boolean {
  if (run.text !== null) return text.startsWith(run.text, start);
  let at = start;
  for (const piece of run.pieces) {
    if (piece.kind === "one") {
      if (at++ >= text.length) return false;
    } else {
      if (!text.startsWith(piece.text, at)) return false;
      at += piece.text.length;
    }
  }
  return true;
}

function find(run: Run, text: string, from: number): number {
  if (run.text !== null) return text.indexOf(run.text, from);
  const [first] = run.pieces;
  if (first!.kind === "text") {
    for (let at = text.indexOf(first!.text, from); at >= 0; at = text.indexOf(first!.text, at + 1)) if (standsAt(run, text, at)) return at;
    return -1;
  }
  for (let at = from; at + run.length <= text.length; at++) if (standsAt(run, text, at)) return at;
  return -1;
}
