import { createHash } from "node:crypto";
import type { NewDecision } from "../../model/decision.js";
import type { Verdict } from "../../model/finding.js";
import { RequestError } from "../../protocol/channel.js";
import type { EngineParams, EngineResult } from "../../protocol/engine.js";
import type { GroupedList } from "../../protocol/findingList.js";
import { type FindingSelection, MOST_DECIDED, plainReason } from "../../protocol/triage.js";
import type { Database } from "../../store/database.js";
import { byLevel, decidedFindings, findingIdsOfCalls, levelsAndStates, findingsOf, knownFindings, sessionsOfFindings, unreadOf } from "../../store/queries/findings.js";
import { findingIdsOfList } from "../../store/queries/groups.js";
import { findingRow } from "../rows.js";
import { actOf, endedFinding, futureExpiry, type TriageParts } from "./triageParts.js";

/** Findings that a preview shows. */
const SAMPLE = 20;

/** What a verdict on these findings would touch. @throws {RequestError} `too-many` where they are more than are decided at once */
export function previewSelection(db: Database, selection: FindingSelection, verdict: Verdict): EngineResult<"previewSelection"> {
  return previewOf(db, selectedIds(db, selection, verdict));
}

export function previewOf(db: Database, ids: readonly string[]): EngineResult<"previewSelection"> {
  const now = levelsAndStates(db, ids);
  return { findings: ids.length, byLevel: byLevel(now.map(({ level }) => ({ level, findings: 1 }))), sample: findingsOf(db, ids, SAMPLE).map(findingRow), digest: digestOf(now) };
}

/**
 * Gives a verdict on all of these findings, or on none; who decides has seen them.
 *
 * @throws {RequestError} `ended` where there is none of them, `changed` where there are others than were shown or there is nothing to reopen, `past` where it would have expired, `too-many` where they
 * are more than are decided at once
 */
export function decide({ store, changed, now }: TriageParts, { selection, expected, verdict, reason, expires }: EngineParams<"decide">): EngineResult<"decide"> {
  const ids = selectedIds(store.db, selection, verdict);
  if (ids.length === 0 && verdict !== "open") throw endedFinding();
  expectShown(store.db, ids, expected);
  if (ids.length === 0) throw new RequestError("changed", "Nothing was decided on these findings, so there is nothing to reopen.");
  const head = { kind: "verdict", state: verdict, reason: plainReason(reason), expires: futureExpiry(expires, now()) } as const;
  const unread = unreadOf(store.db, ids);
  const seen: NewDecision[] = unread.length > 0 ? [{ kind: "read", findings: unread }] : [];
  const recorded = store.decisions.record([...ids.map((finding): NewDecision => ({ ...head, finding })), ...seen]);
  changed(sessionsOfFindings(store.db, ids));
  return { decided: ids.length, act: actOf(recorded) };
}

/** Names these findings, their levels and states; they come in the order of their ids. */
function digestOf(findings: ReturnType<typeof levelsAndStates>): string {
  const hash = createHash("sha256");
  for (const { id, level, state } of findings) hash.update(`${id} ${level} ${state}\n`);
  return hash.digest("hex").slice(0, 32);
}

/** @throws {RequestError} `changed` where these findings are not those that were shown, or not as they were */
export function expectShown(db: Database, ids: readonly string[], expected: string | null): void {
  if (expected !== null && expected !== digestOf(levelsAndStates(db, ids))) throw new RequestError("changed", "Other findings are concerned by now than were shown, so nothing was decided. Do it again, and look at what is shown then.");
}

/** @throws {RequestError} `ended` where there is no such finding */
export function comment({ store, changed }: TriageParts, { findingId, text }: EngineParams<"comment">): EngineResult<"comment"> {
  if (knownFindings(store.db, [findingId]).length === 0) throw endedFinding();
  store.decisions.record([{ kind: "note", finding: findingId, text: plainReason(text) }]);
  changed(sessionsOfFindings(store.db, [findingId]));
  return {};
}

/** @throws {RequestError} `not-found` where nothing of it stands that could be taken back */
export function undo({ store, changed }: TriageParts, { decision }: EngineParams<"undo">): EngineResult<"undo"> {
  const undone = store.decisions.undo(decision);
  if (undone === 0) throw new RequestError("not-found", "There is no such decision that could be taken back; it may have been already.");
  changed(null);
  return { undone };
}

/** What is decided on. Who reopens means what is settled, too, and nothing of what nobody decided on: there is nothing to take back. */
function selectedIds(db: Database, selection: FindingSelection, verdict: Verdict): string[] {
  const ids = verdict === "open" ? decidedFindings(db, idsOf(db, selection, verdict)) : idsOf(db, selection, verdict);
  if (ids.length > MOST_DECIDED) throw new RequestError("too-many", `These are ${ids.length} findings, and at most ${MOST_DECIDED} are decided at once.`);
  return ids;
}

function idsOf(db: Database, selection: FindingSelection, verdict: Verdict): string[] {
  switch (selection.kind) {
    case "findings":
      return knownFindings(db, selection.ids);
    case "calls":
      return findingIdsOfCalls(db, selection.ids);
    case "lists":
      return [...new Set([...selection.lists.flatMap(({ list, value }) => listedIds(db, list, value, verdict)), ...findingIdsOfCalls(db, selection.calls)])];
  }
}

/** Findings of a list. */
function listedIds(db: Database, list: GroupedList, group: string | null, verdict: Verdict): string[] {
  return findingIdsOfList(db, verdict === "open" ? { ...list, filter: { ...list.filter, state: list.filter.state ?? "any" } } : list, group);
}
