import { oneLine } from "../model/neutralise.js";
import type { SourceProblem, SourceProblemReason } from "../model/storage.js";

/** What each problem means and what to do about it; what was found comes before. */
const MEANING: Readonly<Record<SourceProblemReason, string>> = {
  "not-found": "Nothing of it can be shown. Run OpenCode once; if its data lies elsewhere, correct the setting spotter.storage.paths (on the command line, --storage).",
  empty: "OpenCode has recorded nothing there yet, so there is nothing to judge. Nothing to do: sessions show as soon as OpenCode writes them.",
  "permission-denied": "What the agent did there is not seen. Give the user who runs this program the right to read it, then refresh.",
  locked: "Another program holds the database, so what is new in it is not seen yet. It is tried again by itself; if it stays, end the program that locks it.",
  corrupt: "What lies in the broken part is not seen; what was read before stays. Check the disk, and repair or restore the file with OpenCode stopped.",
  "unknown-schema": "What the agent did there is not seen, and no risk shown means nothing for it. Update this extension, or report the version of OpenCode.",
  "needs-newer-host": "What is new in it is not seen. Update VS Code to 1.101 or newer (Node.js 22.15 or newer on the command line), which reads it in place.",
  changing: "No complete copy could be had, so what is new in it is not seen yet. It is tried again by itself, as soon as OpenCode pauses.",
  failed: "What is new in it is not seen. It is tried again at the next change; if it stays, show the log and report it.",
};

/** A problem in three sentences. `found` is one sentence without content of the storage; `path` is appended to it. */
export function sourceProblem(reason: SourceProblemReason, found: string, path: string): SourceProblem {
  return { reason, message: `${found}: ${oneLine(path, 300)}. ${MEANING[reason]}` };
}

/** The code of a system error (`ENOENT`, `EACCES`, …), or undefined for anything else. */
export function systemErrorCode(error: unknown): string | undefined {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

/** True for errors that say: not there, or not there any more. */
export function isMissing(error: unknown): boolean {
  const code = systemErrorCode(error);
  return code === "ENOENT" || code === "ENOTDIR";
}

export function isDenied(error: unknown): boolean {
  const code = systemErrorCode(error);
  return code === "EACCES" || code === "EPERM";
}
