import { RULES } from "../scoring/catalogue.js";
import type { OwnRule, RuleBook } from "../scoring/sigma/ruleBook.js";
import { untrusted } from "../model/untrusted.js";
import { getCall } from "../store/queries/calls.js";
import { ruleHits } from "../store/queries/ruleHits.js";
import type { Engine } from "../worker/engine.js";
import { replay, type Replayed } from "../worker/replay.js";
import { readRuleBook } from "../worker/ruleFiles.js";
import { callRow } from "../worker/rows.js";
import { type CommandStorage, openCommandEngine } from "./commandEngine.js";
import { EXIT } from "./exitCodes.js";
import type { Terminal } from "./scan.js";
import { terminalText } from "./terminalText.js";

/** How far back a replay looks where it is not asked for all. */
const REPLAY_DAYS = 30;
const DAY_MS = 86_400_000;
/** Calls of a rule that are printed for people; `--json` has up to 1,000. */
const PRINTED_CALLS = 20;

export interface RulesOptions extends CommandStorage {
  readonly rules: readonly string[];
  readonly json: boolean;
}

/** Tells what keeps rules from being used, each with its file and line. */
export function tellProblems({ problems }: RuleBook, terminal: Pick<Terminal, "err">): void {
  for (const { path, line, message } of problems) terminal.err(`${terminalText(untrusted(`${path}:${line}: ${message}`), 600)}\n`);
}

/** Reads storage as `scan` does and prints all rules, built-in and own, with their hits. Gives the exit code: 2 where a rule cannot be used, 3 where a source cannot be read. */
export async function listRules(options: RulesOptions, terminal: Terminal): Promise<number> {
  return withEngine(options, terminal, (engine) => {
    const { book } = engine.rules;
    const hits = ruleHits(engine.store.db);
    const rows = [
      // What a built-in rule on trial would have flagged is not kept.
      ...RULES.map(({ id, title, maturity, score }) => ({ id, title, score, maturity, source: "built-in", hits: maturity === "stable" ? (hits.get(id) ?? 0) : null })),
      ...book.own.map(({ id, title, maturity, score, path, line }) => ({ id, title, score, maturity, source: `${path}:${line}`, hits: hits.get(id) ?? 0 })),
    ];
    if (options.json) terminal.out(`${JSON.stringify({ rulesVersion: book.version, rules: rows, problems: book.problems })}\n`);
    else for (const row of rows) terminal.out(`${String(row.hits ?? "-").padStart(7)}  ${row.maturity.padEnd(12)} ${String(row.score).padStart(3)}  ${terminalText(untrusted(`${row.id}  ${row.title}  (${row.source})`), 400)}\n`);
    tellProblems(book, terminal);
    return Promise.resolve(book.problems.length > 0 ? EXIT.usage : EXIT.clean);
  });
}

/**
 * Replays a file's rules over the calls of the last 30 days, or over all, and prints which each would have flagged. Gives the exit code: 2 where a rule
 * cannot be used, 3 where a source cannot be read.
 */
export async function testRules(path: string, options: RulesOptions & { readonly all: boolean }, terminal: Terminal): Promise<number> {
  const book = readRuleBook([path]);
  if (book.own.length === 0) {
    tellProblems(book, terminal);
    terminal.err("No rule of it can be used, so nothing was replayed.\n");
    return EXIT.usage;
  }
  return withEngine(options, terminal, async (engine) => {
    const replayed = await replay(engine.store, book, options.all ? 0 : Date.now() - REPLAY_DAYS * DAY_MS);
    const rules = book.own.map((rule) => hitsOf(engine, rule, replayed));
    const { calls, cut } = replayed;
    if (options.json) terminal.out(`${JSON.stringify({ days: options.all ? null : REPLAY_DAYS, calls, cut, rules, problems: book.problems })}\n`);
    else terminal.out(spoken(rules, replayed, options.all));
    tellProblems(book, terminal);
    return book.problems.length > 0 ? EXIT.usage : EXIT.clean;
  });
}

async function withEngine(options: RulesOptions, terminal: Terminal, use: (engine: Engine) => Promise<number>): Promise<number> {
  const engine = await openCommandEngine(options, terminal);
  if (engine === null) return EXIT.usage;
  try {
    await engine.refresh();
    await engine.tend();
    const { sources, notices } = engine.status();
    for (const notice of notices) terminal.err(`${notice.message}\n`);
    const unread = sources.flatMap((source) => (source.problem ? [`${source.path}: ${source.problem.message}`] : []));
    for (const problem of unread) terminal.err(`${problem}\n`);
    if (sources.length === 0) terminal.err("No storage of OpenCode was found, so there are no calls to look at. Name it with --storage.\n");
    const code = await use(engine);
    return unread.length > 0 || sources.length === 0 ? EXIT.unreadable : code;
  } finally {
    await engine.dispose();
  }
}

interface RuleReplay {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly level: string;
  readonly maturity: string;
  readonly hits: number;
  /** Calls on which the rule would take too long. */
  readonly skipped: number;
  readonly calls: ReadonlyArray<{ readonly id: string; readonly session: string; readonly time: number; readonly tool: string; readonly subject: string }>;
}

function hitsOf(engine: Engine, { id, title, path, line, level, maturity }: OwnRule, { hits, skipped }: Replayed): RuleReplay {
  const hit = hits.get(id);
  const calls = (hit?.named ?? []).flatMap((callId) => {
    const call = getCall(engine.store.db, callId);
    if (!call) return [];
    return [{ id: call.id, session: call.session_id, time: call.time, tool: call.tool, subject: terminalText(callRow(call).subject, 300) }];
  });
  return { id, title, source: `${path}:${line}`, level, maturity, hits: hit?.calls ?? 0, skipped: skipped.get(id) ?? 0, calls };
}

function spoken(rules: readonly RuleReplay[], { calls, cut }: Replayed, all: boolean): string {
  const lines: string[] = [];
  for (const rule of rules) {
    const state = rule.maturity === "off" ? "its status switches it off, so it was not asked" : `${rule.hits} of ${calls} calls${all ? "" : ` of the last ${REPLAY_DAYS} days`}`;
    lines.push(`${terminalText(untrusted(`${rule.title} (${rule.id}, ${rule.level}, ${rule.maturity})`), 300)}: ${state}`);
    for (const call of rule.calls.slice(0, PRINTED_CALLS)) lines.push(`  ${new Date(call.time).toISOString().slice(0, 16).replace("T", " ")}  ${terminalText(untrusted(call.session), 60)}  ${terminalText(untrusted(call.tool), 40)}  ${call.subject}`);
    if (rule.skipped > 0) lines.push(`  on ${rule.skipped} calls it would take too long and is skipped: whether it holds for them is not known`);
    if (rule.hits > PRINTED_CALLS) lines.push(`  and ${rule.hits - PRINTED_CALLS} more (--json names up to 1,000)`);
  }
  if (cut > 0) lines.push(`Of ${cut} calls only the beginning of long arguments is kept: a rule may have held for the rest.`);
  return `${lines.join("\n")}\n`;
}
