import { durationText } from "../../model/duration.js";
import type { ResponseTimes, RuleQuality } from "../../protocol/triage.js";
import { counted } from "../counted.js";
import type { Ask } from "../engineAccess.js";
import { EXIT } from "../exitCodes.js";
import { type Request, print } from "./request.js";
import { minute, plain, some, text } from "./words.js";

/** Months of a rule that people are shown; `--json` has all. */
const SHOWN_MONTHS = 12;

/** Prints how often each rule was judged wrong, by month, too, and what could be done about a noisy one. */
export async function ruleQuality(request: Request): Promise<number> {
  const rules = await request.ask("ruleQuality", {});
  const told: string[] = [];
  for (const quality of rules) told.push(qualityWords(quality) + (quality.isNoisy ? await adviceWords(quality, request.ask) : ""));
  print(request, { rules: rules.map(({ rule, title, decided, falsePositives, isNoisy, months }) => ({ rule, title, decided, falsePositives, isNoisy, months })) }, () =>
    rules.length === 0 ? "No verdict was given yet, so nothing is known of how good the rules are.\n" : told.join(""),
  );
  return EXIT.clean;
}

function qualityWords({ rule, title, decided, falsePositives, months }: RuleQuality): string {
  const shown = months.slice(-SHOWN_MONTHS).map(({ month, ...judged }) => `${month} ${percent(judged)} % (${counted(judged.falsePositives)} of ${counted(judged.decided)})`);
  const earlier = months.length > shown.length ? `; ${some(months.length - shown.length, "earlier month")}: --json has all` : "";
  return `${percent({ decided, falsePositives }).padStart(5)} %  ${plain(rule, 80)}  ${plain(title)}\n`
    + `         ${counted(falsePositives)} of ${counted(decided)} decided findings were judged false positives\n`
    + `         by month of the verdict: ${shown.join(", ")}${earlier}\n`;
}

function percent({ decided, falsePositives }: Pick<RuleQuality, "decided" | "falsePositives">): string {
  return (decided === 0 ? 0 : (falsePositives / decided) * 100).toFixed(0);
}

/** What can be done about a noisy rule. A built-in one has no setting of its own. */
async function adviceWords({ rule }: RuleQuality, ask: Ask): Promise<string> {
  const facts = await ask("ruleFacts", { rule });
  const isBuiltIn = facts?.file === null;
  const file = facts?.file ? `its file (${text(facts.file, 200)})` : "its file, where it is a rule of your own";
  const ofRule = isBuiltIn
    ? ["tune, shadow: a built-in rule has no setting for either, and a rule of your own can only add to a score"]
    : [`tune: narrow its condition in ${file}; 'spotter rules test <file>' shows what is left`, "shadow: set 'status: experimental' in that file, and the rule is counted and not shown (docs/user-rules.md)"];
  const lines = [
    `look: spotter findings list --state false-positive --rule ${plain(rule, 80)}`,
    "suppress for this project what is harmless there: spotter findings suppress <id> --scope project --reason <text>",
    ...ofRule,
  ];
  return `         noisy, which changes nothing by itself. What you can do:\n${lines.map((line) => `           ${line}\n`).join("")}`;
}

/** Prints how soon findings were seen and decided, of those detected since a time. */
export async function responseTimes(since: number, request: Request): Promise<number> {
  const levels = await request.ask("responseTimes", { since });
  print(request, { since, levels: levels.map(({ level, seen, decided }) => ({ level, seen, decided })) }, () => `Findings detected since ${minute(since)}: half, and 95 of 100, were seen and decided within\n${levels.map(timesWords).join("")}`);
  return EXIT.clean;
}

function timesWords({ level, seen, decided }: ResponseTimes[number]): string {
  const within = ({ count, p50, p95 }: ResponseTimes[number]["seen"]): string => (p50 === null || p95 === null ? "none" : `${durationText(p50)}, ${durationText(p95)} (${some(count, "finding")})`);
  return `  ${level.padEnd(8)}  seen: ${within(seen)}; decided: ${within(decided)}\n`;
}
