import { createHash } from "node:crypto";
import { join } from "node:path";
import { parseObject } from "./fields.js";
import { idsOf, type ListedSession } from "./jsonListing.js";
import { below, isSettled, listFolder, stampAt, type FileFailure, type FileReader } from "./storageFiles.js";

const PARTS = join("storage", "part");

/** A file of a session; `locator` is its path below the data directory. */
export type SessionFile =
  | { readonly kind: "session"; readonly locator: string }
  | { readonly kind: "message"; readonly locator: string; readonly id: string }
  | { readonly kind: "part"; readonly locator: string; readonly id: string; readonly messageId: string; readonly isOrphan: boolean }
  /** A folder that could not be listed: what it holds is unknown. */
  | { readonly kind: "closed"; readonly locator: string; readonly failure: FileFailure };

/** The files of one session, in the order in which they are read and signed: session, then each message with its parts. */
export function* sessionFiles(directory: string, session: ListedSession, orphans: readonly string[]): Generator<SessionFile> {
  if (session.file !== null) yield { kind: "session", locator: session.file };
  const folder = join("storage", "message", session.id);
  const messages = listFolder(join(directory, folder));
  if (messages.kind === "failure") yield { kind: "closed", locator: folder, failure: messages };
  for (const id of messages.kind === "names" ? idsOf(messages.names) : []) {
    yield { kind: "message", locator: below(folder, `${id}.json`), id };
    yield* partFiles(directory, id, false);
  }
  for (const id of orphans) yield* partFiles(directory, id, true);
}

function* partFiles(directory: string, messageId: string, isOrphan: boolean): Generator<SessionFile> {
  const folder = below(PARTS, messageId);
  const parts = listFolder(below(directory, folder));
  if (parts.kind === "failure") yield { kind: "closed", locator: folder, failure: parts };
  if (parts.kind !== "names") return;
  for (const id of idsOf(parts.names)) yield { kind: "part", locator: below(folder, `${id}.json`), id, messageId, isOrphan };
}

/**
 * What tells that anything in a session changed: a hash over the stamps of its files. A file that changed in this very
 * moment makes the signature a one-time one, so that the session is looked at once more.
 */
export class SessionSignature {
  private readonly lines: string[] = [];
  private isFresh = false;
  /** When the last of the files changed. */
  latest = 0;

  add(locator: string, stamp: string, changed: number): void {
    this.lines.push(locator, stamp);
    this.latest = Math.max(this.latest, changed);
    if (!isSettled(changed)) this.isFresh = true;
  }

  toString(): string {
    const hash = createHash("sha256").update(this.lines.join("\n")).digest("base64url").slice(0, 22);
    return this.isFresh ? `${hash}~${Date.now()}` : hash;
  }
}

/** The signature of a session as it is on disk, without reading a file. */
export function signatureOnDisk(directory: string, session: ListedSession, orphans: readonly string[]): SessionSignature {
  const signature = new SessionSignature();
  for (const file of sessionFiles(directory, session, orphans)) {
    if (file.kind === "closed") {
      signature.add(file.locator, file.failure.stamp, 0);
      continue;
    }
    const stamp = stampAt(below(directory, file.locator));
    if (stamp !== null) signature.add(file.locator, stamp.stamp, stamp.changed);
  }
  return signature;
}

/** The directory that a session's messages name, for a session that has no file of its own. */
export function directoryFromMessages(directory: string, sessionId: string, reader: FileReader): { directory: string; time: number } {
  const folder = join(directory, "storage", "message", sessionId);
  const messages = listFolder(folder);
  let time = 0;
  for (const name of messages.kind === "names" ? messages.names : []) {
    const reading = reader.read(join(folder, name));
    if (reading.kind !== "text") continue;
    time = time === 0 ? reading.time : Math.min(time, reading.time);
    const path = parseObject(reading.text)?.["path"];
    const cwd = typeof path === "object" && path !== null && "cwd" in path ? path.cwd : undefined;
    if (typeof cwd === "string" && cwd !== "") return { directory: cwd, time };
  }
  return { directory: "", time };
}
