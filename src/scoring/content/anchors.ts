import type { Candidate } from "./observation.js";
import type { ScannedText } from "./scannedText.js";

/** Looks at the place of an anchor and reports what it finds. */
export type Detector<Found = Candidate[]> = (scanned: ScannedText, at: number, found: Found) => void;

/** A literal of at least three ASCII characters without which a detector has nothing to find, in any case of letters. */
export interface Anchor<Found = Candidate[]> {
  readonly literal: string;
  readonly detect: Detector<Found>;
}

const SYMBOLS = "-_.:/=~$@\"[ +<#'|!*`";
const CODES = new Uint8Array(128);
for (let i = 0; i < 26; i++) CODES[0x61 + i] = CODES[0x41 + i] = 1 + i;
for (let i = 0; i < 10; i++) CODES[0x30 + i] = 27 + i;
for (let i = 0; i < SYMBOLS.length; i++) CODES[SYMBOLS.charCodeAt(i)] = 37 + i;

/**
 * Finds all anchors in one walk. The last three characters, six bits each, are an index into a table that is nearly empty, so a
 * character costs a shift and a look-up, where an expression tries its alternatives one after the other.
 */
export class AnchorIndex<Found = Candidate[]> {
  private readonly table = new Uint16Array(1 << 18);
  /** One bit for each entry of the table: small enough to stay in the fastest cache, where the table does not. */
  private readonly used = new Uint32Array(1 << 13);
  private readonly buckets: Anchor<Found>[][] = [[]];

  /** @throws RangeError for a literal that is too short or holds a character that the index does not tell apart. */
  constructor(anchors: readonly Anchor<Found>[]) {
    for (const anchor of anchors) this.add({ literal: anchor.literal.toLowerCase(), detect: anchor.detect });
  }

  private add(anchor: Anchor<Found>): void {
    let key = 0;
    for (let i = 0; i < 3; i++) {
      const code = CODES[anchor.literal.charCodeAt(i)] ?? 0;
      if (code === 0) throw new RangeError("an anchor begins with three characters that the index knows");
      key = (key << 6) | code;
    }
    if (this.table[key] === 0) {
      this.table[key] = this.buckets.length;
      this.used[key >>> 5]! |= 1 << (key & 31);
      this.buckets.push([]);
    }
    this.buckets[this.table[key]!]!.push(anchor);
  }

  /** Calls the detector of each anchor, in the order of the text. */
  scan(scanned: ScannedText, found: Found): void {
    const { text } = scanned;
    const { table, used } = this;
    let key = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      key = ((key << 6) & 0x3ffff) | (code < 128 ? CODES[code]! : 0);
      if ((used[key >>> 5]! >>> (key & 31)) & 1) this.visit(this.buckets[table[key]!]!, scanned, i - 2, found);
    }
  }

  private visit(bucket: readonly Anchor<Found>[], scanned: ScannedText, at: number, found: Found): void {
    for (const anchor of bucket) {
      if (anchor.literal.length === 3 || hasLiteral(scanned.text, at, anchor.literal)) anchor.detect(scanned, at, found);
    }
  }
}

function hasLiteral(text: string, at: number, literal: string): boolean {
  for (let i = 3; i < literal.length; i++) {
    const code = text.charCodeAt(at + i);
    const folded = code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
    if (folded !== literal.charCodeAt(i)) return false;
  }
  return true;
}
