import { listMessages, listSessions } from "./jsonListing.js";
import { signatureOnDisk } from "./jsonSession.js";
import { FileReader } from "./storageFiles.js";

/** What the files of a session look like, without reading them. */
export interface SessionSign {
  readonly id: string;
  readonly signature: string;
  /** When the last of them changed, in milliseconds. */
  readonly latest: number;
}

/** Which sessions one of several threads looks at: each `of`-th, from the one with number `index` on. */
export interface SigningShare {
  readonly index: number;
  readonly of: number;
}

/** Looks at the files of a share of the sessions in a JSON storage. Sessions that only parts name are in no share. */
export function signSessions(directory: string, { index, of }: SigningShare): SessionSign[] {
  const { sessions } = listSessions(directory);
  const { orphans } = listMessages(directory, sessions, new FileReader());
  return sessions
    .filter((_session, number) => number % of === index)
    .map((session) => {
      const onDisk = signatureOnDisk(directory, session, orphans.get(session.id) ?? []);
      return { id: session.id, signature: onDisk.toString(), latest: onDisk.latest };
    });
}
