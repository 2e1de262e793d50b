import type { Assessment, ScoringInput } from "../model/assessment.js";
import { levelOf } from "../model/risk.js";
import { RULES } from "./catalogue.js";
import { combine } from "./combine.js";
import { judgeSubjects, type JudgeFor } from "./subjects.js";

/** Raised when the engine judges differently with the same rules. */
const ENGINE = 2;

/** Changes whenever the rules or the engine do, so that what was scored before is scored again. */
export const RULES_VERSION: string = `${ENGINE}.${fingerprint(JSON.stringify(RULES))}`;

/** FNV-1a over UTF-16 code units, twice with different seeds, as 16 hexadecimal digits. */
export function fingerprint(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b) ^ (high >>> 13);
  }
  return [high, low].map((part) => (part >>> 0).toString(16).padStart(8, "0")).join("");
}

/**
 * Judges a tool call by its arguments alone: commands as the shell would read them, paths by what lies there, URLs by where
 * they lead. Never throws; takes time linear in the input, up to stated bounds (docs/scoring.md). `judgeFor` brings a judge
 * that takes notes.
 */
export function assess(input: ScoringInput, judgeFor?: JudgeFor): Assessment {
  const judged = judgeSubjects(input, judgeFor);
  const score = combine(judged.reasons);
  return {
    score,
    level: levelOf(score),
    reasons: judged.reasons,
    techniques: judged.techniques,
    normalised: judged.normalised,
    shadow: judged.shadow,
    target: judged.target,
  };
}
