import { type FindingState, isSettled } from "../../model/finding.js";
import type { RiskLevel } from "../../model/risk.js";
import { untrusted } from "../../model/untrusted.js";
import type { EngineParams, EngineResult } from "../../protocol/engine.js";
import type { FindingRow } from "../../protocol/rows.js";
import type { Ask } from "../engineAccess.js";
import { terminalText } from "../terminalText.js";
import { UsageError } from "./request.js";

const PAGE = 1_000;
const ID_LENGTH = 20;
const SHORTEST_PREFIX = 6;

/** Which findings are meant; all conditions must hold. */
export interface FindingFilter {
  /** Null for those that are not settled. */
  readonly state: FindingState | "any" | null;
  /** This level or a worse one. */
  readonly level: RiskLevel;
  readonly rule: string | undefined;
  readonly session: string | undefined;
}

/** Requests that answer in pages. */
type Paged = "listFindings" | "listCalls" | "listDecisions" | "listSuppressions" | "suppressedFindings";
type RowOf<K extends Paged> = EngineResult<K>["rows"][number];

/** The pages of a list, one after another. */
export async function* pagesOf<K extends Paged>(ask: Ask, name: K, params: Omit<EngineParams<K>, "after" | "limit">): AsyncGenerator<readonly RowOf<K>[]> {
  let after: string | null = null;
  do {
    const page: EngineResult<K> = await ask(name, { ...params, after, limit: PAGE } as unknown as EngineParams<K>);
    yield page.rows as readonly RowOf<K>[];
    after = page.next;
  } while (after !== null);
}

/** All rows of a list. */
export async function allOf<K extends Paged>(ask: Ask, name: K, params: Omit<EngineParams<K>, "after" | "limit">): Promise<RowOf<K>[]> {
  const rows: RowOf<K>[] = [];
  for await (const page of pagesOf(ask, name, params)) for (const row of page) rows.push(row);
  return rows;
}

/** Whether this finding is meant. As in the editor, `suppressed` means also one of which calls are suppressed alone. */
export function isOfState({ state, suppressedCalls }: Pick<FindingRow, "state" | "suppressedCalls">, wanted: FindingFilter["state"]): boolean {
  return wanted === null ? !isSettled(state) : wanted === "any" || state === wanted || (wanted === "suppressed" && suppressedCalls > 0);
}

/** The findings that a filter means, worst first. */
export async function findingsOf(ask: Ask, { state, level, rule, session }: FindingFilter): Promise<FindingRow[]> {
  const rows = await allOf(ask, "listFindings", { minLevel: level, state: state === null || state === "suppressed" ? "any" : state });
  return rows.filter((row) => isOfState(row, state) && (rule === undefined || row.rule === rule) && (session === undefined || row.call.sessionId === session));
}

/** The finding that an id or the beginning of one names. @throws {UsageError} where there is none, or more than one */
export async function findingOf(ask: Ask, given: string): Promise<FindingRow> {
  const prefix = prefixOf(given);
  const id = onlyOne(await ask("findingIds", { prefix }), prefix);
  if (id === null) {
    const ended = onlyOne(await ask("decidedIds", { prefix }), prefix);
    if (ended !== null) throw new UsageError(`Finding ${ended} has ended: its calls are judged otherwise by now, or are gone from the index. 'spotter findings decisions --finding ${ended}' tells what was decided of it.`);
    throw noSuchFinding(prefix);
  }
  const finding = await ask("getFinding", { id });
  if (!finding) throw new UsageError(`Finding ${id} ended just now: its calls are judged otherwise. List the findings again.`);
  return finding;
}

/**
 * The finding that an id or the beginning of one names, also one that has ended, where something was decided of it.
 *
 * @throws {UsageError} where there is none, or more than one
 */
export async function decidedFindingOf(ask: Ask, given: string): Promise<{ readonly id: string; readonly hasEnded: boolean }> {
  const prefix = prefixOf(given);
  const present = await ask("findingIds", { prefix });
  const id = onlyOne([...new Set([...present, ...(await ask("decidedIds", { prefix }))])], prefix);
  if (id === null) throw noSuchFinding(prefix);
  return { id, hasEnded: !present.includes(id) };
}

function prefixOf(given: string): string {
  const id = given.toLowerCase();
  const shown = terminalText(untrusted(given), 60);
  if (!/^[0-9a-f]+$/.test(id) || id.length > ID_LENGTH) throw new UsageError(`'${shown}' is no finding's id: that has ${ID_LENGTH} digits and letters from a to f. 'spotter findings list' names them.`);
  if (id.length < SHORTEST_PREFIX) throw new UsageError(`'${shown}' is too short for the beginning of an id. Give at least ${SHORTEST_PREFIX} characters of it.`);
  return id;
}

function onlyOne([first, ...others]: readonly string[], prefix: string): string | null {
  if (first !== undefined && others.length > 0) throw new UsageError(`${prefix} is the beginning of more than one id: ${[first, ...others].join(", ")}. Give more of it.`);
  return first ?? null;
}

function noSuchFinding(prefix: string): UsageError {
  return new UsageError(`There is no finding ${prefix}. It may have been forgotten, or its calls are judged otherwise by now; 'spotter findings list --state any' names all.`);
}
