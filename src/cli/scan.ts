import { LEVEL_FLOOR, RISK_LEVELS, type RiskLevel } from "../model/risk.js";
import type { SourceRow } from "../protocol/rows.js";
import type { StoredFinding } from "../store/queries/findings.js";
import { type SourceTotals, findingsOfSources, totalsOfSources } from "../store/queries/ofSources.js";
import { type SettledOfSources, settledOfSources } from "../store/queries/settledFindings.js";
import type { Engine } from "../worker/engine.js";
import { findingRow } from "../worker/rows.js";
import { openCommandEngine } from "./commandEngine.js";
import { EXIT } from "./exitCodes.js";
import { tellProblems } from "./rules.js";
import { leftOutWords } from "./settledWords.js";
import { terminalText } from "./terminalText.js";

export interface ScanOptions {
  /** Storage as named on the command line; empty looks in the usual places. */
  readonly storage: readonly string[];
  /** File that keeps the store; undefined keeps it in memory. */
  readonly db: string | undefined;
  /** Lists of indicators. */
  readonly indicators: readonly string[];
  /** Files and folders of rules. */
  readonly rules: readonly string[];
  readonly json: boolean;
  readonly findings: boolean;
  readonly failOn: RiskLevel | undefined;
  readonly wasmPath: string;
}

/** Version of the JSON that `scan --json` prints. */
const SCHEMA_VERSION = 1;
const SUMMARY_FINDINGS = 10;

export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Asks a person; absent where nobody sits at the terminal. */
  confirm?(question: string): Promise<boolean>;
}

/** What a scan read, and what it found in there. */
interface Scanned {
  readonly sources: readonly SourceRow[];
  readonly totals: SourceTotals;
  /** Those that are not settled, worst first; empty where nobody asked for them. */
  readonly findings: readonly StoredFinding[];
  readonly settled: SettledOfSources;
  readonly totalMs: number;
}

/** Reads and scores storage once and prints what was found. Gives the exit code. */
export async function scan(options: ScanOptions, terminal: Terminal): Promise<number> {
  const started = performance.now();
  const engine = await openCommandEngine(options, terminal);
  if (engine === null) return EXIT.usage;
  try {
    const sources = await readAll(engine);
    const ids = engine.sources.ids(sources.map(({ path }) => path));
    const { db } = engine.store;
    const findings = options.findings || !options.json ? findingsOfSources(db, ids) : [];
    const scanned = { sources, totals: totalsOfSources(db, ids), findings, settled: settledOfSources(db, ids), totalMs: Math.round(performance.now() - started) };
    terminal.out(options.json ? `${JSON.stringify(report(scanned, options, engine.rules.book.version))}\n` : summary(scanned));
    return exitCode(engine, scanned, options, terminal);
  } finally {
    await engine.dispose();
  }
}

/** A store kept with `--db` may know other sources too; the scan speaks of those that it read. */
async function readAll(engine: Engine): Promise<SourceRow[]> {
  const paths = new Set((await engine.refresh()).map((location) => location.path));
  // A store that other rules scored is told of by these.
  await engine.tend();
  return engine.status().sources.filter((source) => paths.has(source.path));
}

function report({ sources, totals, findings, settled, totalMs }: Scanned, options: ScanOptions, rulesVersion: string): object {
  return {
    schemaVersion: SCHEMA_VERSION,
    rulesVersion,
    sources: sources.map(({ path, kind, sessions, messages, parts, toolParts, deadLetters, unknownShapes }) => ({
      path, kind, sessions, messages, parts, toolCalls: toolParts, deadLetters, unknownShapes,
    })),
    totals,
    settled: settled.byState,
    partlySuppressed: settled.partly,
    timings: { totalMs },
    ...(options.findings ? { findings: findings.map(findingJson) } : {}),
  };
}

function findingJson(finding: StoredFinding): object {
  return {
    id: finding.finding_id,
    kind: finding.finding_kind,
    rule: finding.rule,
    score: finding.score,
    level: finding.level,
    state: finding.state,
    calls: JSON.parse(finding.call_ids) as string[],
    sessions: [finding.session_id],
  };
}

function summary({ sources, totals, findings, settled, totalMs }: Scanned): string {
  const { sessions, toolCalls, byLevel } = totals;
  const lines = sources.map(
    (source) =>
      `${source.kind === "sqlite" ? "Database " : "JSON files"} ${source.path}\n` +
      `  ${source.sessions} sessions, ${source.messages} messages, ${source.parts} parts, ${source.toolParts} tool calls` +
      (source.deadLetters > 0 ? `, ${source.deadLetters} records that could not be read` : "") +
      (source.unknownShapes > 0 ? `, ${source.unknownShapes} of an unknown shape` : ""),
  );
  const copies = sources.reduce((sum, source) => sum + source.toolParts, 0) - toolCalls;
  const counts = RISK_LEVELS.map((level) => `${byLevel[level]} ${level}`).join(", ");
  lines.push("", `${toolCalls} tool calls in ${sessions} sessions${copies > 0 ? " (what a fork copied is counted once)" : ""}: ${counts} (${totalMs} ms)`);
  const worst = findings.slice(0, SUMMARY_FINDINGS);
  const ofLevel = (level: RiskLevel): number => findings.filter((finding) => finding.level === level).length;
  if (worst.length > 0) lines.push("", `Worst of ${findings.length} findings (${ofLevel("critical")} critical, ${ofLevel("high")} high):`);
  for (const finding of worst.map(findingRow)) {
    const noted = finding.state === "acknowledged" ? " (acknowledged)" : "";
    lines.push(`  ${finding.level.padEnd(8)} ${String(finding.score).padStart(3)}  ${finding.title}${noted}`, `                ${terminalText(finding.call.subject)}`);
  }
  const leftOut = leftOutWords(settled.byState, settled.partly, "spotter findings list --db <file> --state any");
  return `${lines.join("\n")}\n${leftOut === "" ? "" : `\n${leftOut}`}`;
}

function exitCode(engine: Engine, { sources, totals }: Scanned, options: ScanOptions, terminal: Terminal): number {
  for (const notice of engine.status().notices) terminal.err(`${notice.message}\n`);
  const problems = sources.flatMap((source) => (source.problem ? [`${source.path}: ${source.problem.message}`] : []));
  for (const problem of problems) terminal.err(`${problem}\n`);
  const unread = sources.reduce((sum, source) => sum + source.deadLetters, 0);
  if (unread > 0) terminal.err(`Records that could not be read: ${unread}. What they hold is in no count but this one; the rest was read.\n`);
  // A source that could not be read may hold anything: that comes before a verdict on the rest.
  if (problems.length > 0 || sources.length === 0) return EXIT.unreadable;
  tellProblems(engine.rules.book, terminal);
  // What a rule that cannot be used would have found is missing from the verdict.
  if (engine.rules.book.problems.length > 0) return EXIT.usage;
  const { failOn } = options;
  const risky = failOn !== undefined && RISK_LEVELS.some((level) => LEVEL_FLOOR[level] >= LEVEL_FLOOR[failOn] && totals.byLevel[level] > 0);
  return risky ? EXIT.risky : EXIT.clean;
}
