import { readdirSync } from "node:fs";
import type { FindingFilter } from "../../../src/model/findingList.js";
import { FINDING_STATES } from "../../../src/model/finding.js";
import type { SuppressionScope } from "../../../src/model/suppression.js";
import { GROUPINGS, LIST_ORDERS } from "../../../src/model/findingList.js";
import { TOOL_KINDS } from "../../../src/model/toolKind.js";
import type { Database } from "../../../src/store/database.js";
import * as calls from "../../../src/store/queries/calls.js";
import * as counts from "../../../src/store/queries/counts.js";
import * as decisions from "../../../src/store/queries/decisions.js";
import * as findings from "../../../src/store/queries/findings.js";
import * as groups from "../../../src/store/queries/groups.js";
import * as ofSources from "../../../src/store/queries/ofSources.js";
import { type CallsOfMark, eventStream } from "../../../src/store/queries/eventStream.js";
import { nextFinding } from "../../../src/store/queries/nextFinding.js";
import { quarantinedOf } from "../../../src/store/queries/quarantine.js";
import * as rankings from "../../../src/store/queries/rankings.js";
import { foldersOfSessions, reachingCalls } from "../../../src/store/queries/reach.js";
import { ruleHits } from "../../../src/store/queries/ruleHits.js";
import { searchCalls } from "../../../src/store/queries/search.js";
import { secretsOfCall } from "../../../src/store/queries/secrets.js";
import { listTreeSessions, readBelow } from "../../../src/store/queries/sessionTree.js";
import { countSettled, settledOfSources } from "../../../src/store/queries/settledFindings.js";
import * as sessions from "../../../src/store/queries/sessions.js";
import { listTimeline } from "../../../src/store/queries/timeline.js";
import * as suppressions from "../../../src/store/queries/suppressions.js";
import * as trend from "../../../src/store/queries/trend.js";
import type { WidgetFilter } from "../../../src/store/queries/widgetFilter.js";
import * as totals from "../../../src/store/queries/totals.js";
import { DAY, NOW, SESSIONS } from "./richStore.js";

type Ask = (db: Database) => unknown;

/**
 * What is asked of the store: a statistic stays as it is when retention folds calls, and a list shows the calls that there are.
 * `part` is no question of its own: it makes a statement that another one runs.
 */
export type Question = { readonly statistic: Ask; readonly list?: Ask } | { readonly list: Ask } | "part";

const SPAN = { from: NOW - 9 * DAY, to: NOW };
const MARKS: readonly CallsOfMark[] = [{ by: "calls" }, { by: "technique" }, { by: "model", provider: "lab", model: "lab-coder" }, { by: "hour", weekday: 0, hour: 9 }, { by: "rows", rows: [1, 2, 3] }];
const SCORES = [0, 1, 12, 20, 30, 60];
const FOLDERS: ReadonlyArray<readonly string[]> = [[], ["/home/dev/shop"], ["/home/dev/shop", "/home/dev/garden"]];
const CALL = "prt_ses_b_23_2";
const grouped = (by: groups.GroupedList["by"], order: groups.GroupedList["order"] = "risk", changes: Partial<FindingFilter> = {}): groups.GroupedList => ({
  by, order, zoneMinutes: 60, filter: { minLevel: "medium", text: "", tool: "", project: "", state: null, since: null, folders: [], ...changes },
});
/** From the first page to the last, three rows each. */
function pages(read: (after: string | null) => { readonly rows: readonly unknown[]; readonly next: string | null }): unknown[] {
  const rows: unknown[] = [];
  for (let after: string | null = null, left = 40; left > 0; left--) {
    const page = read(after);
    rows.push(...page.rows);
    after = page.next;
    if (after === null) break;
  }
  return rows;
}
const scopes: ReadonlyArray<calls.CallScope> = [
  {}, { sessionId: "ses_a" }, { span: SPAN }, { projectId: "shop" }, { agent: "build" }, { tool: "bash" }, ...TOOL_KINDS.map((kind) => ({ kind })), { technique: "T1485" }, { projectId: "shop", span: SPAN },
];
const narrowed: ReadonlyArray<Partial<FindingFilter>> = [{ text: "rm" }, { text: "*" }, { tool: "BASH" }, { project: "shop" }, { state: "open" }, { state: "suppressed" }, { state: "resolved" }, { state: "any" }, { since: SPAN.from }, { folders: ["/home/dev/shop"] }];

const ALL: WidgetFilter = { from: null, to: null, projectId: null, agent: null, technique: null, minLevel: "none", state: "any", zone: "Europe/Berlin" };
/** What the dashboard may be narrowed to. */
const widgets: readonly WidgetFilter[] = [
  ALL, { ...ALL, ...SPAN }, { ...ALL, projectId: "shop" }, { ...ALL, agent: "build" }, { ...ALL, minLevel: "low", state: null }, { ...ALL, minLevel: "high", state: "resolved" },
  { ...ALL, ...SPAN, projectId: "shop", agent: "build", minLevel: "medium", state: "open" }, { ...ALL, technique: "T1485" }, { ...ALL, ...SPAN, technique: "T1485", projectId: "shop", minLevel: "low", state: null },
];
/** By a technique calls are counted one by one, without those that retention folded. */
const [ofSums, byTechnique] = [widgets.filter(({ technique }) => technique === null), widgets.filter(({ technique }) => technique !== null)];
const readTrends = (db: Database, filter: WidgetFilter): unknown => ([null, "hour", "day", "week"] as const).map((bucket) => trend.readTrend(db, filter, bucket, NOW));
const anyFinding = (db: Database): string => findings.listFindings(db, 0, null, 1, "any").rows[0]!.finding_id;
/** What each kind of scope covers of the first finding's like. */
function covers(db: Database): suppressions.Covered[] {
  const [{ fingerprint, id: callId, session_id: sessionId }] = findings.listFindings(db, 0, null, 1, "any").rows as [findings.StoredFinding];
  const inScope: readonly SuppressionScope[] = [
    { kind: "call", callId, sessionId }, { kind: "session", sessionId }, { kind: "project", projectId: "shop" }, { kind: "workspace", folder: "/home/dev" }, { kind: "everywhere" },
  ];
  const parts: readonly suppressions.CoveredPart[] = [{ kind: "recognised" }, { kind: "unsettled" }, { kind: "hidden", by: { at: 0, id: "" }, now: 0 }];
  return inScope.flatMap((scope) => parts.map((only) => ({ prints: [fingerprint], scope, critical: scope.kind === "everywhere", since: 0, only })));
}

/** Every question of the modules in `store/queries`, by module and name: what is missing here fails the tests that go over all. */
export const QUESTIONS: Readonly<Record<string, Readonly<Record<string, Question>>>> = {
  calls: {
    listCalls: {
      list: (db) => scopes.map((scope) => LIST_ORDERS.map((order) => [0, 1, 30].map((minScore) =>
        // Everything by risk, unscored ones included, is a list that nobody asks for.
        Object.keys(scope).length === 0 && minScore === 0 && order === "risk" ? null : pages((after) => calls.listCalls(db, { scope, minScore, order }, after, 3))))),
    },
    callsQuery: "part",
    getCall: { list: (db) => calls.getCall(db, CALL) },
    scoresOfSession: { list: (db) => calls.scoresOfSession(db, "ses_a") },
    evidenceOf: { statistic: (db) => calls.evidenceOf(db, anyFinding(db), 99).map(({ id }) => id) },
    evidenceOfSession: { statistic: (db) => calls.evidenceOfSession(db, "ses_a") },
  },
  counts: {
    countCalls: { statistic: (db) => counts.COUNT_DIMENSIONS.map((dimension) => [{}, { span: SPAN }, { projectId: "shop", zoneMinutes: 120 }].map((filter) => counts.countCalls(db, dimension, filter))) },
    countsQuery: "part",
    countTechniques: { statistic: (db) => SCORES.map((score) => counts.countTechniques(db, score)) },
    techniquesWithin: { list: (db) => widgets.map((filter) => counts.techniquesWithin(db, filter)) },
    countModels: { statistic: (db) => SCORES.map((score) => counts.countModels(db, score)) },
    costOfSessions: { statistic: (db) => SCORES.map((score) => counts.costOfSessions(db, score)) },
    usageOfModels: { statistic: (db) => counts.usageOfModels(db) },
  },
  decisions: {
    listDecisions: { list: (db) => [null, anyFinding(db)].map((findingId) => [true, false].map((judgements) => pages((after) => decisions.listDecisions(db, { findingId, judgements }, after, 3)))) },
    decisionsQuery: "part",
    standingSuppression: { statistic: (db) => decisions.standingSuppression(db, "none") },
    acceptedTeamFile: { statistic: (db) => ["/home/dev/garden", "/none"].map((folder) => decisions.acceptedTeamFile(db, [folder])) },
    decidedThatBegin: { statistic: (db) => ["0", "8", "abcdef"].map((prefix) => decisions.decidedThatBegin(db, prefix, 3)) },
    standingVerdicts: { statistic: (db) => decisions.standingVerdicts(db) },
    responses: { statistic: (db) => [null, ...widgets].map((filter) => decisions.responses(db, 0, filter)) },
  },
  eventStream: { eventStream: { list: (db) => widgets.map((filter) => [...["", "rm", "*"].map((text) => [text, null] as const), ...MARKS.map((mark) => ["", mark] as const)].map(([text, mark]) => pages((after) => eventStream(db, filter, text, mark, after, 3)))) }, eventStreamQuery: "part" },
  findings: {
    listFindings: { statistic: (db) => [0, 30].map((score) => [...FINDING_STATES, "any" as const].map((state) => pages((after) => findings.listFindings(db, score, after, 3, state)))) },
    findingsQuery: "part",
    statesByAge: { statistic: (db) => widgets.map((filter) => findings.statesByAge(db, filter, NOW)) },
    storiesWithin: { statistic: (db) => widgets.map((filter) => findings.storiesWithin(db, filter, 9)) },
    selectedFindings: "part",
    findingsOf: { statistic: (db) => findings.findingsOf(db, [anyFinding(db)]) },
    findingIdsOfCalls: { statistic: (db) => findings.findingIdsOfCalls(db, ["prt_ses_a_3_1", "prt_ses_a_3_1_copy", CALL]) },
    findingsThatBegin: { statistic: (db) => ["0", "8", "abcdef"].map((prefix) => findings.findingsThatBegin(db, prefix, 3)) },
    findingsLeft: { statistic: (db) => widgets.map((filter) => [...findings.findingsLeft(db, filter, [anyFinding(db), "none"])]) },
    knownFindings: { statistic: (db) => findings.knownFindings(db, [anyFinding(db), "none"]) },
    decidedFindings: { statistic: (db) => findings.decidedFindings(db, findings.listFindings(db, 0, null, 999, "any").rows.map(({ finding_id }) => finding_id)) },
    unreadOf: { statistic: (db) => findings.unreadOf(db, [anyFinding(db)]) },
    levelsAndStates: { statistic: (db) => findings.levelsAndStates(db, [anyFinding(db)]) },
    byLevel: "part",
    countInState: { statistic: (db) => FINDING_STATES.map((state) => findings.countInState(db, state)) },
    openFindingsOf: { statistic: (db) => findings.openFindingsOf(db, findings.unreadFindings(db, null)) },
    countOpenFindings: { statistic: (db) => FOLDERS.map((folders) => [0, SPAN.from].map((since) => findings.countOpenFindings(db, { since, folders }))) },
    newestFinding: { statistic: (db) => FOLDERS.map((folders) => [0, SPAN.from].map((since) => findings.newestFinding(db, { since, folders }))) },
    sessionsOfFindings: { statistic: (db) => [...findings.sessionsOfFindings(db, findings.unreadFindings(db, null))] },
    unreadFindings: { statistic: (db) => [findings.unreadFindings(db, null), findings.unreadFindings(db, ["prt_ses_a_3_1", "prt_ses_a_3_1_copy"])] },
  },
  groups: {
    // From medium on: milder calls are listed as long as they are there.
    listGroups: { statistic: (db) => GROUPINGS.map((by) => [{}, ...narrowed].map((changes) => LIST_ORDERS.map((order) => pages((after) => groups.listGroups(db, grouped(by, order, changes), after, 3))))) },
    listGroupCalls: {
      statistic: (db) => GROUPINGS.map((by) => {
        const value = groups.listGroups(db, grouped(by), null, 1).rows[0]?.value ?? "";
        return [{}, ...narrowed].map((changes) => LIST_ORDERS.map((order) => pages((after) => groups.listGroupCalls(db, grouped(by, order, changes), value, after, 3))));
      }),
    },
    findingIdsOfList: { statistic: (db) => GROUPINGS.map((by) => [null, groups.listGroups(db, grouped(by), null, 1).rows[0]?.value ?? ""].map((group) => groups.findingIdsOfList(db, grouped(by), group).sort())) },
    groupsSql: "part",
    groupCountSql: "part",
    groupCallsQuery: "part",
    listedCondition: "part",
  },
  nextFinding: { nextFinding: { statistic: (db) => [{}, ...narrowed].map((changes) => ([1, -1] as const).map((by) => nextFinding(db, grouped("session", "risk", changes).filter, anyFinding(db), by))) } },
  ofSources: {
    totalsOfSources: { statistic: (db) => [[1], [2], [1, 2], [9]].map((ids) => ofSources.totalsOfSources(db, ids)) },
    findingsOfSources: { statistic: (db) => [[1], [2], [9]].map((ids) => ofSources.findingsOfSources(db, ids).map(({ finding_id }) => finding_id)) },
  },
  page: { findSql: "part", pageSql: "part", totalSql: "part", readPage: "part" },
  quarantine: { quarantinedOf: { list: (db) => quarantinedOf(db, "ses_a") } },
  rankings: {
    rankedSessions: { list: (db) => widgets.map((filter) => rankings.rankedSessions(db, filter, 9)) },
    rankedAgents: { list: (db) => widgets.map((filter) => rankings.rankedAgents(db, filter, 99)) },
    rankedModels: { list: (db) => widgets.map((filter) => rankings.rankedModels(db, filter, 99)) },
  },
  reach: { reachingCalls: { list: (db) => widgets.map((filter) => reachingCalls(db, filter, 99)) }, foldersOfSessions: { list: (db) => [...foldersOfSessions(db, SESSIONS)] } },
  ruleHits: { ruleHits: { statistic: (db) => [...ruleHits(db)] } },
  search: { searchCalls: { list: (db) => ["rm", "curl exam", "*"].map((text) => pages((after) => searchCalls(db, text, after, 3))) }, searchQuery: "part", matchOf: "part" },
  secrets: { secretsOfCall: { statistic: (db) => secretsOfCall(db, CALL).map(({ kind, hash, sightings, left_to }) => ({ kind, hash, sightings, left_to })) } },
  sessionTree: {
    listTreeSessions: { statistic: (db) => [null, "ses_a"].map((parent) => pages((after) => listTreeSessions(db, parent, after, 3))) },
    treeQuery: "part",
    readBelow: { statistic: (db) => SESSIONS.map((id) => readBelow(db, id)) },
  },
  sessions: {
    listSessions: { statistic: (db) => SCORES.map((score) => pages((after) => sessions.listSessions(db, score, after, 3))) },
    sessionsQuery: "part",
    getSession: { statistic: (db) => SESSIONS.map((id) => sessions.getSession(db, id)) },
    sessionProject: { statistic: (db) => sessions.sessionProject(db, "ses_a") },
    sessionPlace: { statistic: (db) => sessions.sessionPlace(db, "ses_a") },
    projectWorktrees: { statistic: (db) => [...sessions.projectWorktrees(db)] },
    projectFolder: { statistic: (db) => ["shop", "garden", "none"].map((id) => sessions.projectFolder(db, id)) },
    listProjects: { statistic: (db) => sessions.listProjects(db) },
    sessionsBelow: "part",
    countSessions: { statistic: (db) => FOLDERS.map((folders) => sessions.countSessions(db, folders)) },
  },
  settledFindings: { countSettled: { statistic: (db) => [{}, ...narrowed].map((changes) => countSettled(db, { ...grouped("session", "risk", changes).filter, state: null })) }, settledOfSources: { statistic: (db) => [[1], [2], [1, 2], [9]].map((ids) => settledOfSources(db, ids)) } },
  suppressions: {
    listSuppressions: { statistic: (db) => pages((after) => suppressions.listSuppressions(db, after, 3)) },
    suppressionsQuery: "part",
    expiringSuppressions: { statistic: (db) => suppressions.expiringSuppressions(db, 0, NOW) },
    getSuppression: { statistic: (db) => suppressions.getSuppression(db, "none") },
    coveredBy: { statistic: (db) => suppressions.listSuppressions(db, null, 9).rows.map((row) => suppressions.coveredBy(db, row, { kind: "hidden", by: row, now: 0 })) },
    listCovered: { statistic: (db) => covers(db).map((covered) => pages((after) => suppressions.listCovered(db, covered, after, 3))) },
    countPartly: { statistic: (db) => covers(db).map(({ scope }) => suppressions.countPartly(db, scope, [anyFinding(db)])) },
    countCovered: { statistic: (db) => covers(db).map((covered) => suppressions.countCovered(db, covered)) },
    patternsOf: { statistic: (db) => suppressions.patternsOf(db, anyFinding(db)) },
    lastCovered: { statistic: (db) => suppressions.listSuppressions(db, null, 9).rows.map((row) => suppressions.lastCovered(db, row)) },
  },
  timeline: { listTimeline: { list: (db) => pages((after) => listTimeline(db, "ses_a", after, 3)) }, timelineQuery: "part" },
  totals: {
    listAgents: { statistic: (db) => totals.listAgents(db, 99) },
    listSources: { statistic: (db) => totals.listSources(db) },
    // How much was folded is the one thing that changes.
    readTotals: { statistic: (db) => ({ ...totals.readTotals(db), folded: 0, withoutArguments: 0 }) },
    getDeadLetter: { statistic: (db) => totals.getDeadLetter(db, "/data/opencode.db", "part/1") },
    allDeadLetters: { statistic: (db) => totals.allDeadLetters(db) },
    listDeadLetters: { statistic: (db) => (["all", "standing"] as const).map((filter) => pages((after) => totals.listDeadLetters(db, filter, after, 3))) },
    deadLettersQuery: "part",
  },
  trend: {
    readTrend: { statistic: (db) => ofSums.map((filter) => readTrends(db, filter)), list: (db) => byTechnique.map((filter) => readTrends(db, filter)) },
    hourOfWeek: "part", hoursOfWeek: { statistic: (db) => ofSums.map((filter) => trend.hoursOfWeek(db, filter)), list: (db) => byTechnique.map((filter) => trend.hoursOfWeek(db, filter)) },
    findingsWithin: { statistic: (db) => widgets.map((filter) => trend.findingsWithin(db, filter, SPAN.from, SPAN.to)) },
    oldestHour: { statistic: (db) => trend.oldestHour(db) },
  },
  flooredSql: { divided: "part", remainder: "part" },
  readersClock: { ReadersClock: "part" },
  widgetFilter: { wholeHour: "part", ofHours: "part", ofCalls: "part", ofFindings: "part", where: "part" },
};

/** Functions that the modules export and `QUESTIONS` does not name, and the other way round. */
export async function forgottenQuestions(): Promise<string[]> {
  const folder = new URL("../../../src/store/queries/", import.meta.url);
  const exported = await Promise.all(readdirSync(folder).map(async (file) => {
    const module = (await import(new URL(file, folder).href)) as Record<string, unknown>;
    return Object.keys(module).filter((name) => typeof module[name] === "function").map((name) => `${file.replace(".ts", "")}.${name}`);
  }));
  const named = Object.entries(QUESTIONS).flatMap(([module, questions]) => Object.keys(questions).map((name) => `${module}.${name}`));
  const all = exported.flat();
  return [...all.filter((name) => !named.includes(name)), ...named.filter((name) => !all.includes(name))];
}

/** Everything that is asked, by name, with its answer to be had. */
export function everyQuestion(): Array<{ readonly name: string; readonly isStatistic: boolean; readonly ask: Ask }> {
  return Object.entries(QUESTIONS).flatMap(([module, questions]) => Object.entries(questions).flatMap(([name, question]) => {
    if (question === "part") return [];
    return (["statistic", "list"] as const).flatMap((kind) => {
      const ask = (question as Partial<Record<typeof kind, Ask>>)[kind];
      return ask === undefined ? [] : [{ name: `${module}.${name}`, isStatistic: kind === "statistic", ask }];
    });
  }));
}
