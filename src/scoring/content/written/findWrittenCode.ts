import type { Reason } from "../../../model/assessment.js";
import { assess } from "../../assess.js";
import { combine } from "../../combine.js";
import type { Signal } from "../signal.js";
import { formatOf, type FileFormat } from "./fileFormats.js";
import { shellWord } from "./lineFormats.js";
import { installsWellKnown } from "./wellKnownInstallers.js";
import { workflowSignals } from "./workflowInjection.js";
import { writtenFiles } from "./writtenFiles.js";
import type { WrittenCommand } from "./writtenCommand.js";

/** What a command loses by being written and not run: someone has to start it. */
const WRITTEN = 20;
/** What runs by itself loses less. */
const RUNS_BY_ITSELF = 10;
/** Rules that a container's build does not touch the machine by, and that a command which fetches a known installer fires. */
const FETCH_AND_RUN: ReadonlySet<string> = new Set(["run-download", "run-downloaded-file"]);
/** An observation is kept from this score on. */
const LEAST = 10;
/** Commands of one file that are judged each by itself; those behind them are judged as one, so that a file may hide nothing behind a thousand harmless ones. */
const JUDGED_APART = 400;

/** Code that a tool wrote, judged as if it were run. `path`: the file, where it is known. */
export function findWrittenCode(tool: string, path: string | null, text: string): Signal[] {
  return writtenFiles(tool, path, text).flatMap((written) => {
    const format = formatOf(written.path, written.text);
    if (format === null) return [];
    const around = format.needsContext === true ? written.inContext : undefined;
    const file = around ?? written;
    const signals = [...inTurn(format.commandsOf(file.text, file.path ?? "")).flatMap((command) => judge(command, format)), ...(format.kind === "workflow" ? workflowSignals(file.text) : [])];
    const added = around === undefined ? signals : signals.filter(({ start, end }) => around.isAdded(start, end));
    return added.map((signal) => ({ ...signal, start: file.placeOf(signal.start), end: file.placeOf(signal.end) }));
  });
}

/** The first of them, and what is behind those as one for each ground. */
function inTurn(commands: readonly WrittenCommand[]): readonly WrittenCommand[] {
  if (commands.length <= JUDGED_APART) return commands;
  const rest = commands.slice(JUDGED_APART);
  const joined = (["host", "container"] as const).flatMap((ground) => {
    const of = rest.filter((command) => command.ground === ground);
    return of.length === 0 ? [] : [{ text: of.map(({ text }) => text).join("\n"), start: of[0]!.start, end: of.at(-1)!.end, ground }];
  });
  return [...commands.slice(0, JUDGED_APART), ...joined];
}

function judge(command: WrittenCommand, format: FileFormat): Signal[] {
  const reasons = reasonsOf(command);
  const score = combine(reasons) - (runsByItself(command, format) ? RUNS_BY_ITSELF : WRITTEN);
  if (score < LEAST) return [];
  const span = command.text.length === command.end - command.start ? reasons[0]!.span : null;
  const range = span === null ? { start: command.start, end: command.end } : { start: command.start + span.start, end: command.start + span.end };
  return [{ kind: `written-code:${format.kind}`, ...range, score }];
}

function runsByItself({ key }: WrittenCommand, { runsByItself: by }: FileFormat): boolean {
  return by === true || (by !== undefined && key !== undefined && by.test(key));
}

/** Where in its project the file lies is not known: deep enough that `../..` is not outside. */
const PROJECT = "/home/user/project";
const FOLDER = `${PROJECT}/some/folder/of/it`;

function reasonsOf(command: WrittenCommand): readonly Reason[] {
  const text = command.ground === "container" ? `docker run --rm image sh -c ${shellWord(command.text)}` : command.text;
  const { reasons } = assess({ tool: "bash", arguments: { command: text }, cwd: FOLDER, project: PROJECT });
  return installsWellKnown(command.text) ? reasons.filter(({ rule }) => !FETCH_AND_RUN.has(rule)) : reasons;
}
