import { Argument, type Command, InvalidArgumentError, Option } from "commander";
import { FINDING_STATES, type FindingState, VERDICTS, type Verdict } from "../../model/finding.js";
import { RISK_LEVELS, type RiskLevel } from "../../model/risk.js";
import { SUPPRESSION_SCOPES, type SuppressionScope } from "../../model/suppression.js";
import { DECISION_FORMATS, type DecisionFormat } from "../../reports/decisions.js";
import { withEngine } from "../engineAccess.js";
import { EXIT } from "../exitCodes.js";
import { EXPIRY_WORDS, SINCE_WORDS, sinceOf } from "../moments.js";
import type { Surroundings } from "../program.js";
import { comment, listDecisions, undo } from "./history.js";
import { keepBoth } from "./keepBoth.js";
import { responseTimes, ruleQuality } from "./learned.js";
import { listFindings, showFinding } from "./listing.js";
import type { FindingFilter } from "./lookup.js";
import { type Request, UsageError, expiresOf, reasonOf } from "./request.js";
import { listSuppressions, suppress } from "./suppressing.js";
import { teamFile } from "./team.js";
import { giveVerdict, giveVerdictOnAll } from "./verdicts.js";

interface CommonFlags {
  readonly db?: string;
  readonly json: boolean;
}

interface FilterFlags extends CommonFlags {
  readonly state?: FindingState | "any";
  readonly level: RiskLevel;
  readonly rule?: string;
  readonly session?: string;
}

interface DecidingFlags extends CommonFlags {
  readonly reason: string;
  readonly expires?: string;
}

const EXPIRES_OPTION = `until when it holds: ${EXPIRY_WORDS}; without it, for ever`;
const REASON_OPTION = "why; kept with the decision";
const ID = "a finding's id, or its first 6 characters or more";

/** What a person decides on findings, and how it is looked at and taken back. */
export function addFindings(spotter: Command, surroundings: Surroundings): void {
  const group = spotter.command("findings").description("the findings, and what was decided on them: list and show them, give verdicts, suppress, take back (docs/command-line.md)");
  const command = (name: string, description: string): Command =>
    group.command(name).description(description).option("--db <file>", "the store that scan keeps in this file (default: the extension's)").option("--json", "print one JSON object", false);
  const run = (flags: CommonFlags, work: (request: Request) => Promise<number>): Promise<void> => carryOut(flags, surroundings, work);

  withFilter(command("list", "list findings, worst first")).action((flags: FilterFlags) => run(flags, (request) => listFindings(filterOf(flags), request)));
  command("show", "all that there is to say of one: why, its calls, what was decided, what suppresses it").argument("<id>", ID)
    .action((id: string, flags: CommonFlags) => run(flags, (request) => showFinding(id, request)));
  addVerdict(command, run);
  addSuppress(command, run);
  command("suppressions", "list all suppressions, with what each hides").action((flags: CommonFlags) => run(flags, listSuppressions));
  command("undo", "take back a decision, or all that was decided with it; without an id, the newest judgement").argument("[id]", "id of a decision or of an act, or the name of a team's entry, which stands for its whole file")
    .action((id: string | undefined, flags: CommonFlags) => run(flags, (request) => undo(id, request)));
  command("comment", "note something on a finding").argument("<id>", ID).argument("<text>")
    .action((id: string, text: string, flags: CommonFlags) => run(flags, (request) => comment(id, reasonOf(text, "comment"), request)));
  group.command("decisions").description("list all decisions, newest first: who, when, what and why").option("--db <file>", "the store that scan keeps in this file (default: the extension's)")
    .option("--finding <id>", "only those on this finding")
    .addOption(new Option("--format <format>", "one decision a line").choices(DECISION_FORMATS).default("text"))
    .action((flags: CommonFlags & { readonly finding?: string; readonly format: DecisionFormat }) => run({ ...flags, json: false }, (request) => listDecisions(flags.finding, flags.format, request)));
  command("rules", "how often each rule was judged a false positive, and which are noisy").action((flags: CommonFlags) => run(flags, ruleQuality));
  command("times", "how soon findings were seen and decided").option("--since <moment>", `of findings detected since: ${SINCE_WORDS}`, moment, "30d")
    .action((flags: CommonFlags & { readonly since: string }) => run(flags, (request) => responseTimes(sinceOf(flags.since, request.now) ?? 0, request)));
  addTeam(command, run);
}

type MakeCommand = (name: string, description: string) => Command;
type Run = (flags: CommonFlags, work: (request: Request) => Promise<number>) => Promise<void>;

function addVerdict(command: MakeCommand, run: Run): void {
  withFilter(command("verdict", "give a verdict on findings, by id or with --all by what they are; 'open' takes earlier ones back"))
    .addArgument(new Argument("<state>").choices(VERDICTS)).argument("[id...]", ID)
    .requiredOption("--reason <text>", REASON_OPTION).option("--expires <moment>", EXPIRES_OPTION)
    .option("--all", "on all findings that --state, --level, --rule and --session leave", false).option("--yes", "do not ask before --all decides", false)
    .action((verdict: Verdict, ids: string[], flags: FilterFlags & DecidingFlags & { readonly all: boolean; readonly yes: boolean }) =>
      run(flags, (request) => {
        const order = { verdict, ...decidingOf(flags, request.now) };
        if (flags.all === ids.length > 0) throw new UsageError(flags.all ? "--all and ids are two ways to say on what to decide. Give one of them." : "On which findings? Give their ids, or --all with what they are.");
        if (flags.all) return giveVerdictOnAll({ ...order, filter: filterOf(flags), agreed: flags.yes }, request);
        if (hasFilter(flags)) throw new UsageError("--state, --level, --rule and --session choose findings for --all. Leave them out where findings are named by id.");
        return giveVerdict(ids, order, request);
      }));
}

function addSuppress(command: MakeCommand, run: Run): void {
  command("suppress", "hide what is like a finding, after showing what that is").argument("<id>", ID)
    .addOption(new Option("--scope <scope>", "where it holds").choices(SUPPRESSION_SCOPES).makeOptionMandatory())
    .option("--reason <text>", `${REASON_OPTION} (not asked for by --dry-run)`, "").option("--expires <moment>", EXPIRES_OPTION)
    .option("--folder <path>", "the folder of --scope workspace").option("--call <id>", "the call of --scope call (default: the newest)")
    .option("--dry-run", "only show what it would hide", false).option("--critical-too", "hide critical findings, too, beyond a project", false)
    .option("--yes", "do not ask before it is done", false)
    .action((id: string, flags: DecidingFlags & { readonly scope: SuppressionScope["kind"]; readonly folder?: string; readonly call?: string; readonly dryRun: boolean; readonly criticalToo: boolean; readonly yes: boolean }) =>
      run(flags, (request) =>
        suppress(id, { ...flags, ...decidingOf(flags, request.now, flags.dryRun), folder: flags.folder, callId: flags.call, critical: flags.criticalToo }, request)));
}

function addTeam(command: MakeCommand, run: Run): void {
  command("team", "compare the team's suppressions in a folder (.spotter/suppressions.json) with what was accepted of them").argument("<folder>")
    .option("--accept", "accept them as they are now, after showing what changed", false).option("--critical-too", "also entries that may hide critical findings", false)
    .option("--keep-both", "write the entries of both sides into a file in which a merge left conflicts", false).option("--yes", "do not ask before --accept and --keep-both", false)
    .action((folder: string, flags: CommonFlags & { readonly accept: boolean; readonly criticalToo: boolean; readonly keepBoth: boolean; readonly yes: boolean }) =>
      run(flags, (request) => {
        if (!flags.keepBoth) return teamFile({ folder, accept: flags.accept, critical: flags.criticalToo, yes: flags.yes }, request);
        if (flags.accept) throw new UsageError("--keep-both writes the file, and --accept accepts it once you have looked at it. Give one of them.");
        return keepBoth(folder, flags.yes, request);
      }));
}

function withFilter(command: Command): Command {
  return command
    .addOption(new Option("--state <state>", "findings of this state (default: those that are not settled: open and acknowledged ones)").choices([...FINDING_STATES, "any"]))
    .addOption(new Option("--level <level>", "of this level or a worse one").choices(RISK_LEVELS.filter((level) => level !== "none")).default("low"))
    .option("--rule <id>", "of this rule").option("--session <id>", "of this session");
}

function filterOf({ state, level, rule, session }: FilterFlags): FindingFilter {
  return { state: state ?? null, level, rule, session };
}

function hasFilter({ state, level, rule, session }: FilterFlags): boolean {
  return state !== undefined || level !== "low" || rule !== undefined || session !== undefined;
}

function decidingOf({ reason, expires }: DecidingFlags, now: number, isLookOnly = false): { readonly reason: string; readonly expires: number | null } {
  return { reason: isLookOnly ? reason : reasonOf(reason, "reason"), expires: expiresOf(expires, now) };
}

function moment(text: string): string {
  if (sinceOf(text, Date.now()) === null) throw new InvalidArgumentError(`It takes ${SINCE_WORDS}.`);
  return text;
}

async function carryOut({ db, json }: CommonFlags, { terminal, state, version, wasmPath, setExit }: Surroundings, work: (request: Request) => Promise<number>): Promise<void> {
  try {
    setExit(await withEngine({ db, wasmPath, version }, false, terminal, state, (ask) => work({ ask, terminal, json, now: Date.now() })));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.err(`${error.message}\n`);
    setExit(EXIT.usage);
  }
}
