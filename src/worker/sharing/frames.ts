/** Largest message between windows, in bytes of JSON. A page of rows has some hundred kilobytes; a transcript is the largest. */
export const LARGEST_FRAME = 64 * 1024 * 1024;
const HEADER_BYTES = 4;
const FIRST_BODY_BYTES = 64 * 1024;

/** A message as a frame: its length in bytes (32 bits, big-endian), then JSON in UTF-8. Null where it is larger than the limit. */
export function encodeFrame(message: unknown, limit: number = LARGEST_FRAME): Buffer | null {
  const json = JSON.stringify(message);
  const length = Buffer.byteLength(json);
  if (length > limit) return null;
  const frame = Buffer.allocUnsafe(HEADER_BYTES + length);
  frame.writeUInt32BE(length, 0);
  frame.write(json, HEADER_BYTES, "utf8");
  return frame;
}

export type FrameProblem = "too-large" | "malformed";

/**
 * Puts frames together from the pieces in which they arrive, in time linear in their bytes. Memory follows what has
 * arrived, not what a header promises.
 */
export class FrameReader {
  private readonly header = Buffer.alloc(HEADER_BYTES);
  private headerFilled = 0;
  private body = Buffer.alloc(0);
  private bodyFilled = 0;
  private bodyLength = 0;

  /** @param limit largest frame in bytes; may be changed between frames */
  constructor(public limit: number) {}

  /** Takes a piece and hands out every message that it completes. After a problem the stream makes no sense any more. */
  read(piece: Uint8Array, deliver: (message: unknown) => void): FrameProblem | null {
    let offset = 0;
    while (offset < piece.length) {
      if (this.headerFilled < HEADER_BYTES) {
        offset += this.fillHeader(piece, offset);
        if (this.headerFilled < HEADER_BYTES) return null;
        this.bodyLength = this.header.readUInt32BE(0);
        if (this.bodyLength > this.limit) return "too-large";
        if (this.bodyLength === 0) return "malformed";
      }
      offset += this.fillBody(piece, offset);
      if (this.bodyFilled < this.bodyLength) return null;
      const message = parse(this.takeBody());
      if (message === MALFORMED) return "malformed";
      deliver(message);
    }
    return null;
  }

  private fillHeader(piece: Uint8Array, offset: number): number {
    const taken = Math.min(HEADER_BYTES - this.headerFilled, piece.length - offset);
    this.header.set(piece.subarray(offset, offset + taken), this.headerFilled);
    this.headerFilled += taken;
    return taken;
  }

  private fillBody(piece: Uint8Array, offset: number): number {
    const taken = Math.min(this.bodyLength - this.bodyFilled, piece.length - offset);
    const needed = this.bodyFilled + taken;
    if (needed > this.body.length) {
      const grown = Buffer.allocUnsafe(Math.min(this.bodyLength, Math.max(needed, this.body.length * 2, FIRST_BODY_BYTES)));
      grown.set(this.body.subarray(0, this.bodyFilled));
      this.body = grown;
    }
    this.body.set(piece.subarray(offset, offset + taken), this.bodyFilled);
    this.bodyFilled = needed;
    return taken;
  }

  private takeBody(): string {
    const text = this.body.toString("utf8", 0, this.bodyLength);
    this.body = Buffer.alloc(0);
    this.bodyFilled = 0;
    this.headerFilled = 0;
    return text;
  }
}

const MALFORMED = Symbol("malformed");

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return MALFORMED;
    throw error;
  }
}
