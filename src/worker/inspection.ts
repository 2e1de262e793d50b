import type { ScoringInput } from "../model/assessment.js";
import type { Observation, SourceBatch, ToolCallRecord } from "../model/storage.js";
import { rawText, untrusted } from "../model/untrusted.js";
import { findSecrets } from "../scoring/content/findSecrets.js";
import type { Indicators } from "../scoring/content/indicators/indicators.js";
import { maskJson } from "../scoring/content/maskJson.js";
import { identityOf } from "../scoring/content/mask.js";
import { maskPersonalData } from "../scoring/content/personalData.js";
import { maskSecrets } from "../scoring/content/maskSecrets.js";
import { type Walked, walkText } from "../scoring/content/textWalk.js";
import { ARGUMENTS_LIMIT } from "../store/argumentHeads.js";
import { mostTelling } from "./mostTelling.js";
import { ObservedTexts, scoredSecret, textAt } from "./observedTexts.js";
import { contextsIn, type Contexts, RulesInForce } from "./rulesInForce.js";

/** Where a session works: what scoring needs to know of it. */
export interface SessionPlace {
  readonly directory: string;
  readonly worktree: string | null;
}

/** Hash under the store's key, in hexadecimal. */
type KeyedHash = (secret: string) => string;

/**
 * Looks at the full texts of a batch once, before anything is kept: secrets are replaced by placeholders, what was found
 * becomes observations, and a call whose arguments are too long to be kept whole is judged now, while all of it is there.
 */
export class Inspection {
  private readonly observed: ObservedTexts;

  constructor(
    private readonly keyedHash: KeyedHash,
    private readonly placeOf: (sessionId: string) => SessionPlace | undefined,
    private readonly maskPersonal: boolean,
    indicators: Indicators | null = null,
    private readonly rules: RulesInForce = new RulesInForce(),
  ) {
    this.observed = new ObservedTexts(keyedHash, indicators);
  }

  inspect(batch: SourceBatch): SourceBatch {
    const contexts = contextsIn(batch);
    return { ...batch, records: batch.records.map((record) => (record.kind === "toolCall" ? this.call(record, contexts) : record)) };
  }

  private call(call: ToolCallRecord, contexts: Contexts): ToolCallRecord {
    if (call.prompt !== undefined && call.callId === "") return this.prompt(call, contexts);
    const observations: Observation[] = [];
    const inArguments = maskJson(call.arguments, this.keyedHash);
    for (const { kind, pointer, start, end, hash } of inArguments.observations) observations.push({ kind, place: pointer, start, end, hash });
    const masked = this.personal(inArguments.masked as Readonly<Record<string, unknown>>);
    const error = call.error === null ? null : untrusted(this.text(rawText(call.error), "error", observations));
    const output = call.output === null ? null : rawText(call.output);
    const walked = output === null ? undefined : walkText(output);
    if (output !== null) this.observeOutput(output, walked?.secrets ?? findSecrets(output), observations);
    const secrets = observations.map((observation) => scoredSecret(call, observation, valueOf(call, observation)));
    const inspected = { ...call, arguments: masked, error, observations: mostTelling([...secrets, ...this.observed.of(call, secrets, walked)], this.keyedHash) };
    return call.prompt === undefined && isLong(masked) ? { ...inspected, whole: this.judgeWhole(inspected, contexts) } : inspected;
  }

  /**
   * Of a prompt in which nothing is found no text is kept. A fork copies prompts with the time of their message, and they have no callID: a keyed
   * hash of the text tells that two are one.
   */
  private prompt(prompt: ToolCallRecord, contexts: Contexts): ToolCallRecord {
    const inspected = this.call({ ...prompt, callId: this.keyedHash(String(prompt.arguments["text"])) }, contexts);
    const observations = inspected.observations!.map((observation) => ({ ...observation, place: "prompt" }));
    return observations.some(isWorthKeeping) ? { ...inspected, observations } : { ...inspected, arguments: {}, observations: [] };
  }

  private text(text: string, place: string, observations: Observation[]): string {
    const found = maskSecrets(text, this.keyedHash);
    for (const { kind, start, end, hash } of found.observations) observations.push({ kind, place, start, end, hash });
    return this.maskPersonal ? maskPersonalData(found.masked, this.keyedHash).masked : found.masked;
  }

  /** Outputs are not kept; only where a secret stood in them, and its keyed hash. */
  private observeOutput(output: string, secrets: Walked["secrets"], observations: Observation[]): void {
    for (const { kind, start, end } of secrets) observations.push({ kind, place: "output", start, end, hash: this.keyedHash(identityOf(output.slice(start, end))) });
  }

  private personal(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    if (!this.maskPersonal) return value;
    return JSON.parse(JSON.stringify(value), (_key, field: unknown) =>
      typeof field === "string" ? maskPersonalData(field, this.keyedHash).masked : field,
    ) as Record<string, unknown>;
  }

  private judgeWhole(call: ToolCallRecord, contexts: Contexts): NonNullable<ToolCallRecord["whole"]> {
    const { book } = this.rules;
    const { assessment, held } = book.judge(scoringInput(call, this.placeOf(call.sessionId)), contexts.get(call.messageId) ?? { agent: null, model: null });
    return { rulesVersion: book.version, assessment, held: held.map(({ id }) => id) };
  }
}

/** JSON writes a character as six at most. */
const LONGEST_CHARACTER = 6;
/** Of a number, a truth or null, with what stands around it. */
const LONGEST_SCALAR = 32;

/** Arguments that are not kept whole; of most the lengths of their texts tell that they are. */
function isLong(value: Readonly<Record<string, unknown>>): boolean {
  let bound = 2;
  for (const [key, field] of Object.entries(value)) {
    if (typeof field === "object" && field !== null) return JSON.stringify(value).length > ARGUMENTS_LIMIT;
    bound += LONGEST_CHARACTER * (key.length + (typeof field === "string" ? field.length : 0)) + LONGEST_SCALAR;
  }
  return bound > ARGUMENTS_LIMIT && JSON.stringify(value).length > ARGUMENTS_LIMIT;
}

/** A secret, or what has points: personal data alone are what prompts are full of. */
function isWorthKeeping({ kind, score = 0 }: Observation): boolean {
  return score > 0 || kind.startsWith("secret:");
}

/** What stood where the observation was made. */
function valueOf(call: ToolCallRecord, { place, start, end }: Observation): string {
  const text = place === "output" ? call.output : place === "error" ? call.error : untrusted(textAt(call.arguments, place));
  return text === null ? "" : rawText(text).slice(start, end);
}

/** A call as scoring takes it. */
export function scoringInput(
  call: Pick<ToolCallRecord, "tool" | "arguments" | "outcome" | "exitCode">,
  place: SessionPlace | undefined,
): ScoringInput {
  const { tool, outcome, exitCode } = call;
  const input = { tool, arguments: call.arguments, outcome, exitCode };
  if (!place) return input;
  // All folders without git share one project with the root as its work tree: there the session's folder is the project.
  const project = place.worktree !== null && place.worktree !== "/" ? place.worktree : place.directory;
  return { ...input, cwd: place.directory, project };
}
