import { untrusted } from "../model/untrusted.js";
import type { EngineParams, EngineResult } from "../protocol/engine.js";
import type { GroupRow } from "../protocol/findingList.js";
import type { Database } from "../store/database.js";
import { type StoredGroup, listGroupCalls, listGroups } from "../store/queries/groups.js";
import { getSession, projectFolder } from "../store/queries/sessions.js";
import { callRow, sessionRow } from "./rows.js";

/** A page of groups, named for a reader. */
export function findingGroups(db: Database, { list, after, limit }: EngineParams<"findingGroups">): EngineResult<"findingGroups"> {
  const { rows, next, total } = listGroups(db, list, after, limit);
  return { rows: rows.map((group) => groupRow(db, list.by, group)), next, total };
}

/** A page of a group's calls. */
export function groupCalls(db: Database, { list, value, after, limit }: EngineParams<"groupCalls">): EngineResult<"groupCalls"> {
  const { rows, next, total } = listGroupCalls(db, list, value, after, limit);
  return { rows: rows.map((call) => ({ ...callRow(call), sessionTitle: untrusted(call.session_title ?? "") })), next, total };
}

function groupRow(db: Database, by: EngineParams<"findingGroups">["list"]["by"], group: StoredGroup): GroupRow {
  const { value, calls, critical, high, medium, low, worst, newest } = group;
  const stored = by === "session" ? getSession(db, value) : undefined;
  const title = by === "project" ? (projectFolder(db, value) ?? value) : (stored?.title ?? value);
  return { value, title: untrusted(title), calls, byLevel: { critical, high, medium, low, none: 0 }, worstScore: worst, newest, session: stored ? sessionRow(stored) : null };
}
