import type { SourceRow } from "../protocol/rows.js";
import type { OpenNotice } from "../store/openNotice.js";
import type { EngineStatus } from "../protocol/engine.js";

import { BACKLOG } from "../watcher/batches.js";

type Notice = EngineStatus["notices"][number];

function aside(keptAs: string | null): string {
  return keptAs === null ? "It may have held what you had Spotter forget, so it was removed," : `It was kept aside as ${keptAs}`;
}

/** What happened to the store, what it means, what to do. */
export function noticeOf(notice: OpenNotice): Notice {
  switch (notice.kind) {
    case "corrupt":
      return {
        id: "store-corrupt",
        severity: "warning",
        message: `Spotter's own index was damaged. ${aside(notice.keptAs)} and is built anew from OpenCode's storage; nothing needs to be done.`,
      };
    case "foreign":
      return {
        id: "store-foreign",
        severity: "warning",
        message: `In the place of Spotter's index lay ${notice.detail}. It was kept aside as ${notice.keptAs}, and the index is built anew from OpenCode's storage; move the file back to where it belongs.`,
      };
    case "unmigrated":
      return {
        id: "store-unmigrated",
        severity: "warning",
        message: `Spotter's index of an older version could not be brought up to date. ${aside(notice.keptAs)} and is built anew from OpenCode's storage; verdicts and notes are kept. Nothing needs to be done.`,
      };
    case "not-kept":
      return {
        id: "store-not-kept",
        severity: "warning",
        message: `The index as it was before this update could not be kept (${notice.code}), so it is left as it is, and this session works in memory only: decisions cannot be taken. Make room in the extension's storage folder or check its permissions, then reload the window.`,
      };
    case "not-ours":
      return {
        id: "store-not-ours",
        severity: "error",
        message: "The file that was named for Spotter's index is no store that Spotter wrote, or a damaged one. It was left as it is. Name another file, or move this one away.",
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
        message: `The journal of decisions ended in the middle of a line (${notice.bytes} bytes), as after a crash. That decision was never confirmed and does not count; take it again if it is missing.`,
      };
    case "journal-healed": {
      const cut = notice.tornBytes > 0 ? ` It ended in the middle of a line (${notice.tornBytes} bytes), which was cut off.` : "";
      return {
        id: "journal-healed",
        severity: "warning",
        message: `The journal of decisions had lost ${notice.decisions} decisions that the index holds: its file was removed, cut short or damaged.${cut} They hold, and were written into it again. What was decided after the index was saved last may be missing: look at the newest decisions, and take again what is not there.`,
      };
    }
    case "journal-withheld":
      return {
        id: "journal-withheld",
        severity: "warning",
        message: `The index holds decisions that the journal of decisions lacks (${notice.decisions}). A newer version of Spotter has forgotten something in a way that this one does not know, and they may be of that, so they were not written into the journal again. They hold only as long as the index does. Update Spotter: it knows what is to stay.`,
      };
    case "journal-behind":
      return {
        id: "journal-behind",
        severity: "error",
        message: `The journal of decisions has lost decisions that the index holds, and they could not be written into it again (${notice.code}). They hold, but would be lost with the index. Check free space and permissions of the extension's storage folder; the next start tries again.`,
      };
    case "journal-damaged":
      return {
        id: "journal-damaged",
        severity: "error",
        message: `${notice.lines === 1 ? "A line of the journal of decisions is" : `${notice.lines} lines of the journal of decisions are`} damaged, and what was decided there is not used. What is damaged stays in the file until something is forgotten; restore a backup if verdicts are missing.`,
      };
    case "journal-newer":
      return {
        id: "journal-newer",
        severity: "warning",
        message: `${notice.decisions} decisions in the journal were written by a newer version of Spotter and do not hold here: what they settle is shown as open. They are kept. Update Spotter to have them.`,
      };
    case "journal-unreadable":
      return {
        id: "journal-unreadable",
        severity: "error",
        message: `The journal of decisions could not be opened (${notice.code}). Verdicts that the index holds are still seen; those taken after it was saved last are not, and none can be taken, since it would be lost. Check the permissions of the extension's storage folder, then reload the window.`,
      };
    case "not-erased":
      return {
        id: "store-not-erased",
        severity: "warning",
        message: `What was forgotten is gone from what Spotter shows, but not yet from the disk (${notice.code}): its index, journal or an older copy could not be written. That is tried again with each save and at the next start. Check free space and permissions of the extension's storage folder.`,
      };
    case "not-saved":
      return {
        id: "store-not-saved",
        severity: "warning",
        message: `Spotter's index could not be saved (${notice.code}). What is shown is right, but the next start reads it again. Check free space and permissions of the extension's storage folder.`,
      };
  }
}

/** @param bytes that the store takes in memory, @param budget that it may take */
export function budgetNotices(bytes: number, budget: number): Notice[] {
  if (bytes <= budget) return [];
  const megabytes = (count: number): string => `${Math.round(count / 1e6)} MB`;
  return [{
    id: "store-large",
    severity: "warning",
    message: `Spotter's index takes ${megabytes(bytes)}, more than the ${megabytes(budget)} that it may: what is left in it are risky calls and findings, which are never let go by themselves. Everything works, only slower. 'Spotter: Forget…' erases projects that are done with.`,
  }];
}

/** @param polling sources that cannot be watched, by path, with the system's code */
export function pollingNotices(polling: ReadonlyMap<string, string>): Notice[] {
  return [...polling].map(([path, code]) => ({
    id: `polling:${path}`,
    severity: "warning",
    message: `Watching ${path} for changes failed (${code}). Spotter looks there every two seconds instead, so what is new shows a little later. A network disk cannot be watched; elsewhere raise the system's limit of watches (fs.inotify.max_user_watches), then reload the window.`,
  }));
}

/** What readings have to say: that sessions are left out, and that a source changes faster than it can be read. */
export function readingNotices(sources: readonly SourceRow[]): Notice[] {
  return sources.flatMap((source): Notice[] => {
    const notices: Notice[] = [];
    if (source.excluded > 0) {
      notices.push({ id: `excluded:${source.path}`, severity: "info", message: `${source.excluded} sessions of ${source.path} are left out, as the setting spotter.storage.exclude says. What the agent did in them is not seen.` });
    }
    if (source.phase !== "bulk" && source.backlog > BACKLOG) {
      notices.push({ id: `backlog:${source.path}`, severity: "info", message: `${source.backlog} changed sessions of ${source.path} are still to be read. They are worked off oldest first and none is dropped; what is new shows when its turn comes.` });
    }
    return notices;
  });
}
