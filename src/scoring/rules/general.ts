import type { Rule } from "./rule.js";

/** What belongs to no topic. */
export const GENERAL_RULES: readonly Rule[] = [
  {
    id: "unread-part",
    title: "A part of the command was not read",
    message: "The command is too long or too deeply nested to be read whole ({length} characters); the rest was not judged.",
    meaning: "The verdict holds for what was read, and is never lower than that.",
    category: "obfuscation",
    attackVector: "command",
    techniques: ["T1027"],
    score: 30,
    remediation: "Read the command in the transcript.",
    falsePositives: "Large files that are written by a heredoc.",
    maturity: "stable",
    when: [{ action: "unread" }],
    cases: { match: ["2000 times: true; ", "9000 times: echo "], nearMiss: ["300 times: true; ", "900 times: cat <<'E' > a.txt\n"], evasion: ["200 times: $(", "80 times: coproc ", "30 times: eval "] },
  },
];
