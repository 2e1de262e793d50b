import type { Readable, Writable } from "node:stream";
import type { Assessment, Reason, ScoringInput } from "../model/assessment.js";
import { oneLine } from "../model/neutralise.js";
import { ruleById } from "../scoring/catalogue.js";
import { messageOf } from "../scoring/messages.js";
import { RuleBook, totalOf } from "../scoring/sigma/ruleBook.js";
import { type Answer, answerLines, errorLine, idOf, objectOf } from "./jsonLines.js";

/** Characters that one line may have; a longer one is an error, so that memory stays bounded. */
const LINE_LIMIT = 16 * 1024 * 1024;

interface ScoreLine {
  readonly id: string | number | null;
  readonly kind: "command" | "path" | "url";
  readonly tool: string;
  readonly text: string;
  readonly cwd?: string;
  readonly project?: string;
}

/**
 * Reads JSON lines `{"id","kind","tool","text","cwd"?,"project"?}` and writes one line per line read, in the same order:
 * the verdict by the built-in rules and by `rules`, or `{"id":null,"error":…}` where the line could not be read. Gives the exit code: 0, or 2 where a line
 * was malformed.
 */
export function runScore(input: Readable, output: Writable, rules = new RuleBook([])): Promise<number> {
  return answerLines(input, output, LINE_LIMIT, (line) => (line === null ? errorLine("The line is longer than 16 MiB.") : answerFor(line, rules)));
}

function answerFor(line: string, rules: RuleBook): Answer {
  const object = objectOf(line);
  if (typeof object === "string") return errorLine(object);
  const checked = checkLine(object);
  if (typeof checked === "string") return errorLine(checked, idOf(object));
  return verdict(checked, totalOf(rules.judge(inputOf(checked), { agent: null, model: null })));
}

function checkLine(object: Readonly<Record<string, unknown>>): ScoreLine | string {
  const { kind, tool, text, cwd, project } = object;
  if (kind !== "command" && kind !== "path" && kind !== "url") return 'The field "kind" is "command", "path" or "url".';
  if (typeof text !== "string") return 'The field "text" is a string.';
  if (tool !== undefined && tool !== null && typeof tool !== "string") return 'The field "tool" is a string.';
  return {
    id: idOf(object),
    kind,
    tool: typeof tool === "string" ? tool : kind === "command" ? "bash" : kind === "path" ? "read" : "webfetch",
    text,
    ...(typeof cwd === "string" && cwd !== "" ? { cwd } : {}),
    ...(typeof project === "string" && project !== "" ? { project } : {}),
  };
}

const ARGUMENT = { command: "command", path: "filePath", url: "url" } as const;

function inputOf(line: ScoreLine): ScoringInput {
  return {
    tool: line.tool,
    arguments: { [ARGUMENT[line.kind]]: line.text },
    ...(line.cwd === undefined ? {} : { cwd: line.cwd }),
    ...(line.project === undefined ? {} : { project: line.project }),
  };
}

function verdict(line: ScoreLine, assessment: Assessment): object {
  return {
    id: line.id,
    score: assessment.score,
    level: assessment.level,
    reasons: assessment.reasons.map(reasonOf),
    techniques: assessment.techniques,
  };
}

/** A reason with what it saw and where: `spans` are offsets in UTF-16 code units of the text, the worst place first. */
function reasonOf(reason: Reason): object {
  const { rule, score, span, elsewhere = [] } = reason;
  return {
    rule,
    score,
    message: messageOf(reason),
    spans: [...(span === null ? [] : [span]), ...elsewhere].map(({ start, end }) => [start, end]),
    saw: Object.fromEntries(Object.entries(reason.args).map(([name, value]) => [name, oneLine(value, 200)])),
    remediation: ruleById(rule)?.remediation ?? null,
  };
}
