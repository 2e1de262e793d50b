import * as v from "valibot";
import { FINDING_STATES, VERDICTS } from "../model/finding.js";
import { showsNothing } from "../model/neutralise.js";
import { LONGEST_REASON, SUPPRESSION_SCOPES } from "../model/suppression.js";
import { groupedList } from "./findingList.js";
import { findingRow, levelCounts, riskLevel, untrustedText } from "./rows.js";

/** Milliseconds since 1970. */
const moment = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8_640_000_000_000_000));

/** One line: control characters are nobody's reason, and a terminal or a table would act on them. */
export function plainReason(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, " ").trim();
}

/** Why a person decided so. Control characters in it become spaces. */
export const reasonText = v.pipe(v.string(), v.trim(), v.maxLength(LONGEST_REASON, `A reason has at most ${LONGEST_REASON} characters.`));
export const requiredReason = v.pipe(reasonText, v.check((text) => !showsNothing(text), "A reason has to say something."));
/** Until when a decision holds; null for ever. One in the past is refused. */
export const expiry = v.nullable(moment);

/** Findings in one bulk decision at most; more are refused with `too-many`. */
export const MOST_DECIDED = 20_000;

/** All that a list shows; of one of its groups where `value` names it. */
const listPart = v.object({ list: groupedList, value: v.nullable(v.string()) });

/**
 * Which findings a decision is about. Of these `open` means those on which something was decided, of a list also where it leaves out what is settled; the other
 * verdicts mean all that are named, and what is listed.
 */
export const findingSelection = v.variant("kind", [
  v.object({ kind: v.literal("findings"), ids: v.pipe(v.array(v.string()), v.maxLength(MOST_DECIDED)) }),
  /** The findings of these calls; calls without one add none. */
  v.object({ kind: v.literal("calls"), ids: v.pipe(v.array(v.string()), v.maxLength(MOST_DECIDED)) }),
  /** What these show together, and the findings of calls beside them. */
  v.object({ kind: v.literal("lists"), lists: v.pipe(v.array(listPart), v.maxLength(MOST_DECIDED)), calls: v.pipe(v.array(v.string()), v.maxLength(MOST_DECIDED)) }),
]);
export type FindingSelection = v.InferOutput<typeof findingSelection>;

/** What a decision or a suppression would touch, before it is taken; the sample is worst first, 20 at most. `digest` names exactly these findings, as they are now. */
export const selectionPreview = v.object({ findings: v.number(), byLevel: levelCounts, sample: v.array(findingRow), digest: v.string() });
export type SelectionPreview = v.InferOutput<typeof selectionPreview>;

export const verdict = v.picklist(VERDICTS);

export const suppressionScope = v.variant("kind", [
  v.object({ kind: v.literal("call"), callId: v.string(), sessionId: v.string() }),
  v.object({ kind: v.literal("session"), sessionId: v.string() }),
  v.object({ kind: v.literal("project"), projectId: v.string() }),
  v.object({ kind: v.literal("workspace"), folder: v.string(), aliases: v.optional(v.pipe(v.array(v.string()), v.readonly())) }),
  v.object({ kind: v.literal("everywhere") }),
]);

/** What a suppression hides now. `partly` of these findings stay listed: it hides one call of theirs. */
export const suppressionPreview = v.object({ ...selectionPreview.entries, partly: v.number() });

/** A scope that can be chosen for a finding, and what it would hide: of the last 30 days, and of all that is kept. */
export const scopeOffer = v.object({
  scope: suppressionScope,
  /** The call's subject, the session's title, the project's or the workspace's folder; empty for everywhere. */
  title: untrustedText,
  /** What it would recognise: the rule, the normalised command or the class of a path, and the class of its target. */
  rule: v.string(),
  normalised: untrustedText,
  target: untrustedText,
  recent: selectionPreview,
  all: selectionPreview,
  /** Findings of `all` that stay listed: it hides one call of theirs. */
  partly: v.number(),
  /** How many more it recognises, of all that is kept: a verdict settles them, so they are in no list already, and keep that verdict. */
  settled: v.number(),
});
export type ScopeOffer = v.InferOutput<typeof scopeOffer>;

/** One decision as a list shows it. */
export const decisionRow = v.object({
  id: v.string(),
  /** Those taken together share it; null for one that was taken alone. */
  act: v.nullable(v.string()),
  /** Milliseconds since 1970. */
  at: v.number(),
  actor: untrustedText,
  /** For example `verdict`; one of `newer` was written by a newer version, and holds for nothing here. */
  kind: v.picklist(["verdict", "note", "suppress", "team", "read", "install", "undo", "forget", "restore", "deadLetter", "reveal", "newer"]),
  findingId: v.nullable(v.string()),
  sessionId: v.nullable(v.string()),
  rule: v.nullable(untrustedText),
  /** Of a verdict. */
  state: v.nullable(v.picklist(FINDING_STATES)),
  /** Its reason, or the comment itself. */
  reason: untrustedText,
  expires: v.nullable(v.number()),
  scope: v.nullable(v.picklist(SUPPRESSION_SCOPES)),
  /** Of a suppression: what it recognises, the id of the call, session or project or the folder where it holds, and whether it may hide critical findings beyond a project. */
  normalised: v.nullable(untrustedText),
  target: v.nullable(untrustedText),
  scopeId: v.nullable(untrustedText),
  /** Of a suppression, and of a team's file with an entry that may. */
  critical: v.nullable(v.boolean()),
  /** Of a team's file: how many entries it has. */
  entries: v.nullable(v.number()),
  /** The decision that it takes back. */
  undoes: v.nullable(v.string()),
  /** The decision that took it back, where one did. */
  undoneBy: v.nullable(v.string()),
  /** It can be taken back. */
  undoable: v.boolean(),
});
export type DecisionRow = v.InferOutput<typeof decisionRow>;

/** Which decisions a list holds, newest first. */
export const decisionFilter = v.object({
  /** Decisions on this finding alone, the suppressions made of its like, and what took these back; null for any. */
  findingId: v.nullable(v.string()),
  /** Leaves out what is no judgement: that something was seen, and that Spotter was installed. */
  judgements: v.boolean(),
});

export const suppressionRow = v.object({
  id: v.string(),
  /** A person's own, or an entry of a team's file. */
  origin: v.picklist(["person", "team"]),
  /** What takes it back: its own decision, or the acceptance of the team's file, with all entries of that. */
  decision: v.string(),
  /** Folder of the team's file. */
  folder: v.nullable(untrustedText),
  rule: v.string(),
  /** The rule's title in English; its id where no such rule is there any more. */
  title: v.string(),
  normalised: untrustedText,
  target: untrustedText,
  scope: v.picklist(SUPPRESSION_SCOPES),
  /** See `scopeOffer.title`. */
  scopeTitle: untrustedText,
  reason: untrustedText,
  /** Who decided; as the file says, where a team's file does. */
  actor: untrustedText,
  at: v.number(),
  expires: v.nullable(v.number()),
  /** Its expiry has passed: it hides nothing. */
  expired: v.boolean(),
  critical: v.boolean(),
  /** Findings that it covers; critical ones only where it may hide them. */
  hides: v.number(),
  /** Of these, findings that stay listed: it hides one call of theirs. */
  partly: v.number(),
  byLevel: levelCounts,
  /** When the newest call of these was made; null where it hides nothing. */
  lastHid: v.nullable(v.number()),
});
export type SuppressionRow = v.InferOutput<typeof suppressionRow>;

export const teamEntry = v.object({
  rule: v.string(), normalised: untrustedText, target: untrustedText, reason: untrustedText, by: untrustedText, expires: v.nullable(v.number()), critical: v.boolean(),
  /** Findings that it would hide. */
  hides: v.number(),
  /** Critical ones among them, whether or not the entry says that it may hide them. */
  hidesCritical: v.number(),
});
export type TeamEntry = v.InferOutput<typeof teamEntry>;

/** A team's file beside what was accepted of it last. */
export const teamFile = v.object({
  /** `unknown`: there is none, and never was; `same`: as it was accepted; `changed`: new, changed or gone since; `unusable`: it has problems, and what was accepted stays. */
  state: v.picklist(["unknown", "same", "changed", "unusable"]),
  /** `line` counts from 1; `message` is `template` with `args` in its places `{0}`, `{1}` …, by which it is translated. */
  problems: v.array(v.object({ line: v.number(), message: untrustedText, template: v.string(), args: v.array(untrustedText) })),
  /** By a path by which nothing was accepted yet: all entries. */
  added: v.array(teamEntry),
  removed: v.array(teamEntry),
  /** The text beside which the file is shown: what was accepted last, as it is written anew, and by a path that is new only what is gone of it. Empty where nothing was accepted. */
  accepted: untrustedText,
});
export type TeamFile = v.InferOutput<typeof teamFile>;

/** How often a rule was judged wrong, by the newest verdict of each finding. */
export const ruleQuality = v.object({
  rule: v.string(),
  title: v.string(),
  decided: v.number(),
  falsePositives: v.number(),
  /** More than 10 % of at least five: something should be done about it. */
  isNoisy: v.boolean(),
  /** By month of the verdict, oldest first; `month` as `2026-11`, by UTC. */
  months: v.array(v.object({ month: v.string(), decided: v.number(), falsePositives: v.number() })),
});
export type RuleQuality = v.InferOutput<typeof ruleQuality>;

/** Milliseconds by which half, and 95 of 100, are through; null where there is none. */
const percentiles = v.object({ count: v.number(), p50: v.nullable(v.number()), p95: v.nullable(v.number()) });
export const responseTimes = v.array(v.object({ level: riskLevel, seen: percentiles, decided: percentiles }));
export type ResponseTimes = v.InferOutput<typeof responseTimes>;
