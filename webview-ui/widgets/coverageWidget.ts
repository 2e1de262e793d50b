import { untrusted } from "../../src/model/untrusted.js";
import type { DashboardStrings } from "../../src/protocol/dashboardStrings.js";
import { engineStatus, type EngineStatus } from "../../src/protocol/engine.js";
import type { SourceRow } from "../../src/protocol/rows.js";
import { element } from "../element.js";
import { fill, pageText } from "../text.js";
import { megabytes, number, percent, phaseWords, timeWords } from "../words.js";
import type { Context, Widget } from "./widget.js";

/** What was read and what was not, and how the engine is: a quiet dashboard must not hide that it saw nothing. */
export function coverageWidget({ strings, jumps }: Context): Widget<EngineStatus> {
  return {
    id: "coverage",
    title: strings.coverage,
    kept: engineStatus,
    ofStatus: true,
    jump: { title: strings.openCoverageView, run: () => jumps.openCoverage() },
    ask: (asker, _filter, signal) => asker.request("status", {}, { signal }),
    show: (status) => ({
      empty: null,
      above: [
        ...(status.sources.length === 0 ? [element("p", { class: "quiet" }, strings.nothingScanned)] : []),
        element("ul", { class: "sources" }, ...status.sources.map((source) => sourceElement(strings, source))),
        factsElement(engineFacts(strings, status)),
      ],
      table: {
        caption: strings.coverage,
        columns: [
          { title: strings.storage }, { title: strings.captureRate }, { title: strings.lastReadTitle, unit: "time" }, { title: strings.backlog, unit: "count" },
          { title: strings.deadLetters, unit: "count" }, { title: strings.unknownShapesTitle, unit: "count" }, { title: strings.toolParts, unit: "count" },
        ],
        rows: status.sources.map((row) => ({
          cells: [untrusted(row.path), untrusted(row.captureRate === null ? "" : percent(row.captureRate)), row.lastRead, row.backlog, row.deadLetters, row.unknownShapes, row.toolParts],
        })),
      },
    }),
  };
}

function sourceElement(strings: DashboardStrings, source: SourceRow): HTMLElement {
  const gaps = [
    source.deadLetters > 0 ? fill(strings.unreadable, number(source.deadLetters)) : "",
    source.unknownShapes > 0 ? fill(strings.unknownShapes, number(source.unknownShapes)) : "",
    source.problem ? pageText(untrusted(source.problem.message), 500) : "",
  ].filter(Boolean);
  const facts: [string, string][] = [
    [strings.captureRate, source.captureRate === null ? "–" : percent(source.captureRate)],
    [strings.lastReadTitle, source.lastRead === null ? strings.neverRead : timeWords(source.lastRead)],
    [strings.backlog, number(source.backlog)],
    [strings.toolParts, number(source.toolParts)],
  ];
  return element(
    "li",
    {},
    element("p", { class: "path" }, pageText(untrusted(source.path), 300)),
    element("p", { class: "facts" }, source.kind === "json" ? strings.sourceJson : strings.sourceSqlite),
    factsElement(facts),
    ...(gaps.length > 0 ? [element("p", { class: "gaps" }, gaps.join(" · "))] : []),
  );
}

function engineFacts(strings: DashboardStrings, status: EngineStatus): [string, string][] {
  return [
    [strings.engine, phaseWords(strings, status)],
    [strings.rulesTitle, status.rulesVersion],
    [strings.toScore, number(status.unscored)],
    [strings.notScored, number(status.failed)],
    [strings.memory, megabytes(status.cost.memoryBytes)],
    [strings.masked, number(status.kept.masked)],
  ];
}

function factsElement(facts: ReadonlyArray<readonly [string, string]>): HTMLElement {
  return element("dl", { class: "figures" }, ...facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))));
}
