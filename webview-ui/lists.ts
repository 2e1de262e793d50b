import { untrusted } from "../src/model/untrusted.js";
import type { DashboardStrings } from "../src/protocol/dashboardStrings.js";
import type { EngineStatus } from "../src/protocol/engine.js";
import type { CallRow, SessionRow, SourceRow } from "../src/protocol/rows.js";
import { element } from "./element.js";
import { fill, pageText } from "./text.js";
import { number, timeWords } from "./words.js";

/** What a click on a row asks for. */
export interface Jumps {
  openCall(call: CallRow): void;
  openSession(session: SessionRow): void;
}

export function callsSection(strings: DashboardStrings, calls: readonly CallRow[], jumps: Jumps): HTMLElement {
  const rows = calls.map((call) => {
    const level = call.level ?? "none";
    const reason = call.reasons[0];
    const unusual = call.outcome === "succeeded" ? [] : [strings[`outcome:${call.outcome}`]];
    const facts = [pageText(call.tool, 30), ...unusual, timeWords(call.time)];
    if (reason) facts.unshift(pageText(untrusted(reason.title), 90));
    return row(
      { key: `call:${call.id}`, title: strings.openCall, open: () => jumps.openCall(call) },
      scoreMark(strings, level, call.score ?? 0),
      element("span", { class: "code" }, pageText(call.subject, 200) || pageText(call.tool, 30)),
      facts,
    );
  });
  return list("newest-risky", strings.newestRisky, rows, strings.nothingRisky);
}

export function sessionsSection(strings: DashboardStrings, sessions: readonly SessionRow[], jumps: Jumps): HTMLElement {
  const rows = sessions.map((session) => {
    const counts = (["critical", "high", "medium"] as const)
      .filter((level) => session.byLevel[level] > 0)
      .map((level) => `${number(session.byLevel[level])} ${strings[level]}`);
    const state = session.live ? [strings.running] : session.deleted ? [strings.deleted] : [];
    return row(
      { key: `session:${session.id}`, title: strings.openSession, open: () => jumps.openSession(session) },
      scoreMark(strings, session.worstLevel, session.worstScore),
      element("span", { class: "name" }, pageText(session.title) || strings.untitled),
      [...state, ...counts, fill(strings.sessionCalls, number(session.calls)), timeWords(session.timeUpdated)],
    );
  });
  return list("top-sessions", strings.topSessions, rows, strings.nothingRisky);
}

/** Each storage with what was read of it and what was not: a quiet panel must not hide that it saw nothing. */
export function coverageSection(strings: DashboardStrings, sources: readonly SourceRow[], kept: EngineStatus["kept"]): HTMLElement {
  const rows = sources.map((source) => {
    const gaps = [
      source.deadLetters > 0 ? fill(strings.unreadable, number(source.deadLetters)) : "",
      source.unknownShapes > 0 ? fill(strings.unknownShapes, number(source.unknownShapes)) : "",
    ].filter(Boolean);
    const facts = [
      source.kind === "json" ? strings.sourceJson : strings.sourceSqlite,
      fill(strings.sourceCounts, number(source.sessions), number(source.messages), number(source.parts), number(source.toolCalls)),
      source.lastRead === null ? strings.neverRead : fill(strings.lastRead, timeWords(source.lastRead)),
    ];
    const children = [
      element("span", { class: "path" }, pageText(untrusted(source.path), 300)),
      element("span", { class: "facts" }, facts.join(" · ")),
      ...(gaps.length > 0 ? [element("span", { class: "gaps" }, gaps.join(" · "))] : []),
      ...(source.problem ? [element("span", { class: "gaps" }, pageText(untrusted(source.problem.message), 500))] : []),
    ];
    return element("li", { class: "source" }, ...children);
  });
  const section = list("coverage", strings.coverage, rows, strings.nothingScanned);
  const facts = [
    fill(strings.keptMasked, number(kept.masked)),
    kept.withoutArguments > 0 ? fill(strings.keptWithoutArguments, number(kept.withoutArguments)) : "",
    kept.folded > 0 ? fill(strings.keptFolded, number(kept.folded)) : "",
  ].filter(Boolean);
  section.append(element("p", { class: "facts" }, facts.join(" · ")));
  return section;
}

function list(id: string, title: string, rows: readonly HTMLElement[], empty: string): HTMLElement {
  const content = rows.length > 0 ? element("ul", { class: "rows" }, ...rows) : element("p", { class: "quiet" }, empty);
  return element("section", { class: "panel", "aria-labelledby": id }, element("h2", { id }, title), content);
}

function row(jump: { key: string; title: string; open: () => void }, score: HTMLElement, name: HTMLElement, facts: readonly string[]): HTMLElement {
  const button = element(
    "button",
    { type: "button", class: "row", "data-key": jump.key, title: jump.title },
    score,
    element("span", { class: "text" }, name, element("span", { class: "facts" }, facts.join(" · "))),
  );
  button.addEventListener("click", jump.open);
  return element("li", {}, button);
}

function scoreMark(strings: DashboardStrings, level: CallRow["level"] & string, score: number): HTMLElement {
  return element(
    "span",
    { class: `score ${level}` },
    element("span", { class: "points", "aria-hidden": "true" }, String(score)),
    element("span", { class: "level" }, strings[level]),
    element("span", { class: "unseen" }, fill(strings.score, score)),
  );
}
