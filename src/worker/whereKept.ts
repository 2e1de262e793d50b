import { RequestError } from "../protocol/channel.js";
import type { Decisions } from "../store/decisions.js";
import { JournalFault } from "../store/journalFault.js";

/**
 * Makes answers to who decides something refuse that where nothing would be kept: whoever decides would take for kept what is lost with the process.
 *
 * @returns a wrapper of such an answer, which throws (or rejects with) {RequestError} `not-kept` without a journal, and `not-written` where its file cannot be written
 */
export function whereKept(decisions: Decisions): <P, R>(answer: (params: P) => R) => (params: P) => R {
  return <P, R>(answer: (params: P) => R) =>
    (params: P): R => {
      if (!decisions.areKept) throw new RequestError("not-kept", "This engine has no journal: what is decided here would be lost.");
      try {
        const answered = answer(params);
        return answered instanceof Promise ? (answered.catch(refuse) as R) : answered;
      } catch (error) {
        return refuse(error);
      }
    };
}

function refuse(error: unknown): never {
  throw error instanceof JournalFault ? new RequestError("not-written", error.message) : error;
}
