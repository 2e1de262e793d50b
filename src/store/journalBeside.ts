import type { ContentHasher } from "./contentHash.js";
import type { Decisions } from "./decisions.js";
import { type Files, errorCode } from "../disk/files.js";
import { Journal } from "./journal.js";
import type { OpenNotice } from "./openNotice.js";

/** The journal of decisions lies beside the image, under the image's name. */
const JOURNAL_SUFFIX = ".decisions.jsonl";

/** Opens the journal of the store at `path`, and notes what a person has to know of it; null where it cannot be opened. */
export function openJournal(path: string, hasher: ContentHasher, notices: OpenNotice[], files: Files, mayReplace: () => boolean): Journal | null {
  try {
    const journal = Journal.open(`${path}${JOURNAL_SUFFIX}`, hasher, mayReplace, files);
    const { tornBytes, newer } = journal.opening;
    if (newer > 0) notices.push({ kind: "journal-newer", decisions: newer });
    if (tornBytes > 0) notices.push({ kind: "journal-torn", bytes: tornBytes });
    return journal;
  } catch (error) {
    notices.push({ kind: "journal-unreadable", code: errorCode(error) });
    return null;
  }
}

/**
 * Has the journal brought up to what the index holds. A line that was cut short is told as one that was never confirmed only where the index does not know
 * better, and a damaged one only where its decisions are not held all the same.
 */
export function healJournal(decisions: Decisions, notices: OpenNotice[]): void {
  const torn = notices.findIndex(({ kind }) => kind === "journal-torn");
  const tell = (notice: OpenNotice): void => void (torn < 0 ? notices.push(notice) : notices.splice(torn, 1, notice));
  const tornNotice = notices[torn];
  try {
    const { healed, withheld } = decisions.heal();
    if (withheld > 0) notices.push({ kind: "journal-withheld", decisions: withheld });
    if (healed > 0) tell({ kind: "journal-healed", decisions: healed, tornBytes: tornNotice?.kind === "journal-torn" ? tornNotice.bytes : 0 });
  } catch (error) {
    if (errorCode(error) === "UNKNOWN") throw error;
    tell({ kind: "journal-behind", code: errorCode(error) });
  }
  const lines = decisions.lostLines();
  if (lines > 0) notices.push({ kind: "journal-damaged", lines });
}
