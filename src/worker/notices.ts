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
    case "not-saved":
      return {
        id: "store-not-saved",
        severity: "warning",
        message: `Spotter's index could not be saved (${notice.code}). What is shown is right, but the next start reads it again. Check free space and permissions of the extension's storage folder.`,
      };
  }
}
