import type { Candidate } from "./observation.js";
import type { ScannedText } from "./scannedText.js";

/** Looks at the place of an anchor and reports what it finds. */
export type Detector<Found = Candidate[]> = (scanned: ScannedText, at: number, found: Found) => void;

/** A literal of at least three ASCII characters without which a detector has nothing to find, in any case of letters. */
export interface Anchor<Found = Candidate[]> {
  readonly literal: string;
  readonly detect: Detector<Found>;
}

/** Anchors whose detectors report to a part of what several of them fill in one walk. */
export function reportingTo<Part, Found>(anchors: readonly Anchor<Part>[], part: (found: Found) => Part): Anchor<Found>[] {
  return anchors.map(({ literal, detect }) => ({ literal, detect: (scanned, at, found) => detect(scanned, at, part(found)) }));
}

const SYMBOLS = "-_.:/=~$@\"[ +<#'|!*`";
const CODES = new Uint8Array(128);
for (let i = 0; i < 26; i++) CODES[0x61 + i] = CODES[0x41 + i] = 1 + i;
for (let i = 0; i < 10; i++) CODES[0x30 + i] = 27 + i;
for (let i = 0; i < SYMBOLS.length; i++) CODES[SYMBOLS.charCodeAt(i)] = 37 + i;

/** Characters after the first three that are looked at before an anchor is compared. */
const FOLLOWING = 3;

/**
 * Finds all anchors in one walk. The last three characters, six bits each, are an index into a table that is nearly empty, so a
 * character costs a shift and a look-up, where an expression tries its alternatives one after the other.
 */
export class AnchorIndex<Found = Candidate[]> {
  private readonly table = new Uint16Array(1 << 18);
  /** One bit for each entry of the table: small enough to stay in the fastest cache, where the table does not. */
  private readonly used = new Uint32Array(1 << 13);
  private readonly buckets: Array<readonly Anchor<Found>[]> = [[]];
  /** For each bucket and each of the next characters one bit for each code that it may have: most words that begin like an anchor are none. */
  private readonly following: Uint32Array;

  /** @throws RangeError for a literal that is too short or holds a character that the index does not tell apart. */
  constructor(anchors: readonly Anchor<Found>[]) {
    const byKey = new Map<number, Anchor<Found>[]>();
    for (const { literal, detect } of anchors) {
      const anchor = { literal: literal.toLowerCase(), detect };
      const key = keyOf(anchor.literal);
      const bucket = byKey.get(key);
      if (bucket) bucket.push(anchor);
      else byKey.set(key, [anchor]);
    }
    this.following = new Uint32Array(2 * FOLLOWING * (byKey.size + 1));
    for (const [key, bucket] of byKey) this.add(key, bucket);
  }

  private add(key: number, bucket: readonly Anchor<Found>[]): void {
    this.table[key] = this.buckets.length;
    this.used[key >>> 5]! |= 1 << (key & 31);
    for (const { literal } of bucket) {
      for (let next = 0; next < FOLLOWING; next++) {
        const at = 2 * (FOLLOWING * this.buckets.length + next);
        const code = literal.length > 3 + next ? codeAt(literal, 3 + next) : 0;
        // A literal that has ended may be followed by anything, and a character that the index does not know is like all of those.
        if (code === 0 && literal.length <= 3 + next) this.following.fill(0xffffffff, at, at + 2);
        else this.following[at + (code >>> 5)]! |= 1 << (code & 31);
      }
    }
    this.buckets.push(bucket);
  }

  /** Calls the detector of each anchor, in the order of the text. */
  scan(scanned: ScannedText, found: Found): void {
    const { text } = scanned;
    const { table, used } = this;
    let key = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      key = ((key << 6) & 0x3ffff) | (code < 128 ? CODES[code]! : 0);
      if (((used[key >>> 5]! >>> (key & 31)) & 1) === 0) continue;
      const bucket = table[key]!;
      if (this.mayFollow(bucket, text, i + 1)) this.visit(this.buckets[bucket]!, scanned, i - 2, found);
    }
  }

  private mayFollow(bucket: number, text: string, from: number): boolean {
    for (let next = 0; next < FOLLOWING; next++) {
      // Behind the end of the text stands what the index does not know.
      const code = from + next < text.length ? codeAt(text, from + next) : 0;
      if (((this.following[2 * (FOLLOWING * bucket + next) + (code >>> 5)]! >>> (code & 31)) & 1) === 0) return false;
    }
    return true;
  }

  private visit(anchors: readonly Anchor<Found>[], scanned: ScannedText, at: number, found: Found): void {
    for (const anchor of anchors) {
      if (anchor.literal.length === 3 || hasLiteral(scanned.text, at, anchor.literal)) anchor.detect(scanned, at, found);
    }
  }
}

/** @throws RangeError for a literal that is too short or holds a character that the index does not tell apart. */
function keyOf(literal: string): number {
  let key = 0;
  for (let i = 0; i < 3; i++) {
    const code = codeAt(literal, i);
    if (code === 0) throw new RangeError("an anchor begins with three characters that the index knows");
    key = (key << 6) | code;
  }
  return key;
}

function codeAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? CODES[code]! : 0;
}

function hasLiteral(text: string, at: number, literal: string): boolean {
  for (let i = 3; i < literal.length; i++) {
    const code = text.charCodeAt(at + i);
    const folded = code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
    if (folded !== literal.charCodeAt(i)) return false;
  }
  return true;
}
