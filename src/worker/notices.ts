import type { OpenNotice } from "../store/store.js";
import type { EngineStatus } from "../protocol/engine.js";

type Notice = EngineStatus["notices"][number];

/** What happened to the store, what it means, what to do. */
export function noticeOf(notice: OpenNotice): Notice {
  switch (notice.kind) {
    case "corrupt":
      return {
        id: "store-corrupt",
        severity: "warning",
        message: `Spotter's own index was damaged. It was kept aside as ${notice.keptAs} and is built anew from OpenCode's storage; nothing needs to be done.`,
      };
    case "newer":
      return {
        id: "store-newer",
        severity: "warning",
        message: `Spotter's index was written by a newer version (schema ${notice.version}). It is left as it is, and this session works in memory only. Update Spotter to use it.`,
      };
    case "unreadable":
      return {
        id: "store-unreadable",
        severity: "warning",
        message: `Spotter's index could not be opened (${notice.code}). This session works in memory only, so the next start reads everything again. Check the permissions of the extension's storage folder.`,
      };
    case "journal-torn":
      return {
        id: "journal-torn",
        severity: "warning",
        message: `The journal of decisions ended in the middle of a line (${notice.bytes} bytes), as after a crash. That decision was never confirmed and was cut off; take it again if it is missing.`,
      };
    case "journal-damaged":
      return {
        id: "journal-damaged",
        severity: "error",
        message: `${notice.lines} decisions in the journal are damaged and not used. They stay in the file; restore a backup if verdicts are missing.`,
      };
    case "journal-unreadable":
      return {
        id: "journal-unreadable",
        severity: "error",
        message: `The journal of decisions could not be opened (${notice.code}). Verdicts taken before are not seen and new ones are kept for this session only. Check the permissions of the extension's storage folder, then reload the window.`,
      };
    case "not-saved":
      return {
        id: "store-not-saved",
        severity: "warning",
        message: `Spotter's index could not be saved (${notice.code}). What is shown is right, but the next start reads it again. Check free space and permissions of the extension's storage folder.`,
      };
  }
}
