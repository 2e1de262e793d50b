import { readFileSync } from "node:fs";
import type { ScoringInput } from "../src/model/assessment.js";
import { assess } from "../src/scoring/assess.js";
import { RULES } from "../src/scoring/catalogue.js";
import { Judge } from "../src/scoring/judge.js";
import { RuleIndex } from "../src/scoring/matching/rule-index.js";
import type { Rule } from "../src/scoring/rules/rule.js";
import { judgeSubjects } from "../src/scoring/subjects.js";
import { evaluationRows, inputOf, labelledCases } from "./evaluation.js";
import { HOSTILE_ARGUMENTS } from "./hostile-arguments.js";
import { HOSTILE } from "./hostile.js";
import { type Row, timed } from "./table.js";

const COMMANDS = 20_000;
/** One command in twenty is one that is flagged, as in the sessions of a careless agent. */
const RISKY_EVERY = 20;

function command(text: string): ScoringInput {
  return { tool: "bash", arguments: { command: text }, cwd: "/home/dev/shop", project: "/home/dev/shop" };
}

function corpus(name: string): string[] {
  const text = readFileSync(new URL(`../test/corpus/${name}.txt`, import.meta.url), "utf8");
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("# ")).map((line) => line.replaceAll("⏎", "\n"));
}

/** Commands of all sorts from the project's corpus, each followed by a comment of its own so that no two are alike. */
function workload(): ScoringInput[] {
  const benign = corpus("benign/commands");
  const risky = [...corpus("risky/attacks"), ...corpus("risky/services")];
  return Array.from({ length: COMMANDS }, (_, index) => {
    const list = index % RISKY_EVERY === 0 ? risky : benign;
    return command(`${list[(index * 7919) % list.length]!} # ${index}`);
  });
}

/** Rounds over the inputs: a history of 160,000 calls has 30 of them, and the compiler is done with the code after the first few. */
const ROUNDS = 12;

/** Inputs scored in a second, the best of some rounds: on a shared machine the others measure the neighbours. */
function rate(inputs: readonly ScoringInput[], judge: (input: ScoringInput) => unknown = assess): number {
  while (inputs.length < 5_000) inputs = [...inputs, ...inputs];
  for (const input of inputs) judge(input);
  const times = Array.from({ length: ROUNDS }, () => timed(() => inputs.forEach((input) => judge(input))));
  return (inputs.length / Math.min(...times)) * 1000;
}

/** The rules ten times over, the command patterns of each copy for programs of its own: what a tenfold catalogue would look like. */
function tenfold(): Rule[] {
  const copies = Array.from({ length: 9 }, (_, copy) => RULES.map((rule): Rule => ({ ...rule, id: `${rule.id}-${copy}`, when: rule.when.flatMap((clause) => (typeof clause === "string" && !clause.includes("{") ? [renamed(clause, `-${copy}`)] : [])) })));
  return [...RULES, ...copies.flat()];
}

function renamed(pattern: string, suffix: string): string {
  const [head, ...tests] = pattern.split(" ");
  return [head!.split("|").map((program) => program + suffix).join("|"), ...tests].join(" ");
}

export function benchScoring(): Row[] {
  const inputs = workload();
  const large = new RuleIndex(tenfold());
  const rows: Row[] = [
    { name: "commands scored in a second, of the corpus", value: rate(inputs), unit: "/s", limit: 20_000, more: "is better" },
    { name: "the same with ten times as many rules", value: rate(inputs, (input) => judgeSubjects(input, (scope, surroundings) => new Judge(scope, surroundings, large))), unit: "/s", limit: 20_000, more: "is better" },
  ];
  const agents = labelledCases().filter(({ source }) => source.startsWith("traj-")).map(inputOf);
  if (agents.length > 0) rows.push({ name: "real agents' commands scored in a second", value: rate(agents), unit: "/s", limit: 20_000, more: "is better" });
  rows.push(...evaluationRows());
  const hostile = [...HOSTILE.map(([name, text]) => [name, command(text)] as const), ...HOSTILE_ARGUMENTS.map(([name, tool, args]) => [name, { ...command(""), tool, arguments: args }] as const)];
  for (const [name, input] of hostile) rows.push({ name, value: Math.min(...Array.from({ length: ROUNDS }, () => timed(() => void assess(input)))), unit: "ms", limit: 100 });
  return rows;
}
