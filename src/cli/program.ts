import { Command, Option } from "commander";
import { RISK_LEVELS, type RiskLevel } from "../model/risk.js";
import { readRuleBook } from "../worker/ruleFiles.js";
import type { StateEnvironment } from "../worker/sharing/storeLocation.js";
import { doctor } from "./doctor.js";
import { EXIT } from "./exitCodes.js";
import { addFindings } from "./findings/commands.js";
import { runInspect } from "./inspect.js";
import { letters, type LettersAction } from "./letters.js";
import { listRules, type RulesOptions, tellProblems, testRules } from "./rules.js";
import { type Terminal, scan } from "./scan.js";
import { runScore } from "./score.js";

const RULES_OPTION = "Sigma rules of your own, a file or a folder (repeatable)";

interface ScanFlags {
  readonly storage: string[];
  readonly indicators: string[];
  readonly rules: string[];
  readonly db?: string;
  readonly json: boolean;
  readonly findings: boolean;
  readonly failOn?: RiskLevel;
}

/** What the program runs in. */
export interface Surroundings {
  readonly version: string;
  readonly wasmPath: string;
  readonly terminal: Terminal;
  readonly state: StateEnvironment;
  /** Told of how the command that ran ended. */
  readonly setExit: (code: number) => void;
}

/** All commands. Parsing throws what `commander` throws for a command line that is none. */
export function spotterProgram(surroundings: Surroundings): Command {
  const { version, wasmPath, terminal, state, setExit } = surroundings;
  const spotter = new Command("spotter")
    .description("What the OpenCode coding agent did on this machine that was risky.")
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  spotter
    .command("scan")
    .description("read OpenCode's storage, score every tool call, and print a summary")
    .option("--storage <path>", "data directory or .db file (repeatable; default: where OpenCode keeps its data)", collect, [])
    .option("--db <file>", "keep the store in this file, so that the next scan reads only what changed")
    .option("--indicators <file>", "list of hosts, URLs, hashes and paths, or a STIX bundle (repeatable)", collect, [])
    .option("--rules <path>", RULES_OPTION, collect, [])
    .option("--json", "print one JSON object", false)
    .option("--findings", "add the findings to the JSON object", false)
    .addOption(new Option("--fail-on <level>", "exit 1 when a call reaches this level").choices(RISK_LEVELS.filter((level) => level !== "none")))
    .action(async (flags: ScanFlags) => {
      setExit(await scan({ ...flags, db: flags.db, failOn: flags.failOn, wasmPath }, terminal));
    });
  spotter
    .command("doctor")
    .description("say whether everything is read, and what is not: the status of the engine in VS Code, or a reading of now")
    .option("--storage <path>", "data directory or .db file (repeatable)", collect, [])
    .option("--db <file>", "the store that scan keeps in this file")
    .option("--json", "print one JSON object", false)
    .action(async (flags: Pick<ScanFlags, "storage" | "db" | "json">) => {
      setExit(await doctor({ ...flags, db: flags.db, wasmPath }, terminal, state));
    });
  addFindings(spotter, surroundings);
  addLetters(spotter, surroundings);
  addRules(spotter, surroundings);
  spotter
    .command("score")
    .description("score commands, paths and URLs: JSON lines in, JSON lines out")
    .option("--rules <path>", RULES_OPTION, collect, [])
    .action(async (flags: { readonly rules: string[] }) => {
      const book = readRuleBook(flags.rules);
      tellProblems(book, terminal);
      const code = await runScore(process.stdin, process.stdout, book);
      setExit(book.problems.length > 0 ? EXIT.usage : code);
    });
  spotter
    .command("inspect")
    .description("look at texts for secrets, instructions to the agent, hidden text, written code and indicators: JSON lines in, JSON lines out")
    .option("--indicators <file>", "list of hosts, URLs, hashes and paths, or a STIX bundle (repeatable)", collect, [])
    .action(async (flags: { readonly indicators: string[] }) => setExit(await runInspect(flags.indicators, process.stdin, process.stdout, terminal.err)));
  return spotter;
}

interface RulesFlags extends Omit<RulesOptions, "wasmPath" | "db"> {
  readonly db?: string;
}

/** The rules by which calls are judged. */
function addRules(spotter: Command, { wasmPath, terminal, setExit }: Surroundings): void {
  const group = spotter.command("rules").description("the rules by which calls are judged, built-in and your own (Sigma, see docs/user-rules.md)");
  const command = (name: string, description: string): Command =>
    group.command(name).description(description)
      .option("--storage <path>", "data directory or .db file (repeatable; default: where OpenCode keeps its data)", collect, [])
      .option("--db <file>", "keep the store in this file, so that the next time only what changed is read")
      .option("--json", "print one JSON object", false);
  command("list", "all rules with hits, maturity, points and source").option("--rules <path>", RULES_OPTION, collect, [])
    .action(async (flags: RulesFlags) => setExit(await listRules({ ...flags, db: flags.db, wasmPath }, terminal)));
  command("test", "which calls of the last 30 days the rules of a file would have flagged").argument("<file>").option("--all", "look at all calls", false)
    .action(async (file: string, flags: RulesFlags & { readonly all: boolean }) => setExit(await testRules(file, { ...flags, rules: [], db: flags.db, wasmPath }, terminal)));
}

interface LettersFlags {
  readonly db?: string;
  readonly json: boolean;
  readonly all: boolean;
  readonly reason: string;
}

/** The records that could not be read. */
function addLetters(spotter: Command, { version, wasmPath, terminal, state, setExit }: Surroundings): void {
  const run = async (action: LettersAction, flags: LettersFlags): Promise<void> =>
    setExit(await letters(action, { db: flags.db, json: flags.json, wasmPath, version }, terminal, state));
  const group = spotter.command("letters").description("the records that could not be read: list them, try them again, accept or discard one with a reason");
  const command = (name: string, description: string): Command =>
    group.command(name).description(description).option("--db <file>", "the store that scan keeps in this file (default: the extension's)").option("--json", "print JSON", false);
  command("list", "list them, newest first").option("--all", "also those that were discarded", false).action((flags: LettersFlags) => run({ kind: "list", all: flags.all }, flags));
  command("retry", "read them again: all, or the one that is named").argument("[locator]")
    .action((locator: string | undefined, flags: LettersFlags) => run({ kind: "retry", locator: locator ?? null }, flags));
  for (const kind of ["accept", "discard"] as const) {
    command(kind, kind === "accept" ? "take note of one: it stays on the list, decided" : "take one off the list, as long as it stays the same").argument("<locator>")
      .requiredOption("--reason <text>", "why; written to the journal")
      .action((locator: string, flags: LettersFlags) => run({ kind, locator, reason: flags.reason }, flags));
  }
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}
