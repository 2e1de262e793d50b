import * as v from "valibot";
import { dashboardStrings, type DashboardStrings } from "../src/protocol/dashboardStrings.js";
import type { EngineStatus } from "../src/protocol/engine.js";
import { fill } from "./text.js";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The page's words, which the extension host wrote into the page. */
export function readStrings(): DashboardStrings {
  return v.parse(dashboardStrings, JSON.parse(document.body.dataset["strings"] ?? "{}"));
}

/** Formats by their description: making one takes a hundred times as long as using it. */
const formats = new Map<string, unknown>();

function kept<Format>(make: (language: string) => Format, ...description: readonly unknown[]): Format {
  const name = JSON.stringify(description);
  if (!formats.has(name)) formats.set(name, make(document.documentElement.lang || "en"));
  return formats.get(name) as Format;
}

const dates = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => kept((language) => new Intl.DateTimeFormat(language, options), "date", options);
const numbers = (options: Intl.NumberFormatOptions = {}): Intl.NumberFormat => kept((language) => new Intl.NumberFormat(language, options), "number", options);

/** The clock for today, else the date. */
export function timeWords(time: number): string {
  return new Date(time).toDateString() === new Date().toDateString() ? clockWords(time) : dates({ ...dayFormat(time), hour: "numeric", minute: "2-digit" }).format(time);
}

export function dayWords(time: number): string {
  return dates(dayFormat(time)).format(time);
}

/** The year where it is not this one. */
function dayFormat(time: number): Intl.DateTimeFormatOptions {
  return { day: "numeric", month: "short", ...(new Date(time).getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" }) };
}

export function clockWords(time: number): string {
  return dates({ hour: "numeric", minute: "2-digit" }).format(time);
}

/** Names of the days, Monday first. */
export function weekdayWords(): string[] {
  const format = dates({ weekday: "short", timeZone: "UTC" });
  // 1 January 2024 was a Monday.
  return Array.from({ length: 7 }, (_, day) => format.format(Date.UTC(2024, 0, 1 + day)));
}

/** `2 min. ago`, by the reader's language. */
export function agoWords(time: number, now: number): string {
  const format = kept((language) => new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" }), "ago");
  const past = Math.max(0, now - time);
  if (past < MINUTE_MS) return format.format(0, "second");
  return past < HOUR_MS ? format.format(-Math.floor(past / MINUTE_MS), "minute") : past < DAY_MS ? format.format(-Math.floor(past / HOUR_MS), "hour") : format.format(-Math.floor(past / DAY_MS), "day");
}

/** A span of milliseconds in its largest unit, such as `3.5 hr`. */
export function durationWords(ms: number): string {
  const [size, unit] = ms < MINUTE_MS ? [1_000, "second"] : ms < HOUR_MS ? [MINUTE_MS, "minute"] : ms < DAY_MS ? [HOUR_MS, "hour"] : [DAY_MS, "day"];
  const value = ms / Number(size);
  return numbers({ style: "unit", unit: String(unit), unitDisplay: "short", maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

export function number(value: number): string {
  return numbers().format(value);
}

/** US dollars. */
export function money(value: number): string {
  return numbers({ style: "currency", currency: "USD", currencyDisplay: "narrowSymbol" }).format(value);
}

/** A share from 0 to 1, rounded down: what is not whole is not said to be. */
export function percent(share: number): string {
  return numbers({ style: "percent", maximumFractionDigits: 1, roundingMode: "floor" } as Intl.NumberFormatOptions).format(share);
}

export function megabytes(bytes: number): string {
  return numbers({ style: "unit", unit: "megabyte", maximumFractionDigits: 0 }).format(bytes / 1_000_000);
}

/** What the engine is doing, or how much it has looked at. */
export function phaseWords(strings: DashboardStrings, status: EngineStatus): string {
  const { progress } = status;
  if (status.phase === "failed") return strings.failed;
  if (status.phase === "reading" && progress) return fill(strings.reading, number(progress.done), number(progress.total));
  if (status.phase === "scoring" && progress) return fill(strings.scoring, number(progress.done), number(progress.total));
  return fill(strings.summary, number(status.toolCalls), number(status.sessions));
}
