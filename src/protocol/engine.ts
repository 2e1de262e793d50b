import * as v from "valibot";
import { LETTER_ACTIONS } from "../model/decision.js";
import { FINDING_STATES, SETTLED_STATES } from "../model/finding.js";
import { MACHINE_KINDS } from "../model/machine.js";
import { showsNothing } from "../model/neutralise.js";
import { READING_MODES } from "../model/readingMode.js";
import { alert, threat } from "./alerts.js";
import type { Contract, Params, Result } from "./channel.js";
import { callChanges, ruleFacts, scoreParts, secretTrace } from "./callDetails.js";
import { groupRow, groupedList, listedCall } from "./findingList.js";
import { callRow, deadLetterRow, findingRow, levelCounts, riskLevel, sessionRow, sourceRow, untrustedText } from "./rows.js";
import { stepRow, treeSessionRow } from "./sessionTree.js";
import * as triage from "./triage.js";
import { widgetRequests } from "./widgets.js";

/** Lists come in pages: `after` is the `next` of the page before. */
const page = <Row extends v.GenericSchema>(row: Row) => v.object({ rows: v.array(row), next: v.nullable(v.string()), total: v.number() });
const paging = { after: v.nullable(v.string()), limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)) };

export const ENGINE_PHASES = ["starting", "reading", "scoring", "following", "failed"] as const;

export const engineStatus = v.object({
  phase: v.picklist(ENGINE_PHASES),
  sources: v.array(sourceRow),
  sessions: v.number(),
  toolCalls: v.number(),
  /** Calls still to be scored. */
  unscored: v.number(),
  /** Calls whose scoring failed. */
  failed: v.number(),
  /** Calls by level. */
  byLevel: levelCounts,
  /** Open findings since Spotter was installed, by level: the badge is critical + high. */
  openFindings: levelCounts,
  /** Of the critical ones, those that nobody has seen. */
  unreadCritical: v.number(),
  /** Findings that suppressions hide, by level. */
  suppressed: levelCounts,
  rulesVersion: v.string(),
  /** Sessions read and in all, while reading; calls scored and in all, while scoring. */
  progress: v.nullable(v.object({ done: v.number(), total: v.number() })),
  /** What a person has to know: sentences that say what happened, what it means and what to do. */
  notices: v.array(v.object({ id: v.string(), severity: v.picklist(["info", "warning", "error"]), message: v.string() })),
  /** False: the store is in memory only, and the notices say why. */
  persistent: v.boolean(),
  /** Files and folders of rules that the windows asked for, and what keeps rules of them from being used; `line` counts from 1. */
  ownRules: v.object({ paths: v.array(v.string()), problems: v.array(v.object({ path: v.string(), line: v.number(), message: v.string() })) }),
  /** Of the counted calls, those whose rows retention folded into the counts and those that lost their arguments; secrets that were replaced. */
  kept: v.object({ folded: v.number(), withoutArguments: v.number(), masked: v.number() }),
  /** Sessions that a newer version of inspection is still to read again, and calls and prompts that an older one looked at last. */
  inspection: v.object({ waiting: v.number(), older: v.number() }),
  /** The machine that is read; what OpenCode does on others is not seen. */
  machine: v.object({ kind: v.picklist(MACHINE_KINDS), host: v.string() }),
  /** Whether changes are read as they happen. */
  readingMode: v.picklist(READING_MODES),
  /** What the engine takes: bytes of its thread and, in them, of the store; the share of the last minute or two in which it was at work, and how long since its start, in milliseconds. */
  cost: v.object({ memoryBytes: v.number(), storeBytes: v.number(), busyShare: v.number(), busyMs: v.number() }),
});
export type EngineStatus = v.InferOutput<typeof engineStatus>;

/** Of a finding. */
const beginningOfId = v.pipe(v.string(), v.regex(/^[0-9a-f]{6,20}$/));
/** Which call of its finding's a call is, counted from 1, and the id of the next one. */
const evidencePlace = v.object({ number: v.number(), count: v.number(), next: v.string() });

/** Where each message and call of one document of a transcript stands: zero-based line numbers. */
export const transcriptAnchors = v.object({
  messages: v.record(v.string(), v.number()),
  /** By part id; `lines` is how many lines the call takes, `rule` the one that weighed most. A call without a verdict has level none; of one that is `held` the text is not shown until a person has seen its finding. `state` is what was decided of its finding. */
  calls: v.record(v.string(), v.object({ line: v.number(), lines: v.number(), level: riskLevel, score: v.number(), rule: v.nullable(v.string()), evidence: v.nullable(evidencePlace), held: v.boolean(), state: v.nullable(v.picklist(FINDING_STATES)) })),
});
export type TranscriptAnchors = v.InferOutput<typeof transcriptAnchors>;

/** Why a backup was not restored; nothing has changed then. */
export const RESTORE_FAULTS = ["unreadable", "too-large", "corrupt", "foreign", "newer", "unmigrated"] as const;
export type RestoreFault = (typeof RESTORE_FAULTS)[number];

export const forgetScope = v.variant("kind", [
  v.object({ kind: v.literal("session"), sessionId: v.string() }),
  v.object({ kind: v.literal("project"), projectId: v.string() }),
  v.object({ kind: v.literal("everything") }),
]);

/** What the views and the command line may ask of the engine, and what it tells them unasked. */
export const engineContract = {
  requests: {
    status: { params: v.object({}), result: engineStatus },
    /** Sessions with a call at or above `minLevel`, worst first. */
    listSessions: { params: v.object({ minLevel: riskLevel, ...paging }), result: page(sessionRow) },
    getSession: { params: v.object({ sessionId: v.string() }), result: v.nullable(sessionRow) },
    /** Calls, worst or newest first; of one session where it is named. */
    listCalls: {
      params: v.object({ sessionId: v.nullable(v.string()), minLevel: riskLevel, order: v.picklist(["risk", "time"]), ...paging }),
      result: page(callRow),
    },
    getCall: { params: v.object({ id: v.string() }), result: v.nullable(callRow) },
    /** Where a call's score comes from; null where it has none. */
    explainScore: { params: v.object({ callId: v.string() }), result: v.nullable(scoreParts) },
    /** What a call of a writing tool did to files. */
    callChanges: { params: v.object({ callId: v.string() }), result: callChanges },
    /** What there is to say of a rule; null where there is none of that id. */
    ruleFacts: { params: v.object({ rule: v.string() }), result: v.nullable(ruleFacts) },
    /** A Sigma rule that holds for a call, as the text of a file, and a name for it. */
    draftRule: { params: v.object({ callId: v.string() }), result: v.object({ name: v.string(), text: untrustedText }) },
    /** The secrets in a call's texts, and where each was seen first. */
    secretTraces: { params: v.object({ callId: v.string() }), result: v.array(secretTrace) },
    /** The record of a call in OpenCode's storage: JSON, indented, with secrets masked. `cut` characters of it are left out. */
    storedRecord: { params: v.object({ callId: v.string() }), result: v.object({ path: untrustedText, locator: untrustedText, text: untrustedText, cut: v.number() }) },
    /**
     * The secrets behind a placeholder of a transcript, read from OpenCode's storage now: of one kind, by the first digits of their keyed hash, in one
     * message or call. Recorded in the journal before it is answered; fails with `not-found` where there is none.
     */
    revealSecret: {
      params: v.object({ sessionId: v.string(), place: v.string(), kind: v.string(), digits: v.pipe(v.string(), v.regex(/^[0-9a-f]{4}$/)) }),
      result: v.object({ values: v.array(untrustedText) }),
    },
    /** Groups of risky calls, as the Findings view lists them. */
    findingGroups: { params: v.object({ list: groupedList, ...paging }), result: page(groupRow) },
    /** Calls of one of these groups. */
    groupCalls: { params: v.object({ list: groupedList, value: v.string(), ...paging }), result: page(listedCall) },
    /** Sessions that no other one started, or those below `parentId`; newest activity first. */
    sessionTree: { params: v.object({ parentId: v.nullable(v.string()), ...paging }), result: page(treeSessionRow) },
    /** Messages and calls of a session in one list, newest first. */
    timeline: { params: v.object({ sessionId: v.string(), ...paging }), result: page(stepRow) },
    /** Findings in a state (null: open ones) at or above `minLevel`, worst first. */
    listFindings: { params: v.object({ minLevel: riskLevel, state: v.optional(v.nullable(v.picklist([...FINDING_STATES, "any"]))), ...paging }), result: page(findingRow) },
    /**
     * The finding after (1) or before (-1) another one, worst first, among the open ones (or those in the state that the filter names) with a call in a list; null at the end.
     * The worst one comes after null, and after what is gone.
     */
    nextFinding: { params: v.object({ list: groupedList, from: v.nullable(v.string()), by: v.picklist([1, -1]) }), result: v.nullable(findingRow) },
    /** Ids of findings that begin so, in their order; 20 at most. */
    findingIds: { params: v.object({ prefix: beginningOfId }), result: v.array(v.string()) },
    /** As `findingIds`, of those on which there is a verdict or a comment, whether or not they are findings now. */
    decidedIds: { params: v.object({ prefix: beginningOfId }), result: v.array(v.string()) },
    /** How bad it is in these folders and below; in all where none is named. */
    threat: { params: v.object({ folders: v.array(v.string()) }), result: threat },
    /** Notes that the findings of these calls were seen; all open ones where null. Recorded in the journal. */
    markRead: { params: v.object({ calls: v.nullable(v.array(v.string())) }), result: v.object({ findings: v.number() }) },
    /** Shows what of this call is held back from now on: notes that its findings were seen, and is refused where that cannot be kept. */
    showHeldBack: { params: v.object({ callId: v.string() }), result: v.object({}) },
    /** The findings of these calls, worst first. */
    findingsOfCalls: { params: v.object({ calls: v.pipe(v.array(v.string()), v.maxLength(1_000)) }), result: v.array(findingRow) },
    getFinding: { params: v.object({ id: v.string() }), result: v.nullable(findingRow) },
    /** How many findings a list with this filter leaves out as settled, by state. */
    settledFindings: { params: v.object({ filter: groupedList.entries.filter }), result: v.record(v.picklist(SETTLED_STATES), v.number()) },
    /** What this verdict on these would touch; fails with `too-many` where they are more than are decided at once. */
    previewSelection: { params: v.object({ selection: triage.findingSelection, verdict: triage.verdict }), result: triage.selectionPreview },
    /**
     * Gives a verdict on each of these findings, all or none; recorded in the journal. `expected` is the digest of what the person was shown: fails with `changed`
     * where there are others by now, and with `ended` where there is none of them any more. `act` undoes it.
     */
    decide: {
      params: v.pipe(
        v.object({ selection: triage.findingSelection, expected: v.nullable(v.string()), verdict: triage.verdict, reason: triage.reasonText, expires: triage.expiry }),
        // Who hides something for good says why.
        v.check(({ verdict, reason }) => (verdict !== "false-positive" && verdict !== "accepted-risk") || !showsNothing(reason), "This verdict needs a reason."),
      ),
      result: v.object({ decided: v.number(), act: v.string() }),
    },
    comment: { params: v.object({ findingId: v.string(), text: triage.requiredReason }), result: v.object({}) },
    /** Takes back a decision, or all of an act; fails with `not-found` where nothing of it stands. */
    undo: { params: v.object({ decision: v.string() }), result: v.object({ undone: v.number() }) },
    /** Decisions, newest first. */
    listDecisions: { params: v.object({ filter: triage.decisionFilter, ...paging }), result: page(triage.decisionRow) },
    /** Every decision as the text of a file, newest first. */
    exportDecisions: { params: v.object({ format: v.picklist(["csv", "jsonl"]) }), result: v.object({ text: untrustedText, decisions: v.number() }) },
    /** Where a suppression of a finding could hold, narrowest first, and what it would hide. `folders`: of the workspace. */
    suppressionOffers: { params: v.object({ findingId: v.string(), callId: v.nullable(v.string()), folders: v.array(v.string()) }), result: v.array(triage.scopeOffer) },
    /** The findings that such a suppression would hide, worst first. */
    offeredFindings: { params: v.object({ findingId: v.string(), scope: triage.suppressionScope, ...paging }), result: page(findingRow) },
    /**
     * Suppresses what has a finding's fingerprint. `expected` is the digest of what the person was shown: fails with `changed` where there are others by now, and with
     * `needs-consent` where it would hide critical findings beyond a project and `critical` does not say so.
     */
    suppress: {
      params: v.object({ findingId: v.string(), scope: triage.suppressionScope, expected: v.nullable(v.string()), reason: triage.requiredReason, expires: triage.expiry, critical: v.boolean() }),
      result: v.object({ id: v.string(), act: v.string(), hides: v.number(), partly: v.number() }),
    },
    /** What a standing suppression would hide if it held from now on; it may have expired, and more have come. */
    suppressionPreview: { params: v.object({ id: v.string() }), result: triage.suppressionPreview },
    /** Gives a person's suppression another expiry and reason; `expected` and `critical` as for `suppress`. */
    changeSuppression: { params: v.object({ id: v.string(), expected: v.nullable(v.string()), reason: triage.requiredReason, expires: triage.expiry, critical: v.boolean() }), result: v.object({ id: v.string(), act: v.string() }) },
    /** All suppressions that stand, newest first, expired ones too. */
    listSuppressions: { params: v.object({ ...paging }), result: page(triage.suppressionRow) },
    /** The findings that a suppression covers, worst first. */
    suppressedFindings: { params: v.object({ id: v.string(), ...paging }), result: page(findingRow) },
    /** Compares a team's file (null: there is none) with what was accepted. */
    teamFile: { params: v.object({ folder: v.string(), text: v.nullable(v.string()) }), result: triage.teamFile },
    /** Accepts a team's file as it is; fails with `needs-consent` where entries would hide critical findings, say so, and `critical` does not, and with `unusable` where it has problems. */
    acceptTeamFile: { params: v.object({ folder: v.string(), text: v.nullable(v.string()), critical: v.boolean() }), result: v.object({ entries: v.number(), act: v.string() }) },
    /**
     * The text of a team's file with a person's suppression added to it; fails with `unusable` where the text has problems. The entry may hide critical findings where the suppression says so or
     * `critical` does, unless the file has one of its kind that may not; the answer says whether it may.
     */
    shareSuppression: { params: v.object({ id: v.string(), text: v.nullable(v.string()), critical: v.boolean() }), result: v.object({ text: untrustedText, critical: v.boolean() }) },
    /** The text of a team's file in which git left conflicts, with the entries of both sides; null where that is no valid file. */
    keepBothSides: { params: v.object({ text: v.string() }), result: v.object({ text: v.nullable(untrustedText) }) },
    /** Rules on which verdicts were given, the one most often judged wrong first. */
    ruleQuality: { params: v.object({}), result: v.array(triage.ruleQuality) },
    /** How soon findings were seen and decided, of those detected since a time (milliseconds since 1970), by level. */
    responseTimes: { params: v.object({ since: v.number() }), result: triage.responseTimes },
    /** Aggregates of the dashboard. */
    ...widgetRequests,
    /** This window has the attention: alerts go to it. */
    attend: { params: v.object({}), result: v.object({}) },
    /** What could not be read, newest first: `standing` leaves out what a person discarded. */
    listDeadLetters: { params: v.object({ filter: v.picklist(["standing", "all"]), ...paging }), result: page(deadLetterRow) },
    /** Reads again what could not be read: one record, those of one source, or all. */
    retryDeadLetters: {
      params: v.object({ source: v.nullable(v.string()), locator: v.nullable(v.string()) }),
      result: v.object({ retried: v.number(), recovered: v.number() }),
    },
    /** Accepts a dead letter (it stays on the list) or discards it (it leaves), as long as its record stays the same. Recorded in the journal. */
    decideDeadLetter: {
      params: v.object({ source: v.string(), locator: v.string(), action: v.picklist(LETTER_ACTIONS), reason: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(1_000)) }),
      result: v.object({}),
    },
    /**
     * A session as text, read from OpenCode's storage now: one of its documents (the first is 0), or the one that holds a message or a
     * call. Fails with `not-found` where OpenCode has the session no more.
     */
    transcript: {
      /** `sentences`: those of rules in the reader's language, by the English ones. */
      params: v.object({ sessionId: v.string(), at: v.union([v.pipe(v.number(), v.integer(), v.minValue(0)), v.string()]), sentences: v.optional(v.record(v.string(), v.string())) }),
      /**
       * `part` is the one that is given: the last where there are no more, the first where there is no such message. `line` is where in it
       * the message or call stands that was asked for; null where none was, or it is not there.
       */
      result: v.object({ text: untrustedText, title: untrustedText, part: v.number(), parts: v.number(), line: v.nullable(v.number()), anchors: transcriptAnchors }),
    },
    /** In which document of the session's transcript, and on which line of it, messages and calls stand; a call that is not in it stands where its message does. */
    transcriptPlaces: {
      params: v.object({ sessionId: v.string(), callIds: v.pipe(v.array(v.string()), v.maxLength(1_000)) }),
      result: v.record(v.string(), v.object({ part: v.number(), line: v.number() })),
    },
    /**
     * What the rules of a text would have flagged since a time (milliseconds since 1970), and how many calls were looked at, of `cut` of them only the
     * beginning of long arguments; `skipped` are those on which the rule would take too long. `line` of a rule counts from 1.
     */
    replayRules: {
      params: v.object({ text: v.pipe(v.string(), v.maxLength(1_000_000)), since: v.number() }),
      result: v.object({
        calls: v.number(),
        cut: v.number(),
        rules: v.array(v.object({ id: v.string(), title: untrustedText, line: v.number(), hits: v.number(), skipped: v.number(), calls: v.array(callRow) })),
      }),
    },
    /** Judges by the rules of these files and folders, too, as long as the engine runs. */
    useRules: { params: v.object({ paths: v.array(v.string()) }), result: v.object({}) },
    /** Reads again what changed in the sources, and looks for new ones. */
    refresh: { params: v.object({}), result: v.object({}) },
    /** Reads changes as they happen, or only what a person asks for; for all windows that share the engine. */
    setReadingMode: { params: v.object({ mode: v.picklist(READING_MODES) }), result: v.object({}) },
    /** Scores every call again from the store; can be cancelled, and then keeps what is done. */
    reenrich: { params: v.object({}), result: v.object({ scored: v.number(), cancelled: v.boolean() }) },
    /** Projects that have sessions, newest first. */
    listProjects: { params: v.object({}), result: v.array(v.object({ id: v.string(), worktree: untrustedText, sessions: v.number() })) },
    /** Erases what is kept of a session, a project, or everything up to now; it is not read again. */
    forget: { params: v.object({ scope: forgetScope }), result: v.object({ sessions: v.number(), leftBehind: v.nullable(v.string()) }) },
    /** Writes the whole store into one file. `code` says what the file system refused. */
    backUp: { params: v.object({ path: v.string() }), result: v.variant("done", [v.object({ done: v.literal(true), bytes: v.number() }), v.object({ done: v.literal(false), code: v.string() })]) },
    /** Checks a backup and puts it in the place of the index; decisions taken since stay. */
    restore: {
      params: v.object({ path: v.string() }),
      result: v.variant("done", [v.object({ done: v.literal(true), sessions: v.number() }), v.object({ done: v.literal(false), reason: v.picklist(RESTORE_FAULTS) })]),
    },
    /** Saves the store now. */
    save: { params: v.object({}), result: v.object({}) },
    shutdown: { params: v.object({}), result: v.object({}) },
  },
  events: {
    status: engineStatus,
    /** Rows changed: the sessions concerned, or null for many. At most four a second. */
    changed: v.object({ sessionIds: v.nullable(v.array(v.string())) }),
    alert,
    reenrichProgress: v.object({ done: v.number(), total: v.number() }),
    log: v.object({ level: v.picklist(["debug", "info", "warning", "error"]), message: v.string() }),
  },
} as const satisfies Contract;

export type EngineContract = typeof engineContract;
export type EngineParams<K extends keyof EngineContract["requests"]> = Params<EngineContract, K>;
export type EngineResult<K extends keyof EngineContract["requests"]> = Result<EngineContract, K>;

/** What the worker is started with. */
export const engineOptions = v.object({
  /** Directory in which the store is kept; null keeps it in memory. */
  storeDirectory: v.nullable(v.string()),
  /** A single image file instead of a directory, for the command line. */
  storeFile: v.nullable(v.string()),
  /** Storage paths that a person set; empty means: look in the usual places. */
  storagePaths: v.array(v.string()),
  /** Globs of sessions, projects and directories that are left out. */
  storageExclude: v.array(v.string()),
  /** VS Code's name for the remote that the extension runs on; null where it runs beside its window. */
  remoteName: v.nullable(v.string()),
  /** Replace mail addresses, phone and account numbers in what is kept. */
  maskPersonalData: v.boolean(),
  /** Lists of hosts, URLs, hashes and paths to look for. */
  indicatorPaths: v.array(v.string()),
  /** Files and folders of a person's own rules. */
  rulePaths: v.array(v.string()),
  /** How many calls are kept, and for how many days; 0 sets no limit. */
  retention: v.object({ calls: v.number(), days: v.number() }),
  /** Follow changes after the first read. */
  follow: v.boolean(),
  /** Read by itself, or only when a person asks. */
  readingMode: v.picklist(["live", "manual"]),
  /** The program's version: windows of different versions do not share an engine. */
  version: v.string(),
  /** Path of `sql-wasm.wasm`. */
  wasmPath: v.string(),
});
export type EngineOptions = v.InferOutput<typeof engineOptions>;
