import { ALNUM, ANY_HEX, UNDERSCORE, classOf, isAt } from "./characters.js";

interface Run {
  from: number;
  to: number;
}

const BACKSLASH = 0x5c;
const ESCAPE = 0x1b;

/** A text under inspection. Remembers how far runs reach, so that a thousand anchors in one run cost one walk. */
export class ScannedText {
  private readonly runs = new Map<number, Run>();

  constructor(readonly text: string) {}

  /** End of the run of characters of `alphabet` that begins at `from`; `from` itself where there is none. */
  runEnd(alphabet: number, from: number): number {
    const known = this.runs.get(alphabet);
    if (known !== undefined && from >= known.from && from < known.to) return known.to;
    const { text } = this;
    let to = from;
    while (to < text.length && (classOf(text.charCodeAt(to)) & alphabet) !== 0) to++;
    if (known === undefined) this.runs.set(alphabet, { from, to });
    else if (to > from) {
      known.from = from;
      known.to = to;
    }
    return to;
  }

  /** Start of the run of characters of `alphabet` that ends before `to`, at most `limit` characters back. */
  runStart(alphabet: number, to: number, limit: number): number {
    const floor = Math.max(0, to - limit);
    let from = to;
    while (from > floor && isAt(this.text, from - 1, alphabet)) from--;
    return from;
  }

  /**
   * True where a word may begin: after anything but a letter, digit or underscore, and also after what only looks like a letter:
   * an escape (`\n`, `\u003d`), a percent-encoded byte, the end of a terminal's colour code.
   */
  startsWord(at: number): boolean {
    const { text } = this;
    if (at === 0 || !isAt(text, at - 1, ALNUM | UNDERSCORE)) return true;
    const last = text.charAt(at - 1);
    if ("nrtbf0".includes(last) && text.charCodeAt(at - 2) === BACKSLASH) return true;
    if (isAt(text, at - 1, ANY_HEX) && isAt(text, at - 2, ANY_HEX)) {
      if (text.charAt(at - 3) === "%") return true;
      if (text.charAt(at - 5) === "u" && text.charCodeAt(at - 6) === BACKSLASH) return true;
      if (text.charAt(at - 3) === "x" && text.charCodeAt(at - 4) === BACKSLASH) return true;
    }
    return last === "m" && this.endsColourCode(at - 1);
  }

  private endsColourCode(m: number): boolean {
    for (let i = m - 1; i >= Math.max(0, m - 16); i--) {
      const char = this.text.charAt(i);
      if (char === "[") return this.text.charCodeAt(i - 1) === ESCAPE || this.text.slice(Math.max(0, i - 5), i).endsWith("u001b");
      if (!"0123456789;".includes(char)) return false;
    }
    return false;
  }
}
