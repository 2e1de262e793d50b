import { homedir } from "node:os";
import { basename, dirname, join, sep } from "node:path";
import type { EngineStatus } from "../protocol/engine.js";
import type { SourceRow } from "../protocol/rows.js";

/** Share of the records that has to be captured; what is below is itemised. */
export const CAPTURE_GOAL = 0.999;

/** A source without its full path, and without anything that OpenCode wrote. */
export type HealthSource = Omit<SourceRow, "problem"> & { readonly problem: string | null };

/** How the engine is, for scripts: figures and reasons, paths shortened, no content. */
export interface HealthReport {
  readonly schemaVersion: 1;
  readonly healthy: boolean;
  /** Why it is not healthy; empty where it is. */
  readonly complaints: readonly string[];
  readonly machine: EngineStatus["machine"];
  readonly phase: EngineStatus["phase"];
  readonly persistent: boolean;
  readonly totals: { readonly sessions: number; readonly toolCalls: number; readonly unscored: number; readonly failed: number };
  /** Sessions that a newer version of inspection is still to read again; calls and prompts that an older one looked at last. */
  readonly inspection: EngineStatus["inspection"];
  readonly notices: readonly string[];
  readonly sources: readonly HealthSource[];
}

/** Reasons that are no fault: there is nothing to read. */
const HARMLESS: ReadonlySet<string> = new Set(["empty"]);

/** @param home folder that paths are shortened by */
export function healthOf(status: EngineStatus, home: string = homedir()): HealthReport {
  const { machine, phase, persistent, sessions, toolCalls, unscored, failed } = status;
  const sources = status.sources.map((source): HealthSource => ({ ...source, path: shortPath(source.path, home), problem: source.problem?.reason ?? null }));
  const complaints = [
    ...(sources.length === 0 ? ["No storage of OpenCode was found."] : []),
    ...sources.flatMap(complaintsOf),
    ...(failed > 0 ? [`${failed} tool calls could not be scored.`] : []),
    ...status.notices.filter(({ severity }) => severity !== "info").map(({ id }) => `Notice: ${shortPath(id, home)}.`),
  ];
  return {
    schemaVersion: 1, healthy: complaints.length === 0, complaints, machine, phase, persistent, totals: { sessions, toolCalls, unscored, failed }, inspection: status.inspection,
    notices: status.notices.map(({ id }) => shortPath(id, home)), sources,
  };
}

function complaintsOf({ path, problem, captureRate, deadLetters, unknownShapes }: HealthSource): string[] {
  const complaints: string[] = [];
  if (problem !== null && !HARMLESS.has(problem)) complaints.push(`${path}: ${problem}.`);
  if (captureRate !== null && captureRate < CAPTURE_GOAL) {
    complaints.push(`${path}: ${(captureRate * 100).toFixed(2)} % of the records captured (${deadLetters} unreadable, ${unknownShapes} of an unknown shape).`);
  }
  return complaints;
}

/** `~/…` below the home folder, else the last two names: enough to recognise, nothing to leak. */
export function shortPath(text: string, home: string): string {
  const at = text.indexOf(sep);
  if (at < 0) return text;
  const [before, path] = [text.slice(0, at), text.slice(at)];
  if (home !== "" && (path === home || path.startsWith(home + sep))) return `${before}~${path.slice(home.length)}`;
  const parent = basename(dirname(path));
  return before + (parent === "" ? path : join("…", parent, basename(path)));
}
