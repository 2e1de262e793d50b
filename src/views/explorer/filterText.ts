import { FINDING_STATES, type FindingState } from "../../model/finding.js";
import { oneLine } from "../../model/neutralise.js";
import type { RiskLevel } from "../../model/risk.js";
import { rawText, type Untrusted } from "../../model/untrusted.js";
import { dayOf, typedDay } from "../typedDay.js";
import type { FindingFilter } from "../../model/findingList.js";

const LEVELS = ["critical", "high", "medium", "low"] as const;
const SPANS_MS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };
type FilterKey = "level" | "tool" | "project" | "state" | "since";
/** A word of the form `key:value`, where the value may stand in quotation marks; else any word. */
const WORD = /(level|tool|project|state|since):(?:"([^"]*)"?|(\S*))|\S+/giu;
/** Longest filter that is read; what is longer is no filter that a person types. */
const LONGEST = 1_000;
const LONGEST_FOLDER = 800;

/** What a typed filter says; what it does not say is not in it. */
export type TypedFilter = Partial<Pick<FindingFilter, "minLevel" | "text" | "tool" | "project" | "state" | "since">>;

export type ParsedFilter = { readonly filter: TypedFilter } | { readonly wrong: { readonly key: FilterKey; readonly value: string } };

/**
 * Reads what a person typed: words of the call's text, and `level:high tool:bash project:shop state:open since:7d`. A value
 * with spaces stands in quotation marks; a word with another colon in it is text.
 *
 * @param now milliseconds since 1970, from which `since:12h`, `7d` and `2w` count back; a date counts from its midnight here
 */
export function parseFilter(typed: string, now: number): ParsedFilter {
  const words: string[] = [];
  let filter: TypedFilter = {};
  for (const [word, key, quoted, bare] of typed.slice(0, LONGEST).matchAll(WORD)) {
    if (key === undefined) {
      words.push(word);
      continue;
    }
    const name = key.toLowerCase() as FilterKey;
    const read = readValue(name, (quoted ?? bare ?? "").trim(), now);
    if (read === null) return { wrong: { key: name, value: quoted ?? bare ?? "" } };
    filter = { ...filter, ...read };
  }
  return { filter: words.length > 0 ? { ...filter, text: words.join(" ") } : filter };
}

/** What a person is led to; null is any. */
export interface Wanted {
  readonly minLevel: RiskLevel | null;
  readonly state: FindingState | "any" | null;
  readonly since: { readonly days: number } | { readonly from: number } | null;
  readonly folder: Untrusted | null;
}

/** The same as a person would type it. A level below those that are listed is left out, and a folder that cannot be typed. */
export function typedFilter({ minLevel, state, since, folder }: Wanted): string {
  const level = LEVELS.find((each) => each === minLevel);
  const words = [level && `level:${level}`, state && `state:${state}`, since && typedSince(since), folder !== null && typedProject(rawText(folder))];
  return words.filter(Boolean).join(" ");
}

/** Null for a moment on a day that cannot be typed. */
function typedSince(since: NonNullable<Wanted["since"]>): string | null {
  if ("days" in since) return `since:${since.days}d`;
  const day = typedDay(new Date(since.from));
  return dayOf(day) === null ? null : `since:${day}`;
}

/** Null for a folder that is part of every other, or that holds what no person types. */
function typedProject(folder: string): string | null {
  if (/^\/?$/.test(folder) || folder.includes('"') || oneLine(folder, LONGEST_FOLDER) !== folder) return null;
  return `project:${folder.includes(" ") ? `"${folder}"` : folder}`;
}

function readValue(key: FilterKey, value: string, now: number): TypedFilter | null {
  const lower = value.toLowerCase();
  switch (key) {
    case "level": {
      const minLevel = LEVELS.find((level) => level === lower);
      return minLevel ? { minLevel } : null;
    }
    case "state": {
      const state = ([...FINDING_STATES, "any"] as const).find((name) => name === lower);
      return state ? { state } : null;
    }
    case "since": {
      const since = sinceOf(lower, now);
      return since === null ? null : { since };
    }
    default:
      return value === "" ? null : { [key]: value };
  }
}

function sinceOf(value: string, now: number): number | null {
  const span = /^(\d{1,4})([hdw])$/.exec(value);
  if (span) return now - Number(span[1]) * (SPANS_MS[span[2] ?? ""] ?? 0);
  return dayOf(value)?.getTime() ?? null;
}
