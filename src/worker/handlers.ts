import { LEVEL_FLOOR } from "../model/risk.js";
import { untrusted } from "../model/untrusted.js";
import { type Handlers, RequestError } from "../protocol/channel.js";
import type { EngineContract } from "../protocol/engine.js";
import { getCall, listCalls } from "../store/queries/calls.js";
import { decidedThatBegin } from "../store/queries/decisions.js";
import { findingsThatBegin, listFindings } from "../store/queries/findings.js";
import { getSession, listProjects, listSessions } from "../store/queries/sessions.js";
import { listDeadLetters } from "../store/queries/totals.js";
import { callChanges, ruleDraft, ruleFacts, scoreParts, secretTraces } from "./callDetails.js";
import { widgetHandlers } from "./dashboard/widgets.js";
import type { Engine } from "./engine.js";
import { findingGroups, groupCalls } from "./findingLists.js";
import { backUp, forget, restore } from "./keeping.js";
import { replayText } from "./replayText.js";
import { storedRecord } from "./records.js";
import { callRow, deadLetterRow, findingRow, sessionRow } from "./rows.js";
import { revealSecret } from "./revealing.js";
import { sessionTree, timeline } from "./sessionTree.js";
import { threatOf } from "./threat.js";
import { mapPage, triageHandlers } from "./triage/triageHandlers.js";
import { transcript, transcriptPlaces } from "./transcripts.js";
import { whereKept } from "./whereKept.js";

/** Ids that one beginning gives at most. */
const MOST_NAMED = 20;

/** Answers to everything that the contract lets others ask of the engine. */
export function engineHandlers(
  engine: Engine,
  actions: { readonly reenrichProgress: (done: number, total: number) => void; readonly shutdown: () => Promise<void> },
): Handlers<EngineContract> {
  const { db } = engine.store;
  const kept = whereKept(engine.store.decisions);
  return {
    status: () => engine.status(),
    listSessions: ({ minLevel, after, limit }) => mapPage(listSessions(db, LEVEL_FLOOR[minLevel], after, limit), sessionRow),
    getSession: ({ sessionId }) => {
      const session = getSession(db, sessionId);
      return session ? sessionRow(session) : null;
    },
    listCalls: ({ sessionId, minLevel, order, after, limit }) =>
      mapPage(listCalls(db, { scope: sessionId === null ? {} : { sessionId }, minScore: LEVEL_FLOOR[minLevel], order }, after, limit), callRow),
    getCall: ({ id }) => {
      const call = getCall(db, id);
      return call ? callRow(call) : null;
    },
    explainScore: ({ callId }) => scoreParts(engine.store, callId),
    callChanges: ({ callId }) => callChanges(engine, callId),
    ruleFacts: ({ rule }) => ruleFacts(engine, rule),
    draftRule: ({ callId }) => ruleDraft(engine.store, callId),
    secretTraces: ({ callId }) => secretTraces(engine.store, callId),
    storedRecord: ({ callId }) => storedRecord(engine, callId),
    revealSecret: kept((params) => revealSecret(engine, params)),
    findingGroups: (params) => findingGroups(db, params),
    groupCalls: (params) => groupCalls(db, params),
    sessionTree: (params) => sessionTree(db, params),
    timeline: (params) => timeline(db, params),
    listFindings: ({ minLevel, state, after, limit }) => mapPage(listFindings(db, LEVEL_FLOOR[minLevel], after, limit, state ?? "open"), findingRow),
    findingIds: ({ prefix }) => findingsThatBegin(db, prefix, MOST_NAMED),
    decidedIds: ({ prefix }) => decidedThatBegin(db, prefix, MOST_NAMED),
    ...triageHandlers({ store: engine.store, changed: (sessions) => engine.triaged(sessions), now: Date.now }),
    ...widgetHandlers({ store: engine.store, installed: engine.installed, now: Date.now }),
    threat: ({ folders }) => threatOf(db, engine.installed, folders),
    // Reading is no act to be refused: where it cannot be kept, it stays unread.
    markRead: ({ calls }) => ({ findings: engine.store.decisions.areKept ? engine.markRead(calls) : 0 }),
    // Here a person asked for a text, and would be left with neither it nor a reason.
    showHeldBack: kept(({ callId }) => {
      engine.markRead([callId]);
      return {};
    }),
    // Who asked is known where the windows are.
    attend: () => ({}),
    listDeadLetters: ({ filter, after, limit }) => mapPage(listDeadLetters(db, filter, after, limit), deadLetterRow),
    retryDeadLetters: ({ source, locator }) => engine.deadLetters.retry(source, locator),
    decideDeadLetter: kept(({ source, locator, action, reason }) => {
      if (!engine.deadLetters.decide(source, locator, action, reason)) throw new RequestError("not-found", "There is no such record on the list; it may have become readable by now.");
      return {};
    }),
    transcript: ({ sessionId, at, sentences }) => transcript(engine, sessionId, at, sentences ?? {}),
    transcriptPlaces: ({ sessionId, callIds }) => transcriptPlaces(engine, sessionId, callIds),
    replayRules: ({ text, since }, signal) => replayText(engine.store, text, since, signal),
    useRules: ({ paths }) => {
      engine.askRules(paths);
      return {};
    },
    refresh: async () => {
      await engine.refresh();
      return {};
    },
    setReadingMode: ({ mode }) => {
      engine.setReadingMode(mode);
      return {};
    },
    reenrich: (_params, signal) => engine.reenrich(signal, actions.reenrichProgress),
    listProjects: () => listProjects(db).map(({ id, worktree, sessions }) => ({ id, worktree: untrusted(worktree), sessions })),
    forget: kept(({ scope }) => forget(engine, scope, Date.now())),
    backUp: ({ path }) => backUp(engine, path),
    restore: ({ path }) => restore(engine, path),
    save: async () => {
      await engine.save();
      return {};
    },
    shutdown: async () => {
      await actions.shutdown();
      return {};
    },
  };
}
