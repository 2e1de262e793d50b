import type { LetterAction } from "../model/decision.js";
import type { Store } from "../store/store.js";
import { allDeadLetters, getDeadLetter, type StoredDeadLetter } from "../store/queries/totals.js";

export interface DeadLetterReviewParts {
  readonly store: Store;
  /** Makes the source at a path due for reading although nothing changed in it. */
  readonly markStale: (path: string) => void;
  /** Works until everything that is due is read. */
  readonly wake: () => Promise<void>;
  /** A decision was recorded. */
  readonly decided: () => void;
}

/** What a person has done with the records that could not be read: they are read again, accepted as lost, or discarded. */
export class DeadLetterReview {
  /** Sessions to be read again although nothing changed, by the path of their source. */
  private readonly again = new Map<string, ReadonlySet<string>>();

  constructor(private readonly parts: DeadLetterReviewParts) {}

  /**
   * Reads again what could not be read.
   *
   * @param path of a source; null for all of them
   * @param locator of one record; null for all of the source
   */
  async retry(path: string | null, locator: string | null): Promise<{ retried: number; recovered: number }> {
    const { store, markStale, wake } = this.parts;
    await wake();
    const letters = allDeadLetters(store.db).filter((letter) => (path === null || letter.path === path) && (locator === null || letter.locator === locator));
    for (const source of new Set(letters.map((letter) => letter.path))) {
      const sessions = letters.filter((letter) => letter.path === source).map(({ session_id }) => session_id);
      this.again.set(source, new Set(sessions.filter((id) => id !== null)));
      markStale(source);
    }
    await wake();
    const left = new Set(allDeadLetters(store.db).map(letterKey));
    return { retried: letters.length, recovered: letters.filter((letter) => !left.has(letterKey(letter))).length };
  }

  /** Sessions of the source at a path that are to be read again, asked once: whoever asks reads them. */
  takeSessions(path: string): ReadonlySet<string> | undefined {
    const sessions = this.again.get(path);
    this.again.delete(path);
    return sessions;
  }

  /** Records what a person decided of a dead letter. Gives false where it is not on the list. Deciding the same twice is deciding once. */
  decide(path: string, locator: string, action: LetterAction, reason: string): boolean {
    const { store, decided } = this.parts;
    const letter = getDeadLetter(store.db, path, locator);
    if (!letter) return false;
    if (letter.action !== action || letter.decision_reason !== reason) {
      store.decisions.record([{ kind: "deadLetter", source: path, locator, hash: letter.hash, action, reason }]);
      store.markDirty();
      decided();
    }
    return true;
  }
}

function letterKey({ path, locator }: StoredDeadLetter): string {
  return `${path}\0${locator}`;
}
