import { randomBytes } from "node:crypto";

const SEQUENCE_LIMIT = 0x1000;

/**
 * UUIDs of version 7 (RFC 9562): they sort in the order in which they were made, also within one millisecond and when the
 * clock goes back. Decisions are ordered by them.
 */
export class OrderedIds {
  private millisecond = 0;
  private sequence = 0;

  /** @param now milliseconds since 1970 */
  next(now: number): string {
    if (now > this.millisecond) {
      this.millisecond = now;
      this.sequence = 0;
    } else if (++this.sequence === SEQUENCE_LIMIT) {
      this.millisecond++;
      this.sequence = 0;
    }
    const time = this.millisecond.toString(16).padStart(12, "0");
    const random = randomBytes(8);
    random[0] = 0x80 | (random[0]! & 0x3f);
    const tail = random.toString("hex");
    return `${time.slice(0, 8)}-${time.slice(8)}-7${this.sequence.toString(16).padStart(3, "0")}-${tail.slice(0, 4)}-${tail.slice(4)}`;
  }
}
