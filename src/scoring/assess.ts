import type { Assessment, ScoringInput } from "../model/assessment.js";
import { levelOf } from "../model/risk.js";
import { RULES } from "./catalogue.js";
import { combine } from "./combine.js";
import { CLIENTS } from "./matching/clients.js";
import { VERBS } from "./matching/verbs.js";
import { SENSITIVE_PATHS } from "./paths/sensitive.js";
import type { Rule } from "./rules/rule.js";
import { judgeSubjects, type JudgeFor } from "./subjects.js";
import { HOST_CLASSES } from "./urls/hosts.js";

/** Raised when the engine judges differently with the same rules. */
const ENGINE = 3;

/** What the rules name by a word: classes of clients, verbs, kinds of path and of host. */
const TABLES: readonly unknown[] = [CLIENTS, [...VERBS], SENSITIVE_PATHS, HOST_CLASSES];

/** Changes whenever the rules, the tables that they name or the engine do, so that what was scored before is scored again. */
export const RULES_VERSION: string = versionOf(RULES);

/** Version of a set of rules: the engine's number and a hash over the rules and their tables. */
export function versionOf(rules: readonly Rule[], tables: readonly unknown[] = TABLES): string {
  return `${ENGINE}.${fingerprint(JSON.stringify([rules, tables]))}`;
}

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
