import * as v from "valibot";
import { dashboardStrings, type DashboardStrings } from "../src/protocol/dashboardStrings.js";
import type { EngineStatus } from "../src/protocol/engine.js";
import { fill } from "./text.js";

/** The page's words, which the extension host wrote into the page. */
export function readStrings(): DashboardStrings {
  return v.parse(dashboardStrings, JSON.parse(document.body.dataset["strings"] ?? "{}"));
}

/** The clock for today, else the date. */
export function timeWords(time: number): string {
  const then = new Date(time);
  const today = then.toDateString() === new Date().toDateString();
  const format: Intl.DateTimeFormatOptions = today ? { hour: "numeric", minute: "2-digit" } : { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" };
  return new Intl.DateTimeFormat(document.documentElement.lang || "en", format).format(then);
}

export function number(value: number): string {
  return new Intl.NumberFormat(document.documentElement.lang || "en").format(value);
}

/** What the engine is doing, or how much it has looked at. */
export function phaseWords(strings: DashboardStrings, status: EngineStatus): string {
  const { progress } = status;
  if (status.phase === "failed") return strings.failed;
  if (status.phase === "reading" && progress) return fill(strings.reading, number(progress.done), number(progress.total));
  if (status.phase === "scoring" && progress) return fill(strings.scoring, number(progress.done), number(progress.total));
  return fill(strings.summary, number(status.toolCalls), number(status.sessions));
}
