import { LEVEL_FLOOR, levelOf, type RiskLevel } from "../../model/risk.js";
import { findExploits } from "./indicators/exploitSignatures.js";
import { findIndicators } from "./indicators/findIndicators.js";
import type { Indicators } from "./indicators/indicators.js";
import { findHiddenText } from "./hiddenText.js";
import { findInjections, type Voice } from "./injection/findInjections.js";
import { maskSecrets } from "./maskSecrets.js";
import type { KeyedHash, MaskedObservation } from "./mask.js";
import { secretScore } from "./secretScore.js";
import type { Signal } from "./signal.js";
import { WALK_LIMIT, walkText, type Walked } from "./textWalk.js";
import { findWrittenCode } from "./written/findWrittenCode.js";

/** A text of a session, with what is known of where it stood. */
export interface ContentPart {
  readonly where: "tool-output" | "tool-input" | "user-prompt";
  /** OpenCode's name of the tool; empty where there is none. */
  readonly tool: string;
  readonly filePath: string | null;
  readonly url: string | null;
  readonly text: string;
}

export interface Inspected {
  /** True from level medium on. */
  readonly flagged: boolean;
  /** 0 to 100. */
  readonly score: number;
  readonly level: RiskLevel;
  /** In the order of the text; offsets are UTF-16 code units of `text`. */
  readonly signals: readonly Signal[];
  /** Secrets among them, with their keyed hashes. */
  readonly secrets: readonly MaskedObservation[];
  /** The text as it would be kept: secrets replaced, and what was not looked at left out. */
  readonly masked: string;
  /** Characters in the middle of a text over the bound that were not looked at. */
  readonly unread: number;
}

/** A text is looked at whole up to this; of a longer one its beginning and its end. */
const LOOKED_AT = 10 * 1024 * 1024;
const END_LOOKED_AT = 1024 * 1024;
/** As the part of a command that was not read (docs/scoring.md). */
const UNREAD_SCORE = 30;
/** Searches run over windows that overlap. */
const OVERLAP = 8 * 1024;
/** Signals of one part that are kept one by one, the worst first; the others are one for each family, from the first of them to the last. */
const SIGNAL_LIMIT = 500;

/** Points for each further family of signals, and the most of them together, as in scoring (docs/scoring.md). */
const FURTHER = 4;
const FURTHER_LIMIT = 12;

/** Looks at one text: secrets, instructions to the agent, hidden text, code that was written, indicators. Linear; throws nothing. */
export function inspectContent(part: ContentPart, keyedHash: KeyedHash, indicators: Indicators | null): Inspected {
  const { text } = part;
  if (text.length <= LOOKED_AT) return inspectWhole(part, keyedHash, indicators);
  const head = inspectWhole({ ...part, text: text.slice(0, LOOKED_AT - END_LOOKED_AT) }, keyedHash, indicators);
  const tailStart = text.length - END_LOOKED_AT;
  const tail = inspectWhole({ ...part, text: text.slice(tailStart), url: null }, keyedHash, indicators);
  const unread = text.length - LOOKED_AT;
  const moved = <Range extends { readonly start: number; readonly end: number }>(range: Range): Range => ({ ...range, start: range.start + tailStart, end: range.end + tailStart });
  return {
    ...verdict([...head.signals, ...tail.signals.map(moved)]),
    secrets: [...head.secrets, ...tail.secrets.map(moved)],
    masked: `${head.masked}[${unread} characters not looked at and not kept]${tail.masked}`,
    unread,
  };
}

function inspectWhole(part: ContentPart, keyedHash: KeyedHash, indicators: Indicators | null): Inspected {
  const walked = walkText(part.text);
  const { masked, observations } = maskSecrets(part.text, keyedHash, walked?.secrets);
  const secrets = observations.map(({ kind, start, end }) => ({ kind, start, end, score: secretScore(kind, part.text.slice(start, end), part.where) }));
  return { ...verdict([...secrets, ...searchWhole(part, indicators, walked)]), secrets: observations, masked, unread: 0 };
}

/**
 * What a text holds besides secrets. In order, each place and kind once. Of one over 10 MB its beginning and its end are looked at, and a signal says that
 * there is a middle: whoever hides something there shall not be left in peace by its length.
 *
 * @param walked what was found in a walk over all of it, where somebody went
 */
export function searchContent(part: ContentPart, indicators: Indicators | null, walked?: Walked): readonly Signal[] {
  const { text } = part;
  if (text.length <= LOOKED_AT) return distinct(searchWhole(part, indicators, walked));
  const [headEnd, tailStart] = [LOOKED_AT - END_LOOKED_AT, text.length - END_LOOKED_AT];
  const tail = searchWhole({ ...part, text: text.slice(tailStart), url: null }, indicators, undefined);
  return distinct([
    ...searchWhole({ ...part, text: text.slice(0, headEnd) }, indicators, undefined),
    { kind: "hidden-text:unread-middle", start: headEnd, end: tailStart, score: UNREAD_SCORE },
    ...tail.map((signal) => ({ ...signal, start: signal.start + tailStart, end: signal.end + tailStart })),
  ]);
}

function searchWhole(part: ContentPart, indicators: Indicators | null, walked?: Walked): Signal[] {
  const inText = windowsOf(part.text).flatMap(({ text, start }) => searchWindow(part, text, indicators, walked).map((signal) => ({ ...signal, start: signal.start + start, end: signal.end + start })));
  const inAddress = part.url === null || indicators === null ? [] : findIndicators(part.url, indicators).map((signal) => ({ ...signal, start: 0, end: 0 }));
  const written = part.where === "tool-input" ? findWrittenCode(part.tool, part.filePath, part.text) : [];
  return [...inText, ...inAddress, ...written];
}

const VOICES: Readonly<Record<ContentPart["where"], Voice>> = { "tool-output": "outside", "tool-input": "agent", "user-prompt": "user" };

function searchWindow(part: ContentPart, text: string, indicators: Indicators | null, walked: Walked | undefined): Signal[] {
  const signals = [...findInjections(text, VOICES[part.where], walked?.cues), ...findHiddenText(text), ...findExploits(text)];
  return indicators === null ? signals : [...signals, ...findIndicators(text, indicators)];
}

function windowsOf(text: string): Array<{ readonly text: string; readonly start: number }> {
  if (text.length <= WALK_LIMIT) return [{ text, start: 0 }];
  const windows: Array<{ readonly text: string; readonly start: number }> = [];
  for (let start = 0; start < text.length; start += WALK_LIMIT - OVERLAP) {
    windows.push({ text: text.slice(start, start + WALK_LIMIT), start });
    if (start + WALK_LIMIT >= text.length) break;
  }
  return windows;
}

function verdict(found: readonly Signal[]): Pick<Inspected, "flagged" | "score" | "level" | "signals"> {
  const signals = distinct(found);
  const families = new Set<string>();
  let worst = 0;
  for (const { kind, score } of signals) {
    if (score > worst) worst = score;
    if (score >= LEVEL_FLOOR.medium) families.add(kind.slice(0, kind.indexOf(":")));
  }
  const score = Math.min(100, worst + Math.min(FURTHER_LIMIT, Math.max(0, families.size - 1) * FURTHER));
  return { flagged: score >= LEVEL_FLOOR.medium, score, level: levelOf(score), signals };
}

/** Each place and kind once, by place; where there are too many, the worst, and `…:further` for the others of a family. */
function distinct(found: readonly Signal[]): Signal[] {
  const byPlace = new Map<string, Signal>();
  for (const signal of found) {
    const key = `${signal.kind} ${signal.start} ${signal.end}`;
    const before = byPlace.get(key);
    if (before === undefined || before.score < signal.score) byPlace.set(key, signal);
  }
  const kept = [...byPlace.values()];
  if (kept.length > SIGNAL_LIMIT) kept.push(...furtherOf(kept.sort((a, b) => b.score - a.score || a.start - b.start).splice(SIGNAL_LIMIT)));
  return kept.sort((a, b) => a.start - b.start || a.end - b.end);
}

function furtherOf(others: readonly Signal[]): Signal[] {
  const byFamily = new Map<string, Signal>();
  for (const { kind, start, end, score } of others) {
    const further = `${kind.slice(0, kind.indexOf(":"))}:further`;
    const before = byFamily.get(further) ?? { kind: further, start, end, score };
    byFamily.set(further, { kind: further, start: Math.min(before.start, start), end: Math.max(before.end, end), score: Math.max(before.score, score) });
  }
  return [...byFamily.values()];
}
