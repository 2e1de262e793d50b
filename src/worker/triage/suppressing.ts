import type { NewDecision } from "../../model/decision.js";
import { type FindingPattern, isWide, type SuppressionScope } from "../../model/suppression.js";
import { untrusted } from "../../model/untrusted.js";
import { RequestError } from "../../protocol/channel.js";
import type { EngineParams, EngineResult } from "../../protocol/engine.js";
import { plainReason, type ScopeOffer, type SuppressionRow } from "../../protocol/triage.js";
import { ruleById } from "../../scoring/catalogue.js";
import type { Database } from "../../store/database.js";
import { getCall } from "../../store/queries/calls.js";
import { findingsOf, knownFindings } from "../../store/queries/findings.js";
import { getSession, projectFolder, sessionProject } from "../../store/queries/sessions.js";
import { countCovered, countPartly, coveredBy, type Covered, type CoveredCount, getSuppression, lastCovered, listCovered, patternsOf, type StoredSuppression } from "../../store/queries/suppressions.js";
import { standingSuppression } from "../../store/queries/decisions.js";
import { holds, isWholePath } from "../../store/suppressionCover.js";
import { scopeOf } from "../../store/suppressions.js";
import { callRow } from "../rows.js";
import { actOf, endedFinding, futureExpiry, type TriageParts } from "./triageParts.js";
import { expectShown, previewOf } from "./verdicts.js";
import { workspacePlaces } from "./workspacePlace.js";

const RECENT_MS = 30 * 86_400_000;
/** OpenCode's project of everything that is in no repository: it is not one. */
const NO_PROJECT: readonly string[] = ["", "global"];
const NONE = { critical: 0, high: 0, medium: 0, low: 0, none: 0 } as const;

/** Where a suppression of a finding could hold, narrowest first, and what it would hide there. */
export function suppressionOffers({ store, now }: TriageParts, { findingId, callId, folders }: EngineParams<"suppressionOffers">): EngineResult<"suppressionOffers"> {
  const { db } = store;
  const [finding] = findingsOf(db, [findingId]);
  const projectId = finding && sessionProject(db, finding.session_id);
  if (!finding || projectId === undefined) throw endedFinding();
  const sessionId = finding.session_id;
  const scopes: SuppressionScope[] = [
    { kind: "call", callId: callId ?? finding.id, sessionId },
    { kind: "session", sessionId },
    ...(NO_PROJECT.includes(projectId) ? [] : [{ kind: "project", projectId } as const]),
    ...workspacePlaces(folders).map((place) => ({ kind: "workspace", ...place }) as const),
    { kind: "everywhere" },
  ];
  const pattern = patternOf(store, findingId);
  return scopes.filter((scope) => holds(db, scope, findingId)).map((scope): ScopeOffer => {
    const unsettled = coveredOf(store, pattern, scope, "unsettled");
    const all = countCovered(db, unsettled);
    return {
      scope,
      title: untrusted(scopeTitle(db, scope)),
      rule: pattern.rule,
      normalised: untrusted(pattern.normalised),
      target: untrusted(pattern.target),
      recent: previewOf(db, countCovered(db, { ...unsettled, since: now() - RECENT_MS }).ids),
      all: previewOf(db, all.ids),
      partly: countPartly(db, scope, all.ids),
      settled: countCovered(db, coveredOf(store, pattern, scope, "recognised")).ids.length - all.ids.length,
    };
  });
}

/** The findings that such a suppression would hide. */
export function offeredFindings({ store }: TriageParts, findingId: string, scope: SuppressionScope, after: string | null, limit: number): ReturnType<typeof listCovered> {
  return listCovered(store.db, coveredOf(store, patternOf(store, findingId), scope, "unsettled"), after, limit);
}

/**
 * Suppresses what has a finding's fingerprint.
 *
 * @throws {RequestError} `not-found` where there is no such scope, `ended` where there is no such finding, `changed` where it is not in that scope or others would be hidden than were shown, `needs-consent` where critical findings would be hidden beyond a
 * project and nobody said that they may, `past` where it would have expired
 */
export function suppress(parts: TriageParts, { findingId, scope, expected, reason, expires, critical }: EngineParams<"suppress">): EngineResult<"suppress"> {
  const { store, changed, now } = parts;
  const { db } = store;
  if (!isScope(scope)) throw new RequestError("not-found", "There is no such scope: what is in no repository is in no project, and a folder is named from the root on.");
  const pattern = patternOf(store, findingId);
  if (!holds(db, scope, findingId)) throw new RequestError("changed", "The finding is not in that scope, or not any more, so nothing was suppressed. Do it again, and look at what is shown then.");
  const all = countCovered(db, coveredOf(store, pattern, scope, "unsettled"));
  expectAgreed(db, scope, all, expected, critical);
  const partly = countPartly(db, scope, all.ids);
  const { rule, normalised, target } = pattern;
  const until = futureExpiry(expires, now());
  const decision: NewDecision = { kind: "suppress", pattern: { rule, normalised, target }, scope: ownScope(db, scope), reason: plainReason(reason), expires: until, critical };
  const recorded = store.decisions.record([decision, ...seenBy(all)]);
  changed(null);
  return { id: recorded[0]!.id, act: actOf(recorded), hides: all.ids.length, partly };
}

/** @throws {RequestError} `not-found` where it is no standing suppression of a person; else as `suppress` */
export function changeSuppression({ store, changed, now }: TriageParts, { id, expected, reason, expires, critical }: EngineParams<"changeSuppression">): EngineResult<"changeSuppression"> {
  const standing = standingSuppression(store.db, id);
  const stored = getSuppression(store.db, id);
  if (!standing || !stored) throw new RequestError("not-found", "There is no such suppression; a team's is changed in its file.");
  const { pattern, scope } = standing;
  const all = countCovered(store.db, coveredBy(store.db, stored, { kind: "unsettled" }));
  // That it may hide what is critical was said of what there was then.
  expectAgreed(store.db, scope, all, expected, critical);
  const recorded = store.decisions.record([
    { kind: "suppress", pattern, scope, critical: standing.critical && critical, reason: plainReason(reason), expires: futureExpiry(expires, now()) },
    { kind: "undo", decision: id },
    ...seenBy(all),
  ]);
  changed(null);
  return { id: recorded[0]!.id, act: actOf(recorded) };
}

/** Who hides findings has seen them. That it stands beside the suppression tells which ones it decided (`store/queries/decisions.ts`). */
function seenBy({ ids }: CoveredCount): NewDecision[] {
  return ids.length > 0 ? [{ kind: "read", findings: ids }] : [];
}

/** What it would hide if it held from now on. @throws {RequestError} `not-found` */
export function suppressionPreview({ store }: TriageParts, id: string): EngineResult<"suppressionPreview"> {
  const { db } = store;
  const stored = knownSuppression(db, id);
  const { ids } = countCovered(db, coveredBy(db, stored, { kind: "unsettled" }));
  return { ...previewOf(db, ids), partly: countPartly(db, scopeOf(stored.scope, stored.scope_id), ids) };
}

/** @throws {RequestError} `changed` where others would be hidden than were shown, `needs-consent` where critical ones would be beyond a project and nobody said that they may */
function expectAgreed(db: Database, scope: SuppressionScope, { ids, byLevel }: CoveredCount, expected: string | null, critical: boolean): void {
  expectShown(db, ids, expected);
  if (isWide(scope.kind) && byLevel.critical > 0 && !critical) {
    throw new RequestError("needs-consent", `This would hide ${byLevel.critical} critical findings beyond a project, and that has to be confirmed.`);
  }
}

/** @throws {RequestError} `not-found` */
export function knownSuppression(db: Database, id: string): StoredSuppression {
  const stored = getSuppression(db, id);
  if (!stored) throw new RequestError("not-found", "There is no such suppression.");
  return stored;
}

export function suppressionRow({ store, now }: Pick<TriageParts, "store" | "now">, stored: StoredSuppression): SuppressionRow {
  const { ids, byLevel, newest } = countCovered(store.db, coveredBy(store.db, stored, { kind: "hidden", by: stored, now: now() }));
  const expired = stored.expires !== null && stored.expires <= now();
  return {
    id: stored.id,
    origin: stored.team_folder === null ? "person" : "team",
    decision: stored.decision_id,
    folder: stored.team_folder === null ? null : untrusted(stored.team_folder),
    rule: stored.rule,
    title: ruleById(stored.rule)?.title ?? stored.rule,
    normalised: untrusted(stored.normalised),
    target: untrusted(stored.target),
    scope: stored.scope,
    scopeTitle: untrusted(scopeTitle(store.db, scopeOf(stored.scope, stored.scope_id))),
    reason: untrusted(stored.reason),
    actor: untrusted(stored.actor),
    at: stored.at,
    expires: stored.expires,
    expired,
    critical: stored.critical === 1,
    hides: expired ? 0 : ids.length,
    partly: expired ? 0 : countPartly(store.db, scopeOf(stored.scope, stored.scope_id), ids),
    byLevel: expired ? NONE : byLevel,
    lastHid: expired ? lastCovered(store.db, stored) : newest,
  };
}

/** @throws {RequestError} `not-found` */
export function suppressedFindings({ store: { db }, now }: TriageParts, id: string, after: string | null, limit: number): ReturnType<typeof listCovered> {
  const stored = knownSuppression(db, id);
  return listCovered(db, coveredBy(db, stored, { kind: "hidden", by: stored, now: now() }), after, limit);
}

/** @throws {RequestError} `ended` for a finding that is not there, `changed` while none of its calls has the score that made it one */
function patternOf({ db, suppressions }: TriageParts["store"], findingId: string): FindingPattern {
  if (knownFindings(db, [findingId]).length === 0) throw endedFinding();
  const own = patternsOf(db, findingId).find((pattern) => suppressions.printOf(pattern) === pattern.fingerprint);
  if (!own) throw new RequestError("changed", "Its calls are being scored anew, so nothing was suppressed. Try again in a moment.");
  return own;
}

/** What would be covered if critical findings were, too. */
function coveredOf({ suppressions }: TriageParts["store"], pattern: FindingPattern, scope: SuppressionScope, kind: "recognised" | "unsettled"): Covered {
  return { prints: suppressions.printsOf(pattern), scope, critical: true, since: 0, only: { kind } };
}

/** False for what is no place of its own: what is in no repository is in no project, and a folder is told from the root on. */
function isScope(scope: SuppressionScope): boolean {
  if (scope.kind === "project") return !NO_PROJECT.includes(scope.projectId);
  return scope.kind !== "workspace" || [scope.folder, ...(scope.aliases ?? [])].every(isWholePath);
}

/** Of a call the session is its own, whatever was asked: it goes when that is forgotten. */
function ownScope(db: Database, scope: SuppressionScope): SuppressionScope {
  return scope.kind === "call" ? { ...scope, sessionId: getCall(db, scope.callId)?.session_id ?? scope.sessionId } : scope;
}

function scopeTitle(db: Database, scope: SuppressionScope): string {
  switch (scope.kind) {
    case "call": {
      const call = getCall(db, scope.callId);
      return call ? String(callRow(call).subject) : "";
    }
    case "session":
      return getSession(db, scope.sessionId)?.title ?? "";
    case "project":
      return projectFolder(db, scope.projectId) ?? scope.projectId;
    case "workspace":
      return scope.folder === "" ? "/" : scope.folder;
    case "everywhere":
      return "";
  }
}
