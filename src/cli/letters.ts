import { showsNothing } from "../model/neutralise.js";
import { untrusted } from "../model/untrusted.js";
import type { EngineResult } from "../protocol/engine.js";
import type { DeadLetterRow } from "../protocol/rows.js";
import type { StateEnvironment } from "../worker/sharing/storeLocation.js";
import { type Ask, type EngineAccess, withEngine } from "./engineAccess.js";
import { EXIT } from "./exitCodes.js";
import type { Terminal } from "./scan.js";
import { terminalText } from "./terminalText.js";

export interface LettersOptions extends EngineAccess {
  readonly json: boolean;
}

/** What to do with dead letters; `locator` as the list prints it. */
export type LettersAction =
  | { readonly kind: "list"; readonly all: boolean }
  | { readonly kind: "retry"; readonly locator: string | null }
  | { readonly kind: "accept" | "discard"; readonly locator: string; readonly reason: string };

const PAGE = 500;

/** Lists the records that could not be read, tries them again, or records what a person decided of one. Gives the exit code. */
export function letters(action: LettersAction, options: LettersOptions, terminal: Terminal, state: StateEnvironment): Promise<number> {
  return withEngine(options, action.kind === "retry", terminal, state, (ask) => carryOut(action, ask, options, terminal));
}

async function carryOut(action: LettersAction, ask: Ask, options: LettersOptions, terminal: Terminal): Promise<number> {
  if (action.kind === "list") {
    const rows = await listAll(ask, action.all);
    terminal.out(options.json ? `${JSON.stringify(rows)}\n` : rows.length === 0 ? "Nothing: every record could be read.\n" : rows.map(words).join(""));
    return EXIT.clean;
  }
  if (action.kind === "retry") {
    const result = await ask("retryDeadLetters", { source: null, locator: action.locator });
    terminal.out(options.json ? `${JSON.stringify(result)}\n` : `${result.retried} records tried again, ${result.recovered} of them can be read now.\n`);
    return result.recovered === result.retried ? EXIT.clean : EXIT.unreadable;
  }
  const { kind, locator, reason } = action;
  if (showsNothing(reason)) {
    terminal.err("The reason is empty, so nothing was written. Say in a few words why.\n");
    return EXIT.usage;
  }
  const found = (await listAll(ask, true)).filter((row) => row.locator === locator);
  if (found.length === 0) {
    terminal.err(`There is no such record on the list: ${terminalText(untrusted(locator), 300)}.\n`);
    return EXIT.usage;
  }
  for (const { source } of found) await ask("decideDeadLetter", { source, locator, action: kind, reason });
  terminal.out(options.json ? `${JSON.stringify({ decided: found.length })}\n` : `${kind === "accept" ? "Accepted" : "Discarded"}, and written to the journal.\n`);
  return EXIT.clean;
}

async function listAll(ask: Ask, all: boolean): Promise<DeadLetterRow[]> {
  const rows: DeadLetterRow[] = [];
  let after: string | null = null;
  do {
    const page: EngineResult<"listDeadLetters"> = await ask("listDeadLetters", { filter: all ? "all" : "standing", after, limit: PAGE });
    rows.push(...page.rows);
    after = page.next;
  } while (after !== null);
  return rows;
}

function words(row: DeadLetterRow): string {
  const text = (value: string): string => terminalText(untrusted(value), 300);
  const decided = row.action === null ? "" : `\n  ${row.action === "accept" ? "accepted" : "discarded"}: ${text(row.decisionReason)}`;
  const seen = `first ${new Date(row.firstSeen).toISOString()}, last ${new Date(row.lastSeen).toISOString()}, tried ${row.attempts} times`;
  return `${text(row.locator)}\n  ${row.reason}: ${text(row.detail)}\n  in ${text(row.source)}, ${seen}, hash ${text(row.hash)}${decided}\n`;
}
