import { once } from "node:events";
import type { Readable, Writable } from "node:stream";

/** What one line is answered with. */
export type Answer = object | { readonly error: string };

/** Lines of a stream of UTF-8; null for one that is too long. */
async function* lines(input: Readable, limit: number): AsyncGenerator<string | null> {
  input.setEncoding("utf8");
  let held = "";
  let skipping = false;
  let first = true;
  for await (const chunk of input as AsyncIterable<string>) {
    // Some editors and shells begin a file with a byte order mark.
    const pieces = (first ? chunk.replace(/^\uFEFF/, "") : chunk).split("\n");
    first = false;
    const last = pieces.pop()!;
    for (const piece of pieces) {
      yield skipping ? null : held + piece;
      held = "";
      skipping = false;
    }
    if (!skipping && held.length + last.length > limit) skipping = true;
    held = skipping ? "" : held + last;
  }
  if (skipping) yield null;
  else if (held !== "") yield held;
}


/**
 * Answers each line of JSON with one line of JSON, in order; blank lines are passed over. Waits for a slow reader of its output, so that memory stays
 * bounded. Gives the exit code: 0, or 2 where a line was malformed.
 *
 * @param limit characters that a line may have; a longer one is answered by `tooLong`
 */
export async function answerLines(input: Readable, output: Writable, limit: number, answer: (line: string | null) => Answer): Promise<number> {
  let malformed = false;
  let pending: string[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    const text = pending.join("");
    pending = [];
    size = 0;
    if (text !== "" && !output.write(text)) await once(output, "drain");
  };
  for await (const line of lines(input, limit)) {
    if (line !== null && line.trim() === "") continue;
    const answered = answer(line);
    malformed ||= "error" in answered;
    const text = `${JSON.stringify(answered)}\n`;
    pending.push(text);
    size += text.length;
    if (size > 65_536) await flush();
  }
  await flush();
  return malformed ? 2 : 0;
}

/** The answer to a line that could not be read. */
export function errorLine(error: string, id: string | number | null = null): { id: string | number | null; error: string } {
  return { id, error };
}

/** The object that a line holds, or what is wrong with it. */
export function objectOf(line: string): Record<string, unknown> | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return "The line is not JSON.";
  }
  return typeof value !== "object" || value === null || Array.isArray(value) ? "The line is not a JSON object." : (value as Record<string, unknown>);
}

/** The id of a line's object, which its answer repeats. */
export function idOf(object: Readonly<Record<string, unknown>>): string | number | null {
  const { id } = object;
  return typeof id === "string" || typeof id === "number" ? id : null;
}
