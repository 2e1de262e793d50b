import { durationText } from "../../model/duration.js";
import type { ResponseTimes, RuleQuality } from "../../protocol/triage.js";
import { counted } from "../counted.js";
import { EXIT } from "../exitCodes.js";
import { type Request, print } from "./request.js";
import { minute, plain, some } from "./words.js";

/** Prints how often each rule was judged wrong, and what could be done about a noisy one. */
export async function ruleQuality(request: Request): Promise<number> {
  const rules = await request.ask("ruleQuality", {});
  print(request, { rules: rules.map(({ rule, title, decided, falsePositives, isNoisy, months }) => ({ rule, title, decided, falsePositives, isNoisy, months })) }, () =>
    rules.length === 0 ? "No verdict was given yet, so nothing is known of how good the rules are.\n" : rules.map(qualityWords).join(""),
  );
  return EXIT.clean;
}

function qualityWords({ rule, title, decided, falsePositives, isNoisy }: RuleQuality): string {
  const share = decided === 0 ? 0 : (falsePositives / decided) * 100;
  const advice = isNoisy
    ? `         noisy: see its findings with 'spotter findings list --state false-positive --rule ${plain(rule, 80)}', and suppress what is harmless here (spotter findings suppress)\n`
    : "";
  return `${share.toFixed(0).padStart(5)} %  ${plain(rule, 80)}  ${plain(title)}\n         ${counted(falsePositives)} of ${counted(decided)} decided findings were judged false positives\n${advice}`;
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
