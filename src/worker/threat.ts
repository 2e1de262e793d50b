import type { Threat } from "../protocol/alerts.js";
import type { Database } from "../store/database.js";
import { countOpenFindings, newestFinding } from "../store/queries/findings.js";
import { countSessions } from "../store/queries/sessions.js";
import { findingRow } from "./rows.js";

/** How bad it is in these folders and below; in all where none is named. @param since milliseconds since 1970: findings whose newest call is older are nothing new */
export function threatOf(db: Database, since: number, folders: readonly string[]): Threat {
  const newest = newestFinding(db, { since, folders });
  return { ...countOpenFindings(db, { since, folders }), newest: newest ? findingRow(newest) : null, sessions: countSessions(db, folders) };
}
