import { bytesToText } from "./decode.js";

/** Bytes that decompressed text may have; a bomb stops there. */
const LIMIT = 262_144;
const LENGTH_BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
const DISTANCE_EXTRA = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** Canonical Huffman code: how many symbols have each length, and the symbols by code. */
interface Huffman {
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

function huffman(lengths: readonly number[]): Huffman {
  const counts = new Array<number>(16).fill(0);
  for (const length of lengths) counts[length]!++;
  counts[0] = 0;
  const offsets = new Array<number>(16).fill(0);
  for (let length = 1; length < 15; length++) offsets[length + 1] = offsets[length]! + counts[length]!;
  const symbols: number[] = [];
  lengths.forEach((length, symbol) => {
    if (length > 0) symbols[offsets[length]!++] = symbol;
  });
  return { counts, symbols };
}

class Bits {
  private held = 0;
  private count = 0;
  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {}

  /** Next `n` bits, least significant first; -1 past the end. */
  take(n: number): number {
    while (this.count < n) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) return -1;
      this.held |= byte << this.count;
      this.count += 8;
    }
    const value = this.held & ((1 << n) - 1);
    this.held >>>= n;
    this.count -= n;
    return value;
  }

  symbol(code: Huffman): number {
    let value = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= 15; length++) {
      const bit = this.take(1);
      if (bit < 0) return -1;
      value |= bit;
      const count = code.counts[length]!;
      if (value - count < first) return code.symbols[index + (value - first)] ?? -1;
      index += count;
      first = (first + count) << 1;
      value <<= 1;
    }
    return -1;
  }

  align(): void {
    this.held = 0;
    this.count = 0;
  }
}

function dynamicCodes(bits: Bits): [Huffman, Huffman] | null {
  const literals = bits.take(5) + 257;
  const distances = bits.take(5) + 1;
  const codes = bits.take(4) + 4;
  const lengths = new Array<number>(19).fill(0);
  for (let index = 0; index < codes; index++) lengths[CODE_ORDER[index]!] = Math.max(bits.take(3), 0);
  const code = huffman(lengths);
  const all: number[] = [];
  while (all.length < literals + distances) {
    const symbol = bits.symbol(code);
    if (symbol < 0) return null;
    if (symbol < 16) all.push(symbol);
    else {
      const repeat = symbol === 16 ? bits.take(2) + 3 : symbol === 17 ? bits.take(3) + 3 : bits.take(7) + 11;
      const value = symbol === 16 ? all.at(-1) ?? 0 : 0;
      for (let count = 0; count < repeat; count++) all.push(value);
    }
  }
  return [huffman(all.slice(0, literals)), huffman(all.slice(literals))];
}

function fixedCodes(): [Huffman, Huffman] {
  const lengths = Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8));
  return [huffman(lengths), huffman(new Array<number>(30).fill(5))];
}

function block(bits: Bits, codes: [Huffman, Huffman], out: number[]): boolean {
  while (out.length < LIMIT) {
    const symbol = bits.symbol(codes[0]);
    if (symbol < 0) return false;
    if (symbol === 256) return true;
    if (symbol < 256) out.push(symbol);
    else {
      const length = LENGTH_BASE[symbol - 257]! + bits.take(LENGTH_EXTRA[symbol - 257]!);
      const code = bits.symbol(codes[1]);
      if (code < 0 || code > 29) return false;
      const distance = DISTANCE_BASE[code]! + bits.take(DISTANCE_EXTRA[code]!);
      if (distance > out.length) return false;
      for (let count = 0; count < length; count++) out.push(out[out.length - distance]!);
    }
  }
  return false;
}

/** Text of gzip (RFC 1952) or zlib (RFC 1950) data, at most 256 KiB; null where it is neither or not text. */
export function inflateText(bytes: Uint8Array): string | null {
  let start: number;
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    start = 10;
    const flags = bytes[3]!;
    if (flags & 4) start += 2 + bytes[start]! + (bytes[start + 1]! << 8);
    for (const flag of [8, 16]) if (flags & flag) while (start < bytes.length && bytes[start++] !== 0);
    if (flags & 2) start += 2;
  } else if (bytes[0] === 0x78) start = 2;
  else return null;
  const bits = new Bits(bytes, start);
  const out: number[] = [];
  for (let last = 0; last === 0 && out.length < LIMIT; ) {
    last = bits.take(1);
    const kind = bits.take(2);
    if (last < 0 || kind < 0 || kind === 3) break;
    if (kind === 0) {
      bits.align();
      const length = bytes[bits.at]! | (bytes[bits.at + 1]! << 8);
      bits.at += 4;
      for (let count = 0; count < length && bits.at < bytes.length; count++) out.push(bytes[bits.at++]!);
      continue;
    }
    const codes = kind === 1 ? fixedCodes() : dynamicCodes(bits);
    if (codes === null || !block(bits, codes, out)) break;
  }
  return out.length === 0 ? null : bytesToText(Uint8Array.from(out));
}
