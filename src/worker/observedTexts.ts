import type { Observation, ToolCallRecord } from "../model/storage.js";
import { rawText } from "../model/untrusted.js";
import { CleanTexts } from "../scoring/content/cleanTexts.js";
import type { Indicators } from "../scoring/content/indicators/indicators.js";
import { type ContentPart, searchContent } from "../scoring/content/inspectContent.js";
import type { KeyedHash } from "../scoring/content/mask.js";
import { personalFlags } from "../scoring/content/personalFlags.js";
import { secretScore } from "../scoring/content/secretScore.js";
import type { Walked } from "../scoring/content/textWalk.js";

/** Arguments whose text becomes a file, or a command. */
const WRITTEN = new Set(["content", "newString", "new_string", "new_str", "file_text", "patchText", "patch", "input", "command", "new_source"]);
const FILE_KEYS = ["filePath", "file_path", "path", "filename", "file"];
/** Shorter strings hold nothing that is looked for. */
const LEAST_LENGTH = 4;
const DEPTH_LIMIT = 8;
/** Programs and schemes by which a command reaches another machine. */
const REACHES_OUT = /\b(?:curl|wget|ssh|scp|sftp|rsync|nc|ncat|telnet|ftp|http|https|aws|gcloud|az|gh|git push)\b|:\/\//;

/** What a user typed is theirs; what was added to it came from somewhere else, like an output. */
const PROMPT_PLACES = { typed: "user-prompt", added: "tool-output" } as const;

/** What the texts of calls hold besides secrets in their arguments, which are found where they are masked. */
export class ObservedTexts {
  /** Arguments in which nothing is found whatever the call; what becomes a file is judged by that file as well. */
  private readonly cleanArguments = new CleanTexts();
  private readonly cleanOutputs = new CleanTexts();

  constructor(
    private readonly keyedHash: KeyedHash,
    private readonly indicators: Indicators | null,
  ) {}

  /**
   * @param secrets that were found in the call already
   * @param walked what was found in a walk over the output
   */
  of(call: ToolCallRecord, secrets: readonly Observation[], walked: Walked | undefined): Observation[] {
    const found: Observation[] = [];
    const filePath = firstText(call.arguments, FILE_KEYS);
    const url = typeof call.arguments["url"] === "string" ? call.arguments["url"] : null;
    for (const { pointer, key, text } of stringsOf(call.arguments)) {
      if (call.prompt !== undefined) found.push(...this.observe({ where: PROMPT_PLACES[call.prompt], tool: "", filePath: null, url: null, text }, pointer, secrets));
      else if (WRITTEN.has(key)) found.push(...this.observe({ where: "tool-input", tool: call.tool, filePath, url: null, text }, pointer, secrets));
      else found.push(...this.unlessClean(this.cleanArguments, { where: "tool-input", tool: "", filePath: null, url: null, text }, pointer, secrets));
    }
    if (call.output !== null) found.push(...this.unlessClean(this.cleanOutputs, { where: "tool-output", tool: call.tool, filePath, url, text: rawText(call.output) }, "output", secrets, walked));
    return found;
  }

  private unlessClean(clean: CleanTexts, part: ContentPart, place: string, secrets: readonly Observation[], walked?: Walked): Observation[] {
    if (part.url === null && clean.has(part.text)) return [];
    const found = this.observe(part, place, secrets, walked);
    // What lies in a secret is no personal data of its own.
    if (found.length === 0 && part.url === null && !secrets.some((secret) => secret.place === place)) clean.add(part.text);
    return found;
  }

  private observe(part: ContentPart, place: string, secrets: readonly Observation[], walked?: Walked): Observation[] {
    const leftTo = place === "output" || part.where !== "tool-input" ? "model" as const : null;
    const signals = searchContent(part, this.indicators, walked).map(({ kind, start, end, score }) => ({ kind, place, start, end, score, leftTo, hash: this.keyedHash(part.text.slice(start, end)) }));
    const flags = personalFlags(part.text, secrets.filter((secret) => secret.place === place), walked?.health).map(({ kind, start, end, count }) => ({ kind, place, start, end, count, leftTo, score: 0, hash: null }));
    return [...signals, ...flags];
  }
}

/** A secret's observation with its points, and where it went: an output goes to the model, an argument to where its call leads. */
export function scoredSecret(call: ToolCallRecord, observation: Observation, value: string): Observation {
  const isOutput = observation.place === "output" || observation.place === "error";
  const where = call.prompt !== undefined ? PROMPT_PLACES[call.prompt] : isOutput ? "tool-output" : "tool-input";
  return { ...observation, score: secretScore(observation.kind, value, where), leftTo: !isOutput && reachesOut(call) ? "host" : "model" };
}

function reachesOut(call: ToolCallRecord): boolean {
  const { command, url } = call.arguments;
  return typeof url === "string" || (typeof command === "string" && REACHES_OUT.test(command));
}

function firstText(values: Readonly<Record<string, unknown>>, keys: readonly string[]): string | null {
  const key = keys.find((name) => typeof values[name] === "string");
  return key === undefined ? null : (values[key] as string);
}

interface NamedText {
  readonly pointer: string;
  readonly key: string;
  readonly text: string;
}

function stringsOf(value: unknown): NamedText[] {
  const found: NamedText[] = [];
  collectStrings(value, "", "", 0, found);
  return found;
}

function collectStrings(value: unknown, pointer: string, key: string, depth: number, found: NamedText[]): void {
  if (typeof value === "string") {
    if (value.length >= LEAST_LENGTH) found.push({ pointer, key, text: value });
    return;
  }
  if (typeof value !== "object" || value === null || depth >= DEPTH_LIMIT) return;
  if (Array.isArray(value)) for (const [index, item] of value.entries()) collectStrings(item, `${pointer}/${index}`, key, depth + 1, found);
  else for (const [name, item] of Object.entries(value)) collectStrings(item, `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`, name, depth + 1, found);
}

/** The string at a JSON pointer, or a number's digits; empty where there is none. */
export function textAt(value: unknown, pointer: string): string {
  let at: unknown = value;
  for (const step of pointer.split("/").slice(1)) at = typeof at === "object" && at !== null ? (at as Record<string, unknown>)[step.replaceAll("~1", "/").replaceAll("~0", "~")] : undefined;
  return typeof at === "number" ? String(at) : typeof at === "string" ? at : "";
}
