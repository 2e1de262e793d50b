import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { untrusted } from "../model/untrusted.js";
import { processExists } from "../store/processExists.js";
import { healthOf, type HealthReport, type HealthSource } from "../worker/health.js";
import { readStoreLocation, type StateEnvironment } from "../worker/sharing/storeLocation.js";
import { STATUS_FILE, type WrittenStatus } from "../worker/statusFile.js";
import { openCommandEngine } from "./commandEngine.js";
import { EXIT } from "./exitCodes.js";
import type { Terminal } from "./scan.js";
import { terminalText } from "./terminalText.js";

export interface DoctorOptions {
  /** Storage as named on the command line; empty asks the extension's own status, or looks in the usual places. */
  readonly storage: readonly string[];
  /** File that keeps the store; undefined looks at the extension's. */
  readonly db: string | undefined;
  readonly json: boolean;
  readonly wasmPath: string;
}

/** A report, and where it comes from: the engine that runs or ran in VS Code, or a reading of now. */
type Diagnosis = HealthReport & { readonly from: "status file" | "reading"; readonly writtenAt: number; readonly running: boolean };

const MACHINE_WORDS = { local: "", container: " (a container)", wsl: " (WSL)", ssh: " (over SSH)", remote: " (a remote machine)" } as const;

/** The file is ours, but anybody may have written it: only what is used is trusted to be there. */
const writtenStatus = v.looseObject({
  schemaVersion: v.literal(1), healthy: v.boolean(), complaints: v.array(v.string()), sources: v.array(v.looseObject({ path: v.string() })),
  writtenAt: v.number(), pid: v.pipe(v.number(), v.integer(), v.minValue(1)), running: v.boolean(),
});

/** Says whether everything is read, and what is not. Gives 0 where all is well, 2 where `--db` names a file of another program, 3 where it is not. */
export async function doctor(options: DoctorOptions, terminal: Terminal, state: StateEnvironment): Promise<number> {
  const asked = options.storage.length > 0 || options.db !== undefined;
  const diagnosis = (asked ? null : fromStatusFile(state)) ?? (await fromReading(options, terminal, state));
  if (diagnosis === null) return EXIT.usage;
  terminal.out(options.json ? `${JSON.stringify(diagnosis)}\n` : words(diagnosis));
  return diagnosis.healthy ? EXIT.clean : EXIT.unreadable;
}

/** What the engine in VS Code wrote beside its store; null where it never did, or where that cannot be read. */
function fromStatusFile(state: StateEnvironment): Diagnosis | null {
  const location = readStoreLocation(state);
  if (location.kind !== "found") return null;
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(join(location.directory, STATUS_FILE), "utf8"));
  } catch {
    // Not written yet, closed to this user, or torn by another program: a reading of now says more than that.
    return null;
  }
  if (!v.is(writtenStatus, json)) return null;
  const status = json as unknown as WrittenStatus;
  const crashed = status.running && !processExists(status.pid);
  const complaints = crashed ? [...status.complaints, "The engine that wrote this ended without a word; what came since is not seen. Open VS Code."] : status.complaints;
  return { ...status, healthy: complaints.length === 0, complaints, from: "status file", running: status.running && !crashed };
}

/** What a reading of now finds; null where the store cannot be kept where it was asked to be. */
async function fromReading(options: DoctorOptions, terminal: Terminal, state: StateEnvironment): Promise<Diagnosis | null> {
  const engine = await openCommandEngine(options, terminal, state);
  if (engine === null) return null;
  try {
    await engine.refresh();
    return { ...healthOf(engine.status()), from: "reading", writtenAt: Date.now(), running: false };
  } finally {
    await engine.dispose();
  }
}

function words(diagnosis: Diagnosis): string {
  const { machine, healthy, complaints, sources, inspection } = diagnosis;
  const origin = diagnosis.from === "reading" ? "read just now" : `as VS Code's engine ${diagnosis.running ? "says" : "said when it ended"}, ${new Date(diagnosis.writtenAt).toISOString()}`;
  const lines = [
    healthy ? "Healthy: everything that OpenCode recorded is read." : "Not healthy:",
    ...complaints.map((complaint) => `  ${line(complaint)}`),
    "",
    `Machine ${line(machine.host)}${MACHINE_WORDS[machine.kind]}, ${origin}. OpenCode on other machines is not seen.`,
    ...sources.flatMap(sourceLines),
    ...inspectionLines(inspection),
  ];
  return `${lines.join("\n")}\n`;
}

function sourceLines(source: HealthSource): string[] {
  const rate = source.captureRate === null ? "nothing read" : `${(source.captureRate * 100).toFixed(3)} % captured`;
  return [
    `${source.kind === "sqlite" ? "Database" : "JSON files"} ${line(source.path)}: ${source.problem ?? "readable"}, ${rate}${source.polling ? ", polled" : ""}`,
    `  seen ${source.seen}, parsed ${source.parsed}, unknown shape ${source.unknownShapes}, dead letters ${source.deadLetters} (accepted ${source.accepted}, discarded ${source.discarded}), retried ${source.retried}`,
    `  excluded ${source.excluded} sessions, deleted in OpenCode ${source.deleted}, backlog ${source.backlog}, last ${source.phase} at ${source.rowsPerSecond} rows/s, ${source.batchMs} ms a batch`,
    `  last full reconcile ${source.lastReconcile === null ? "never" : new Date(source.lastReconcile).toISOString()}`,
  ];
}

/** What a newer version of inspection has not looked at yet, or cannot any more. A status file of an earlier version does not say. */
function inspectionLines(inspection: HealthReport["inspection"] | undefined): string[] {
  if (!inspection) return [];
  return [
    ...(inspection.waiting > 0 ? [`Inspection: ${inspection.waiting} sessions are still to be read again by the newer version.`] : []),
    ...(inspection.waiting === 0 && inspection.older > 0 ? [`Inspection: ${inspection.older} calls and prompts were inspected by an older version; OpenCode has them no more.`] : []),
  ];
}

function line(text: string): string {
  return terminalText(untrusted(text), 300);
}
