import { LEVEL_FLOOR, type RiskLevel } from "../model/risk.js";
import { type Untrusted, untrusted } from "../model/untrusted.js";
import { type Handlers, RequestError } from "../protocol/channel.js";
import type { EngineContract } from "../protocol/engine.js";
import { type CallVerdict, renderTranscript } from "../reports/transcript.js";
import { getCall, listCalls, scoresOfSession } from "../store/queries/calls.js";
import { countOpenFindings, listFindings, newestFinding } from "../store/queries/findings.js";
import type { Page } from "../store/queries/page.js";
import { countSessions, getSession, listProjects, listSessions } from "../store/queries/sessions.js";
import { listDeadLetters } from "../store/queries/totals.js";
import type { Engine } from "./engine.js";
import { findingGroups, groupCalls } from "./findingLists.js";
import { backUp, forget, restore } from "./keeping.js";
import { maskedContent } from "./maskedContent.js";
import { replayText } from "./replayText.js";
import { callRow, deadLetterRow, findingRow, parseReasons, sessionRow } from "./rows.js";
import { sessionTree, timeline } from "./sessionTree.js";
import { messageOf, type Sentences } from "../scoring/messages.js";

/** Answers to everything that the contract lets others ask of the engine. */
export function engineHandlers(
  engine: Engine,
  actions: { readonly reenrichProgress: (done: number, total: number) => void; readonly shutdown: () => Promise<void> },
): Handlers<EngineContract> {
  const { db } = engine.store;
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
    findingGroups: (params) => findingGroups(db, params),
    groupCalls: (params) => groupCalls(db, params),
    sessionTree: (params) => sessionTree(db, params),
    timeline: (params) => timeline(db, params),
    listFindings: ({ minLevel, after, limit }) => mapPage(listFindings(db, LEVEL_FLOOR[minLevel], after, limit), findingRow),
    threat: ({ folders }) => {
      const scope = { since: engine.installed, folders };
      const newest = newestFinding(db, scope);
      return { ...countOpenFindings(db, scope), newest: newest ? findingRow(newest) : null, sessions: countSessions(db, folders) };
    },
    markRead: ({ calls }) => ({ findings: engine.markRead(calls) }),
    // Who asked is known where the windows are.
    attend: () => ({}),
    listDeadLetters: ({ filter, after, limit }) => mapPage(listDeadLetters(db, filter, after, limit), deadLetterRow),
    retryDeadLetters: ({ source, locator }) => engine.deadLetters.retry(source, locator),
    decideDeadLetter: ({ source, locator, action, reason }) => {
      if (!engine.deadLetters.decide(source, locator, action, reason)) throw new RequestError("not-found", "There is no such record on the list; it may have become readable by now.");
      return {};
    },
    transcript: ({ sessionId, sentences }) => transcript(engine, sessionId, sentences ?? {}),
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
    forget: ({ scope }) => forget(engine, scope, Date.now()),
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

function mapPage<From, To>(page: Page<From>, map: (row: From) => To): { rows: To[]; next: string | null; total: number } {
  return { rows: page.rows.map(map), next: page.next, total: page.total };
}

function transcript(engine: Engine, sessionId: string, sentences: Sentences): ReturnType<typeof renderTranscript> & { title: Untrusted } {
  const content = engine.sources.readSession(sessionId);
  if (!content) {
    throw new RequestError(
      "not-found",
      "OpenCode's storage does not hold this session any more, so there is nothing to show of its text. What Spotter found in it is still listed.",
    );
  }
  const masked = maskedContent(content, (secret) => engine.store.keyedHasher.of(secret));
  return { title: masked.session.title, ...renderTranscript(masked, verdicts(engine, sessionId, sentences), localTime) };
}

function verdicts(engine: Engine, sessionId: string, sentences: Sentences): Map<string, CallVerdict> {
  const byId = new Map<string, CallVerdict>();
  for (const call of scoresOfSession(engine.store.db, sessionId)) {
    if (call.risk_score === null) continue;
    const level: RiskLevel = call.risk_level ?? "none";
    const reasons = parseReasons(call.risk_reason);
    byId.set(call.id, { score: call.risk_score, level, reasons: reasons.map((reason) => untrusted(messageOf(reason, sentences))), rule: reasons[0]?.rule ?? null });
  }
  return byId;
}

/** `2026-11-21 09:14:03` in the machine's time zone. */
export function localTime(time: number): string {
  const date = new Date(time);
  const pad = (value: number): string => String(value).padStart(2, "0");
  if (Number.isNaN(date.getTime())) return "unknown time";
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}
