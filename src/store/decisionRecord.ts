import * as v from "valibot";
import { LETTER_ACTIONS, type Decision } from "../model/decision.js";
import { FINDING_STATES } from "../model/finding.js";
import { RISK_LEVELS } from "../model/risk.js";
import type { Database } from "./database.js";
import { forgottenUntil } from "./forget.js";

/** Kind under which a decision is kept that this version does not understand. */
export const NEWER = "newer";

/** A moment in milliseconds since 1970, as `Date` takes it. */
const moment = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8_640_000_000_000_000));
const about = v.object({ sessionId: v.string(), projectId: v.string(), rule: v.optional(v.string()), level: v.optional(v.picklist(RISK_LEVELS)), detected: v.optional(v.nullable(moment)), newest: v.optional(v.number()) });
/** What a decision of any version has: by this it is kept, sorted and told, whatever else it says. */
const anyHead = { id: v.pipe(v.string(), v.minLength(1)), at: moment, actor: v.string(), act: v.optional(v.string()) };
const head = { ...anyHead, about: v.optional(about) };

const scope = v.variant("kind", [
  v.object({ kind: v.literal("session"), sessionId: v.string() }),
  v.object({ kind: v.literal("project"), projectId: v.string() }),
  v.object({ kind: v.literal("everything"), before: moment }),
]);

const pattern = { rule: v.string(), normalised: v.string(), target: v.string() };
const held = { reason: v.string(), expires: v.nullable(moment), critical: v.boolean() };
const folderPaths = { folder: v.string(), aliases: v.optional(v.array(v.string())) };
const suppressionScope = v.variant("kind", [
  v.object({ kind: v.literal("call"), callId: v.string(), sessionId: v.string() }),
  v.object({ kind: v.literal("session"), sessionId: v.string() }),
  v.object({ kind: v.literal("project"), projectId: v.string() }),
  v.object({ kind: v.literal("workspace"), ...folderPaths }),
  v.object({ kind: v.literal("everywhere") }),
]);

/** What each kind that this version knows has to have; more than that is let be. */
const KINDS = {
  verdict: v.looseObject({ ...head, finding: v.string(), state: v.picklist(FINDING_STATES), reason: v.string(), expires: v.nullable(moment) }),
  note: v.looseObject({ ...head, finding: v.string(), text: v.string() }),
  suppress: v.looseObject({ ...head, ...held, pattern: v.object(pattern), scope: suppressionScope }),
  team: v.looseObject({ ...head, ...folderPaths, entries: v.array(v.object({ ...pattern, ...held, by: v.string() })) }),
  read: v.looseObject({
    ...head,
    findings: v.array(v.string()),
    sessions: v.optional(v.array(v.nullable(v.string()))),
    levels: v.optional(v.array(v.nullable(v.picklist(RISK_LEVELS)))),
    detected: v.optional(v.array(v.nullable(moment))),
    newest: v.optional(v.array(v.nullable(v.number()))),
  }),
  install: v.looseObject(head),
  undo: v.looseObject({ ...head, decision: v.string() }),
  forget: v.looseObject({ ...head, scope, extent: v.optional(v.object({ before: moment, sessions: v.array(v.string()) })) }),
  restore: v.looseObject({ ...head, backup: v.string() }),
  deadLetter: v.looseObject({ ...head, source: v.string(), locator: v.string(), hash: v.string(), action: v.picklist(LETTER_ACTIONS), reason: v.string() }),
  reveal: v.looseObject({ ...head, sessionId: v.string(), place: v.string(), hash: v.string() }),
} satisfies Record<Decision["kind"], v.GenericSchema<unknown, object>>;

const anyKind = v.looseObject({ ...anyHead, kind: v.string() });

/** A decision of its JSON; null where it is none. @param isNewer a newer version wrote it, and may know more of its kind */
export function decisionFrom(json: string, isNewer = false): Decision | null {
  try {
    return isNewer ? recordOf(JSON.parse(json)) : decisionOf(JSON.parse(json));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/**
 * What was parsed as a decision; null where it is none. The file may be damaged, or anybody's. A kind that this version does not know
 * is taken as it is: a newer version wrote it.
 */
export function decisionOf(parsed: unknown): Decision | null {
  const decision = recordOf(parsed);
  return decision === null || (Object.hasOwn(KINDS, decision.kind) && !isUnderstood(decision)) ? null : decision;
}

/** What has a decision's head, whatever it decides; null for anything else. */
export function recordOf(parsed: unknown): Decision | null {
  return v.is(anyKind, parsed) ? (parsed as Decision) : null;
}

/** False for a decision of which a newer version knows more than this one: it is kept, and holds for nothing. */
export function isUnderstood(decision: Decision): boolean {
  return Object.hasOwn(KINDS, decision.kind) && v.is(KINDS[decision.kind], decision);
}

/** A clock that was wrong by less is no reason to refuse a backup. */
const DAY_MS = 86_400_000;

/** The decisions in a backup; null where one is none, or is to forget what is still to come. */
export function decisionsIn(db: Database, now: number): Decision[] | null {
  const decisions = db.all<{ payload: string; kind: string }>("SELECT payload, kind FROM decision ORDER BY at, id").map(({ payload, kind }) => decisionFrom(payload, kind === NEWER));
  const isOfTheFuture = (decision: Decision): boolean => decision.kind === "forget" && decision.scope.kind !== "session" && forgottenUntil(decision) > now + DAY_MS;
  const marks = db.count("SELECT count(*) FROM forgotten WHERE scope <> 'session' AND before > ?", now + DAY_MS);
  return marks > 0 || decisions.some((decision) => decision === null || isOfTheFuture(decision)) ? null : (decisions as Decision[]);
}
