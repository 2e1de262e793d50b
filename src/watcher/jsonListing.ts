import { join } from "node:path";
import { parseObject } from "./fields.js";
import { listFolder, type FileFailure, type FileReader } from "./storageFiles.js";

/** A session of the JSON storage and where its file lies; `projectId` is the folder's name. */
export interface ListedSession {
  readonly id: string;
  /** Null where there are messages but no session file. */
  readonly file: string | null;
  readonly projectId: string;
}

/** A place outside of any session that could not be listed. */
export interface ListingFailure {
  /** Below the data directory. */
  readonly locator: string;
  readonly failure: FileFailure;
}

const SUFFIX = ".json";

/** Ids that the files of a folder stand for. OpenCode writes in place, so other names are not OpenCode's. */
export function idsOf(names: readonly string[]): string[] {
  return names.filter((name) => name.endsWith(SUFFIX) && name.length > SUFFIX.length).map((name) => name.slice(0, -SUFFIX.length));
}

/** What sessions a data directory holds. `isComplete` is false where a folder could not be listed: then nothing counts as gone. */
export interface SessionListing {
  readonly sessions: readonly ListedSession[];
  readonly failures: readonly ListingFailure[];
  readonly isComplete: boolean;
  /** False where neither sessions nor messages have a folder. */
  readonly hasFolders: boolean;
}

export function listSessions(directory: string): SessionListing {
  const sessions = new Map<string, ListedSession>();
  const failures: ListingFailure[] = [];
  const folders = listFolder(join(directory, "storage", "session"));
  if (folders.kind === "failure") failures.push({ locator: "storage/session", failure: folders });
  for (const projectId of folders.kind === "names" ? folders.names : []) {
    const files = listFolder(join(directory, "storage", "session", projectId));
    if (files.kind === "failure") failures.push({ locator: `storage/session/${projectId}`, failure: files });
    if (files.kind !== "names") continue;
    for (const id of idsOf(files.names)) sessions.set(id, { id, file: join("storage", "session", projectId, id + SUFFIX), projectId });
  }
  const withMessages = listFolder(join(directory, "storage", "message"));
  if (withMessages.kind === "failure") failures.push({ locator: "storage/message", failure: withMessages });
  for (const id of withMessages.kind === "names" ? withMessages.names : []) {
    if (!sessions.has(id)) sessions.set(id, { id, file: null, projectId: "" });
  }
  return {
    sessions: [...sessions.values()],
    failures,
    isComplete: failures.length === 0,
    hasFolders: folders.kind !== "missing" || withMessages.kind !== "missing",
  };
}

/** The messages of each session, and folders with parts whose message is not there. */
export interface MessageListing {
  readonly messages: ReadonlyMap<string, readonly string[]>;
  /** By session: ids of messages that only have parts. */
  readonly orphans: ReadonlyMap<string, readonly string[]>;
}

/**
 * Lists all messages. The part folders are listed first: OpenCode writes a message before its parts, so a part folder in
 * that list whose message is missing afterwards is an orphan and not merely new.
 */
export function listMessages(directory: string, sessions: readonly ListedSession[], reader: FileReader): MessageListing {
  const partFolders = listFolder(join(directory, "storage", "part"));
  const unclaimed = new Set(partFolders.kind === "names" ? partFolders.names : []);
  const messages = new Map<string, readonly string[]>();
  for (const { id } of sessions) {
    const listing = listFolder(join(directory, "storage", "message", id));
    // A message folder that is closed may own any of the part folders: then none of them is known to be an orphan.
    if (listing.kind === "failure") unclaimed.clear();
    if (listing.kind !== "names") continue;
    const ids = idsOf(listing.names);
    messages.set(id, ids);
    for (const message of ids) unclaimed.delete(message);
  }
  return { messages, orphans: sessionsOfOrphans(directory, unclaimed, reader) };
}

/** Part files hold their session's id, which their path does not tell. */
function sessionsOfOrphans(directory: string, messageIds: ReadonlySet<string>, reader: FileReader): Map<string, string[]> {
  const orphans = new Map<string, string[]>();
  for (const messageId of messageIds) {
    const folder = join(directory, "storage", "part", messageId);
    const listing = listFolder(folder);
    if (listing.kind !== "names") continue;
    for (const id of idsOf(listing.names)) {
      const reading = reader.read(join(folder, id + SUFFIX));
      const sessionId = reading.kind === "text" ? parseObject(reading.text)?.["sessionID"] : undefined;
      if (typeof sessionId !== "string" || sessionId === "") continue;
      orphans.set(sessionId, [...(orphans.get(sessionId) ?? []), messageId]);
      break;
    }
  }
  return orphans;
}
