import type { Readable, Writable } from "node:stream";
import { once } from "node:events";
import type { Assessment, ScoringInput } from "../model/assessment.js";
import { assess } from "../scoring/assess.js";
import { messageOf } from "../scoring/messages.js";

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
 * the verdict, or `{"id":null,"error":…}` where the line could not be read. Gives the exit code: 0, or 2 where a line was
 * malformed. Waits for a slow reader of its output, so that memory stays bounded.
 */
export async function runScore(input: Readable, output: Writable): Promise<number> {
  let malformed = false;
  let pending: string[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    const text = pending.join("");
    pending = [];
    size = 0;
    if (text !== "" && !output.write(text)) await once(output, "drain");
  };
  for await (const line of lines(input)) {
    if (line !== null && line.trim() === "") continue;
    const answer = line === null ? errorLine("The line is longer than 16 MiB.") : answerFor(line);
    malformed ||= "error" in answer;
    const text = `${JSON.stringify(answer)}\n`;
    pending.push(text);
    size += text.length;
    if (size > 65_536) await flush();
  }
  await flush();
  return malformed ? 2 : 0;
}

/** Lines of a stream of UTF-8; null for one that is too long. */
async function* lines(input: Readable): AsyncGenerator<string | null> {
  input.setEncoding("utf8");
  let held = "";
  let skipping = false;
  for await (const chunk of input as AsyncIterable<string>) {
    const pieces = chunk.split("\n");
    const last = pieces.pop()!;
    for (const piece of pieces) {
      yield skipping ? null : held + piece;
      held = "";
      skipping = false;
    }
    if (!skipping && held.length + last.length > LINE_LIMIT) skipping = true;
    held = skipping ? "" : held + last;
  }
  if (skipping) yield null;
  else if (held !== "") yield held;
}

function errorLine(error: string, id: string | number | null = null): { id: string | number | null; error: string } {
  return { id, error };
}

function answerFor(line: string): object {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return errorLine("The line is not JSON.");
  }
  const checked = checkLine(value);
  if (typeof checked === "string") return errorLine(checked, idOf(value));
  return verdict(checked, assess(inputOf(checked)));
}

function idOf(value: unknown): string | number | null {
  const id = typeof value === "object" && value !== null ? (value as Record<string, unknown>)["id"] : null;
  return typeof id === "string" || typeof id === "number" ? id : null;
}

function checkLine(value: unknown): ScoreLine | string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "The line is not a JSON object.";
  const { kind, tool, text, cwd, project } = value as Record<string, unknown>;
  if (kind !== "command" && kind !== "path" && kind !== "url") return 'The field "kind" is "command", "path" or "url".';
  if (typeof text !== "string") return 'The field "text" is a string.';
  if (tool !== undefined && tool !== null && typeof tool !== "string") return 'The field "tool" is a string.';
  return {
    id: idOf(value),
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
    reasons: assessment.reasons.map((reason) => ({ rule: reason.rule, message: messageOf(reason) })),
    techniques: assessment.techniques,
  };
}
