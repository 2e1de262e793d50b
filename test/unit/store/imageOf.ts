import type { Database } from "../../../src/store/database.js";

/** The bytes of a database as a file. */
export function imageOf(db: Database): Buffer {
  const snapshot = db.snapshot();
  try {
    return Buffer.concat(Array.from(snapshot.pieces(), (piece) => piece.slice()));
  } finally {
    snapshot.release();
  }
}
