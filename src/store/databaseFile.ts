/** What is allocated, and kept as it was while it is being saved, in one piece. */
export const PIECE_BYTES = 1024 * 1024;

/** A database as a file: in one, or in pieces of `PIECE_BYTES`, the last of which may be shorter. */
export type ImageBytes = Uint8Array | readonly Uint8Array[];

/** The bytes of a database at one moment, whatever is written to it afterwards. */
export interface Snapshot {
  readonly length: number;
  /** The bytes in order. Each piece must not be used after the next one was asked for. May be read once. */
  pieces(): Iterable<Uint8Array>;
  /** Lets go of what was kept for it. */
  release(): void;
}

/**
 * The file in which sql.js keeps a database, in pieces of our own.
 *
 * By itself sql.js keeps it in one array, which is copied whenever it grows, and again for each export: that held queries up
 * for half a second and doubled the memory. It lets nobody near that array; but the bytes that a database is opened with are
 * copied by their own `slice`, and what that gives is what SQLite's reads and writes go to (`subarray`, `set`) as long as the
 * file is not cut shorter. `Database.snapshot` proves that, each time.
 */
export class DatabaseFile {
  private readonly pieces: Uint8Array[] = [];
  private readonly snapshots = new Set<PieceSnapshot>();
  /** Bytes up to the end of what was written. */
  private end = 0;
  private adopted = false;

  /** @param bytes of a database; copied, but for whole pieces, which are taken over. Must not be empty: of an empty file sql.js takes nothing over */
  constructor(bytes: ImageBytes) {
    for (const piece of bytes instanceof Uint8Array ? [bytes] : bytes) this.append(piece, !(bytes instanceof Uint8Array));
  }

  get length(): number {
    return this.end;
  }

  /** What sql.js is to be given as the database's bytes. */
  asData(): Uint8Array {
    const contents = {
      // There is always room: so it is never replaced by something larger.
      length: Number.MAX_SAFE_INTEGER,
      set: (bytes: Uint8Array, position: number) => this.write(bytes, position),
      subarray: (from: number, to: number) => this.read(from, to),
    };
    const takeOver = (): unknown => {
      this.adopted = true;
      return contents;
    };
    return { length: this.end, subarray: takeOver, slice: takeOver } as unknown as Uint8Array;
  }

  /** @throws where sql.js keeps its file in some other way than this was written for: then nothing would ever be saved */
  proveAdopted(): void {
    if (!this.adopted) throw new Error("sql.js did not take over the file that it was given.");
  }

  /** Costs nothing but a list of the pieces: one that is written to afterwards is copied before. */
  snapshot(): Snapshot {
    const snapshot: PieceSnapshot = new PieceSnapshot([...this.pieces], this.end, () => this.snapshots.delete(snapshot));
    this.snapshots.add(snapshot);
    return snapshot;
  }

  private append(bytes: Uint8Array, isOurs: boolean): void {
    if (!isOurs || bytes.length !== PIECE_BYTES) return this.write(bytes, this.end);
    this.pieces.push(bytes);
    this.end += bytes.length;
  }

  private read(from: number, to: number): Uint8Array {
    const index = Math.floor(from / PIECE_BYTES);
    const start = index * PIECE_BYTES;
    if (to <= start + PIECE_BYTES) return this.pieces[index]!.subarray(from - start, to - start);
    const bytes = new Uint8Array(to - from);
    for (let at = from; at < to; at = nextPiece(at)) bytes.set(this.read(at, Math.min(to, nextPiece(at))), at - from);
    return bytes;
  }

  private write(bytes: Uint8Array, position: number): void {
    const to = position + bytes.length;
    while (this.pieces.length * PIECE_BYTES < to) this.pieces.push(new Uint8Array(PIECE_BYTES));
    for (let at = position; at < to; ) {
      const index = Math.floor(at / PIECE_BYTES);
      const until = Math.min(to, nextPiece(at));
      this.writable(index).set(until - at === bytes.length ? bytes : bytes.subarray(at - position, until - position), at - index * PIECE_BYTES);
      at = until;
    }
    this.end = Math.max(this.end, to);
  }

  private writable(index: number): Uint8Array {
    const piece = this.pieces[index]!;
    for (const snapshot of this.snapshots) if (snapshot.holds(index, piece)) return (this.pieces[index] = piece.slice());
    return piece;
  }
}

/** Pieces as they were, until they have been read. */
class PieceSnapshot implements Snapshot {
  private passed = 0;

  constructor(
    private readonly kept: Array<Uint8Array | null>,
    readonly length: number,
    readonly release: () => void,
  ) {}

  /** Whether the piece is needed as it is. */
  holds(index: number, piece: Uint8Array): boolean {
    return index >= this.passed && this.kept[index] === piece;
  }

  *pieces(): Iterable<Uint8Array> {
    while (this.passed < this.kept.length) {
      const piece = this.kept[this.passed]!;
      yield piece.subarray(0, Math.min(PIECE_BYTES, this.length - this.passed * PIECE_BYTES));
      this.kept[this.passed++] = null;
    }
  }
}

function nextPiece(at: number): number {
  return (Math.floor(at / PIECE_BYTES) + 1) * PIECE_BYTES;
}
