import { untrusted } from "../model/untrusted.js";
import { ChannelClient, RequestError } from "../protocol/channel.js";
import { engineContract, type EngineContract, type EngineParams, type EngineResult } from "../protocol/engine.js";
import type { DeadLetterRow } from "../protocol/rows.js";
import { listSources } from "../store/queries/totals.js";
import { engineHandlers } from "../worker/handlers.js";
import { openSeatedEngine } from "../worker/seatedEngine.js";
import { EngineSeat } from "../worker/sharing/engineSeat.js";
import { readStoreLocation, type StateEnvironment } from "../worker/sharing/storeLocation.js";
import { commandOptions, openCommandEngine } from "./commandEngine.js";
import { EXIT } from "./exitCodes.js";
import type { Terminal } from "./scan.js";
import { terminalText } from "./terminalText.js";

export interface LettersOptions {
  /** File that keeps the store; undefined means the extension's, through the engine that runs in VS Code where one does. */
  readonly db: string | undefined;
  readonly json: boolean;
  readonly wasmPath: string;
  readonly version: string;
}

/** What to do with dead letters; `locator` as the list prints it. */
export type LettersAction =
  | { readonly kind: "list"; readonly all: boolean }
  | { readonly kind: "retry"; readonly locator: string | null }
  | { readonly kind: "accept" | "discard"; readonly locator: string; readonly reason: string };

const PAGE = 500;

/** Asks the engine, wherever it runs. */
type Ask = <K extends "listDeadLetters" | "retryDeadLetters" | "decideDeadLetter">(name: K, params: EngineParams<K>) => Promise<EngineResult<K>>;

/** Lists the records that could not be read, tries them again, or records what a person decided of one. Gives the exit code. */
export async function letters(action: LettersAction, options: LettersOptions, terminal: Terminal, state: StateEnvironment): Promise<number> {
  const work = (ask: Ask): Promise<number> => carryOut(action, ask, options, terminal);
  if (options.db !== undefined) return withStoreFile(options, terminal, state, work);
  const location = readStoreLocation(state);
  if (location.kind !== "found") {
    terminal.err("The extension has not run yet, so it has no list. Name a store that scan keeps with --db.\n");
    return EXIT.unreadable;
  }
  return withSharedEngine(location.directory, action, options, terminal, work);
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

async function withStoreFile(options: LettersOptions, terminal: Terminal, state: StateEnvironment, work: (ask: Ask) => Promise<number>): Promise<number> {
  const engine = await openCommandEngine(options, terminal, state);
  if (engine === null) return EXIT.usage;
  try {
    // What the store knows is what can be tried again.
    engine.sources.add(listSources(engine.store.db).map(({ kind, path }) => ({ kind, path })));
    const handlers = engineHandlers(engine, { reenrichProgress: () => undefined, shutdown: () => Promise.resolve() });
    const signal = new AbortController().signal;
    return await work((name, params) => Promise.resolve((handlers[name] as (params: unknown, signal: AbortSignal) => never)(params, signal)));
  } finally {
    await engine.dispose();
  }
}

async function withSharedEngine(directory: string, { kind }: LettersAction, options: LettersOptions, terminal: Terminal, work: (ask: Ask) => Promise<number>): Promise<number> {
  const seat = new EngineSeat({
    directory,
    version: options.version,
    startEngine: async (tenure) => {
      // What an engine in memory decides is gone with it.
      if (tenure.kind === "alone") throw new RequestError("closed", "The engine of VS Code cannot be reached from here. Run the command line of the same version as the extension.");
      if (kind === "retry") throw new RequestError("closed", "VS Code does not run, and only its engine knows what its settings leave out and mask. Open it, or name a store of your own with --db.");
      const log = (level: string, message: string): unknown => level === "error" && terminal.err(`${message}\n`);
      return openSeatedEngine({ ...commandOptions(options), storeDirectory: directory, version: options.version }, tenure, log, false);
    },
    onState: () => undefined,
    log: () => undefined,
  });
  const client = new ChannelClient<EngineContract>(engineContract, seat.port, () => undefined);
  const running = seat.run();
  try {
    // A seat that fails to run answers nobody.
    return await Promise.race([work((name, params) => client.request(name, params, { timeoutMs: 0 })), running.then(() => EXIT.unreadable)]);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    terminal.err(`${error.message}\n`);
    return EXIT.unreadable;
  } finally {
    client.close();
    await seat.dispose().catch(() => undefined);
  }
}
