import type { Socket } from "node:net";
import { errorCode } from "../../disk/files.js";
import { FrameReader, LARGEST_FRAME, encodeFrame } from "./frames.js";

/**
 * What may wait for a peer that does not read, in bytes, before a further message ends the connection. With one frame on
 * top it is all that such a peer can cost.
 */
export const LARGEST_BACKLOG = 16 * 1024 * 1024;

export type Sent = "sent" | "too-large" | "closed";

/** Messages over a stream socket. Every end of the connection, of whatever cause, is told once through `onEnd`. */
export class FramedSocket {
  /** Called with each message, in order. */
  onMessage: (message: unknown) => void = () => undefined;
  /** Told once: `closed`, an error's code, or what the peer did wrong. */
  onEnd: (why: string) => void = () => undefined;
  private readonly reader: FrameReader;
  private why = "closed";
  private ended = false;

  /**
   * @param options.largestIncoming limit of a received frame, in bytes
   * @param options.hearOnlyReaders read nothing from the peer while it does not read, so that who asks without listening
   *   has to wait; for one side only, or both could wait for each other
   */
  constructor(
    private readonly socket: Socket,
    private readonly options: { readonly largestIncoming: number; readonly hearOnlyReaders: boolean },
  ) {
    this.reader = new FrameReader(options.largestIncoming);
    if (options.hearOnlyReaders) socket.on("drain", () => socket.resume());
    socket.on("data", (piece: Buffer) => this.receive(piece));
    socket.on("error", (error) => (this.why = errorCode(error)));
    // Half-open connections have no use here: a peer that stopped sending has gone.
    socket.on("end", () => socket.destroy());
    socket.on("close", () => this.finish());
  }

  /** Accepts larger frames from the next one on. */
  allow(largestIncoming: number): void {
    this.reader.limit = largestIncoming;
  }

  send(message: unknown): Sent {
    if (this.ended || this.socket.destroyed) return "closed";
    if (this.socket.writableLength > LARGEST_BACKLOG) {
      this.end("it does not read what it is sent");
      return "closed";
    }
    const frame = encodeFrame(message, LARGEST_FRAME);
    if (!frame) return "too-large";
    const keepsUp = this.socket.write(frame);
    if (!keepsUp && this.options.hearOnlyReaders) this.socket.pause();
    return "sent";
  }

  /** Ends the connection at once. */
  end(why: string): void {
    if (this.ended) return;
    this.why = why;
    this.socket.destroy();
    this.finish();
  }

  private receive(piece: Buffer): void {
    if (this.ended) return;
    const problem = this.reader.read(piece, (message) => {
      if (!this.ended) this.onMessage(message);
    });
    if (problem) this.end(problem === "too-large" ? "it sent a frame that is too large" : "it sent what is no frame");
  }

  private finish(): void {
    if (this.ended) return;
    this.ended = true;
    this.onEnd(this.why);
  }
}
