import { randomBytes, createHmac } from "node:crypto";
import type { Readable, Writable } from "node:stream";
import { untrusted } from "../model/untrusted.js";
import { type ContentPart, type Inspected, inspectContent } from "../scoring/content/inspectContent.js";
import type { Indicators } from "../scoring/content/indicators/indicators.js";
import { readIndicatorLists } from "../worker/indicatorLists.js";
import { EXIT } from "./exitCodes.js";
import { type Answer, answerLines, errorLine, idOf, objectOf } from "./jsonLines.js";
import { terminalText } from "./terminalText.js";

/** Characters that one line may have: a text of 50 MB and its escapes. */
const LINE_LIMIT = 128 * 1024 * 1024;

const PLACES: readonly string[] = ["tool-output", "tool-input", "user-prompt"] satisfies ContentPart["where"][];

/**
 * Reads JSON lines `{"id","where","tool","filePath"?,"url"?,"text"}` and writes, in the same order,
 * `{"id","flagged","score","level","observations":[{"kind","start","end"}],"masked"}`; `unread` is added where the middle of a text over 10 MB was not
 * looked at. Gives the exit code: 0, 2 where a line was malformed, 3 where a list of indicators could not be read.
 */
export async function runInspect(lists: readonly string[], input: Readable, output: Writable, warn: (text: string) => void): Promise<number> {
  const { indicators, unreadable } = readIndicatorLists(lists, (message) => warn(`${terminalText(untrusted(message), 400)}\n`));
  // Silence would pass for "none of them is in there".
  if (unreadable > 0) return EXIT.unreadable;
  const key = randomBytes(32);
  const keyedHash = (secret: string): string => createHmac("sha256", key).update(secret).digest("hex");
  return answerLines(input, output, LINE_LIMIT, (line) => (line === null ? errorLine("The line is longer than 128 MiB.") : answerFor(line, keyedHash, indicators)));
}

function answerFor(line: string, keyedHash: (secret: string) => string, indicators: Indicators | null): Answer {
  const object = objectOf(line);
  if (typeof object === "string") return errorLine(object);
  const part = checkPart(object);
  if (typeof part === "string") return errorLine(part, idOf(object));
  return verdict(idOf(object), inspectContent(part, keyedHash, indicators));
}

function checkPart(object: Readonly<Record<string, unknown>>): ContentPart | string {
  const { where, tool, filePath, url, text } = object;
  if (typeof where !== "string" || !PLACES.includes(where)) return 'The field "where" is "tool-output", "tool-input" or "user-prompt".';
  if (typeof text !== "string") return 'The field "text" is a string.';
  if (tool !== undefined && tool !== null && typeof tool !== "string") return 'The field "tool" is a string.';
  return {
    where: where as ContentPart["where"],
    tool: tool ?? "",
    filePath: typeof filePath === "string" && filePath !== "" ? filePath : null,
    url: typeof url === "string" && url !== "" ? url : null,
    text,
  };
}

function verdict(id: string | number | null, { flagged, score, level, signals, masked, unread }: Inspected): object {
  return { id, flagged, score, level, observations: signals.map(({ kind, start, end }) => ({ kind, start, end })), masked, ...(unread === 0 ? {} : { unread }) };
}
