import type { Handlers } from "../../protocol/channel.js";
import type { EngineContract } from "../../protocol/engine.js";
import { untrusted } from "../../model/untrusted.js";
import { keepBothSides } from "../../reports/suppressions/keepBothSides.js";
import { listDecisions } from "../../store/queries/decisions.js";
import { findingIdsOfCalls, findingsOf } from "../../store/queries/findings.js";
import { nextFinding } from "../../store/queries/nextFinding.js";
import type { Page } from "../../store/queries/page.js";
import { countSettled } from "../../store/queries/settledFindings.js";
import { listSuppressions } from "../../store/queries/suppressions.js";
import { findingRow } from "../rows.js";
import { whereKept } from "../whereKept.js";
import { decisionRow } from "./decisionRows.js";
import { exportDecisions } from "./exportDecisions.js";
import { responseTimes, ruleQuality } from "./learning.js";
import { changeSuppression, offeredFindings, suppress, suppressedFindings, suppressionOffers, suppressionPreview, suppressionRow } from "./suppressing.js";
import { acceptTeamFile, shareSuppression, teamFile } from "./teamFile.js";
import type { TriageParts } from "./triageParts.js";
import { comment, decide, previewSelection, undo } from "./verdicts.js";

type TriageRequest =
  | "nextFinding" | "findingsOfCalls" | "getFinding" | "settledFindings" | "previewSelection" | "decide" | "comment" | "undo" | "listDecisions" | "suppressionOffers" | "offeredFindings"
  | "suppress" | "suppressionPreview" | "changeSuppression" | "listSuppressions" | "suppressedFindings" | "teamFile" | "acceptTeamFile" | "shareSuppression" | "exportDecisions" | "keepBothSides" | "ruleQuality" | "responseTimes";

/** Answers to what triage asks: what was decided, what that hides, and what it teaches. */
export function triageHandlers(parts: TriageParts): Pick<Handlers<EngineContract>, TriageRequest> {
  const { store } = parts;
  const { db } = store;
  const kept = whereKept(store.decisions);
  return {
    nextFinding: ({ list, from, by }) => {
      const finding = nextFinding(db, list.filter, from, by);
      return finding ? findingRow(finding) : null;
    },
    findingsOfCalls: ({ calls }) => findingsOf(db, findingIdsOfCalls(db, calls)).map(findingRow),
    getFinding: ({ id }) => findingsOf(db, [id]).map(findingRow)[0] ?? null,
    settledFindings: ({ filter }) => countSettled(db, filter),
    previewSelection: ({ selection, verdict }) => previewSelection(db, selection, verdict),
    decide: kept((params) => decide(parts, params)),
    comment: kept((params) => comment(parts, params)),
    undo: kept((params) => undo(parts, params)),
    listDecisions: ({ filter, after, limit }) => mapPage(listDecisions(db, filter, after, limit), decisionRow),
    suppressionOffers: (params) => suppressionOffers(parts, params),
    offeredFindings: ({ findingId, scope, after, limit }) => mapPage(offeredFindings(parts, findingId, scope, after, limit), findingRow),
    suppress: kept((params) => suppress(parts, params)),
    suppressionPreview: ({ id }) => suppressionPreview(parts, id),
    changeSuppression: kept((params) => changeSuppression(parts, params)),
    listSuppressions: ({ after, limit }) => mapPage(listSuppressions(db, after, limit), (row) => suppressionRow(parts, row)),
    suppressedFindings: ({ id, after, limit }) => mapPage(suppressedFindings(parts, id, after, limit), findingRow),
    teamFile: (params) => teamFile(parts, params),
    acceptTeamFile: kept((params) => acceptTeamFile(parts, params)),
    shareSuppression: (params) => shareSuppression(parts, params),
    exportDecisions: ({ format }) => {
      const { text, decisions } = exportDecisions(db, format);
      return { text: untrusted(text), decisions };
    },
    keepBothSides: ({ text }) => {
      const merged = keepBothSides(text);
      return { text: merged === null ? null : untrusted(merged) };
    },
    ruleQuality: () => ruleQuality(db),
    responseTimes: ({ since }) => responseTimes(db, since, null),
  };
}

export function mapPage<From, To>(page: Page<From>, map: (row: From) => To): { rows: To[]; next: string | null; total: number } {
  return { rows: page.rows.map(map), next: page.next, total: page.total };
}
