import { techniqueName } from "../../model/techniques.js";
import { TACTICS, tacticsOf } from "../../model/tactics.js";
import { rawText, untrusted } from "../../model/untrusted.js";
import type { Handlers } from "../../protocol/channel.js";
import type { EngineContract } from "../../protocol/engine.js";
import type { DashboardFilter, OpenWork, Rankings, StoryList, StreamMark, TechniqueMatrix, ThreatLevel } from "../../protocol/widgets.js";
import type { Database } from "../../store/database.js";
import type { Store } from "../../store/store.js";
import { evidenceOf } from "../../store/queries/calls.js";
import { techniquesWithin } from "../../store/queries/counts.js";
import { standingVerdicts } from "../../store/queries/decisions.js";
import { findingsLeft, statesByAge, storiesWithin } from "../../store/queries/findings.js";
import { type CallsOfMark, eventStream } from "../../store/queries/eventStream.js";
import { rankedAgents, rankedModels, rankedSessions } from "../../store/queries/rankings.js";
import { listProjects } from "../../store/queries/sessions.js";
import { expiringSuppressions } from "../../store/queries/suppressions.js";
import { findingsWithin, oldestHour, readTrend } from "../../store/queries/trend.js";
import { listAgents } from "../../store/queries/totals.js";
import { callRow, findingRow } from "../rows.js";
import { responseTimes } from "../triage/learning.js";
import { suppressionRow } from "../triage/suppressing.js";
import { threatOf } from "../threat.js";
import { Reach } from "./reach.js";

export interface WidgetParts {
  readonly store: Store;
  /** When Spotter was installed, in milliseconds since 1970. */
  readonly installed: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The newest so many projects are offered, and as many agents. */
const CHOICES = 200;
const RANKED_SESSIONS = 20;
/** Agents, and models. */
const RANKED_NAMES = 50;
const STORIES = 50;
/** Steps of a story that are told. */
const STEPS = 50;
const EXPIRING_MS = 30 * 86_400_000;

type WidgetRequest = "filterChoices" | "threatLevel" | "trend" | "eventStream" | "techniqueMatrix" | "rankings" | "stories" | "dataFlow" | "accessPattern" | "openWork";

/** Answers to what the dashboard's widgets ask: aggregates over what the filter leaves. docs/metrics.md defines each number. */
export function widgetHandlers(parts: WidgetParts): Pick<Handlers<EngineContract>, WidgetRequest> {
  const { store, now } = parts;
  const { db } = store;
  const reach = new Reach(db);
  return {
    filterChoices: () => ({
      projects: listProjects(db).slice(0, CHOICES).map(({ id, worktree }) => ({ id, folder: untrusted(worktree) })),
      agents: listAgents(db, CHOICES).map(untrusted),
      oldest: oldestHour(db),
    }),
    threatLevel: ({ filter, folders }) => threatLevel(parts, filter, folders),
    trend: ({ filter, bucket }) => readTrend(db, filter, bucket, now()),
    eventStream: ({ filter, text, mark, after, limit }) => {
      const shown = mark === null ? filter : { ...filter, state: "any" as const };
      const { rows, ...page } = eventStream(db, shown, text, callsOfMark(reach, filter, mark), after, limit);
      return { rows: rows.map((call) => ({ ...callRow(call), agent: untrusted(call.agent), sessionTitle: untrusted(call.session_title ?? "") })), ...page };
    },
    techniqueMatrix: ({ filter }) => techniqueMatrix(db, filter),
    rankings: ({ filter }) => rankings(db, filter),
    stories: ({ filter }) => stories(db, filter),
    dataFlow: ({ filter }) => reach.dataFlow(filter),
    accessPattern: ({ filter }) => reach.accessPattern(filter),
    openWork: ({ filter }) => openWork(parts, filter),
  };
}

function callsOfMark(reach: Reach, filter: DashboardFilter, mark: StreamMark | null): CallsOfMark | null {
  if (mark?.by === "flow" || mark?.by === "directory" || mark?.by === "host") return { by: "rows", rows: reach.rowsOf(filter, mark) };
  return mark?.by === "model" ? { by: "model", provider: rawText(mark.provider), model: rawText(mark.model) } : mark;
}

function threatLevel({ store: { db }, installed, now }: WidgetParts, filter: DashboardFilter, folders: readonly string[]): ThreatLevel {
  const at = (within: readonly string[]): ThreatLevel["machine"] => {
    const threat = threatOf(db, installed, within);
    const { critical, high } = threat.byLevel;
    return { ...threat, light: critical > 0 ? "red" : high > 0 ? "yellow" : "green" };
  };
  return { workspace: folders.length === 0 ? null : at(folders), machine: at([]), period: periodOf(db, filter, now()) };
}

/** What lies ahead has no findings yet, so a span that ends there is compared as far as it has come. */
function periodOf(db: Database, filter: DashboardFilter, now: number): ThreatLevel["period"] {
  const { from, to } = filter;
  const end = Math.min(to ?? Infinity, now + 1);
  if (from === null || from >= end) return null;
  return { now: findingsWithin(db, filter, from, end), before: findingsWithin(db, filter, from - (end - from), from) };
}

/** Every tactic is a column, also one without calls: what was not seen is told, too. */
function techniqueMatrix(db: Database, filter: DashboardFilter): TechniqueMatrix {
  const techniques = techniquesWithin(db, filter).map(({ technique: id, calls, worst }) => ({ id, name: techniqueName(id), calls, worst }));
  const columns = TACTICS.map(({ id, name }) => ({ tactic: id, name, techniques: techniques.filter((technique) => tacticsOf(technique.id).includes(id)) }));
  return columns.filter(({ tactic, techniques: rows }) => tactic !== "OTHER" || rows.length > 0);
}

function rankings(db: Database, filter: DashboardFilter): Rankings {
  const [sessions, agents, models] = [rankedSessions(db, filter, RANKED_SESSIONS), rankedAgents(db, filter, RANKED_NAMES), rankedModels(db, filter, RANKED_NAMES)];
  return {
    sessions: sessions.rows.map(({ id, title, agent, calls, worst, failures, cost, duration, critical, high, medium, low, none }) => ({
      id, title: untrusted(title), agent: agent === null ? null : untrusted(agent), calls, worst, failures, cost, duration, byLevel: { critical, high, medium, low, none },
    })),
    agents: agents.rows.map(({ agent, ...counts }) => ({ agent: untrusted(agent), ...counts })),
    models: models.rows.map(({ provider, model, calls, worst, failures, cost, critical, high, medium, low, none }) => ({
      provider: untrusted(provider), model: untrusted(model), calls, worst, failures, cost, byLevel: { critical, high, medium, low, none },
    })),
    of: { sessions: sessions.of, agents: agents.of, models: models.of },
  };
}

function stories(db: Database, filter: DashboardFilter): StoryList {
  return storiesWithin(db, filter, STORIES).map((finding) => {
    const { id, title, level, score, state, call, sessionTitle } = findingRow(finding);
    return { id, title, level, score, state, sessionId: call.sessionId, sessionTitle, steps: evidenceOf(db, id, STEPS).map(callRow) };
  });
}

function openWork(parts: WidgetParts, filter: DashboardFilter): OpenWork {
  const { store, now } = parts;
  const isNarrowed = filter.projectId !== null || filter.agent !== null || filter.technique !== null || filter.minLevel !== "none";
  const decided = standingVerdicts(store.db).filter(({ state }) => state !== "open");
  const left = isNarrowed ? findingsLeft(store.db, filter, decided.map(({ finding }) => finding)) : null;
  const verdicts = left ? decided.filter(({ finding }) => left.has(finding)) : decided;
  return {
    states: statesByAge(store.db, filter, now()),
    response: responseTimes(store.db, filter.from ?? 0, isNarrowed ? filter : null),
    decided: verdicts.length,
    falsePositives: verdicts.filter(({ state }) => state === "false-positive").length,
    expiring: expiringSuppressions(store.db, now(), now() + EXPIRING_MS).map((row) => suppressionRow(parts, row)),
  };
}
