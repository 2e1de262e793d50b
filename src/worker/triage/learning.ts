import { successorsOf } from "../../model/renamedRules.js";
import { RISK_LEVELS } from "../../model/risk.js";
import type { ResponseTimes, RuleQuality } from "../../protocol/triage.js";
import { ruleById } from "../../scoring/catalogue.js";
import type { Database } from "../../store/database.js";
import { responses, standingVerdicts } from "../../store/queries/decisions.js";
import type { WidgetFilter } from "../../store/queries/widgetFilter.js";

/** A rule that is judged wrong more often than this is named … */
const NOISY_SHARE = 0.1;
/** … where so many of its findings were decided that it says something. */
const NOISY_DECIDED = 5;

interface Judged {
  decided: number;
  falsePositives: number;
}

/** How often each rule was judged wrong, by the newest verdict of each finding; the one with the most false positives first. */
export function ruleQuality(db: Database): RuleQuality[] {
  const rules = new Map<string, { readonly all: Judged; readonly months: Map<string, Judged> }>();
  for (const { state, at, rule } of standingVerdicts(db)) {
    if (rule === null || state === "open") continue;
    const month = new Date(at).toISOString().slice(0, 7);
    // What a rule became answers for what it was.
    for (const name of currentNames(rule)) {
      const { all, months } = rules.get(name) ?? { all: { decided: 0, falsePositives: 0 }, months: new Map<string, Judged>() };
      rules.set(name, { all, months });
      const inMonth = months.get(month) ?? { decided: 0, falsePositives: 0 };
      months.set(month, inMonth);
      for (const counted of [all, inMonth]) {
        counted.decided++;
        if (state === "false-positive") counted.falsePositives++;
      }
    }
  }
  return [...rules]
    .map(([rule, { all, months }]) => ({
      rule,
      title: ruleById(rule)?.title ?? rule,
      ...all,
      isNoisy: all.decided >= NOISY_DECIDED && all.falsePositives / all.decided > NOISY_SHARE,
      months: [...months].map(([month, judged]) => ({ month, ...judged })),
    }))
    .sort((one, other) => other.falsePositives / other.decided - one.falsePositives / one.decided || other.decided - one.decided || (one.rule < other.rule ? -1 : 1));
}

function currentNames(rule: string): string[] {
  const names = successorsOf(rule);
  return names.length === 1 ? names : names.filter((name) => successorsOf(name).length === 1);
}

/** How soon findings were seen and decided, by level, of those detected since then. @param since milliseconds since 1970 @param filter null for all findings */
export function responseTimes(db: Database, since: number, filter: WidgetFilter | null): ResponseTimes {
  const { seen, decided } = responses(db, since, filter);
  return RISK_LEVELS.filter((level) => level !== "none").map((level) => {
    const of = (times: typeof seen): number[] => times.filter((time) => time.level === level).map(({ took }) => Math.max(0, took));
    return { level, seen: percentiles(of(seen)), decided: percentiles(of(decided)) };
  });
}

/** Nearest rank: the smallest value that so many are not above. */
function percentiles(values: readonly number[]): { count: number; p50: number | null; p95: number | null } {
  const sorted = [...values].sort((one, other) => one - other);
  const rank = (share: number): number | null => sorted[Math.ceil(share * sorted.length) - 1] ?? null;
  return { count: sorted.length, p50: rank(0.5), p95: rank(0.95) };
}
