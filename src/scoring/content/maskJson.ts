import { CleanTexts } from "./cleanTexts.js";
import { isSecretValue } from "./namedValues.js";
import type { Observation } from "./observation.js";
import { findSecrets } from "./findSecrets.js";
import { maskFound, type KeyedHash, type MaskedObservation } from "./mask.js";
import { placeholdersIn } from "./placeholder.js";
import { secretNameOf, type SecretName } from "./secretNames.js";

/** An observation in a string of a JSON-like value, or a number as its digits; offsets are of that string. */
export type JsonObservation = MaskedObservation & {
  /** JSON pointer (RFC 6901) of the value, its keys as they are after masking. */
  readonly pointer: string;
  /** True where the key was masked and not its value. */
  readonly inKey: boolean;
};

export interface MaskedJson {
  readonly masked: unknown;
  readonly observations: JsonObservation[];
  /** Values that were too deep or too many to look at; each is replaced by `null`, since what was not looked at is not kept. */
  readonly cut: number;
}

const DEPTH_LIMIT = 64;
const VALUES_LIMIT = 1_000_000;

/** Strings in which no secret stands. */
const CLEAN = new CleanTexts();
/** The name of a field in which no secret stands. */
interface Field {
  /** What it says of its value. */
  readonly name: SecretName | null;
  /** As a step of a JSON pointer. */
  readonly step: string;
}

/** Objects have the same few fields again and again. */
const FIELDS = new Map<string, Field>();
const MOST_FIELDS = 1_000;

interface Walk {
  readonly keyedHash: KeyedHash;
  readonly find: (text: string) => Observation[];
  readonly observations: JsonObservation[];
  values: number;
  cut: number;
}

/**
 * A copy of a JSON-like value with the secrets in all its strings masked, keys included. A string or a number under a key-like name
 * (`{"password": "…"}`, `{"name": "API_KEY", "value": "…"}`) is judged by that name too. Bounded depth and size.
 * @throws RangeError where `keyedHash` gives no lower-case hexadecimal
 */
export function maskJson(value: unknown, keyedHash: KeyedHash): MaskedJson {
  const walk: Walk = { keyedHash, find: findSecrets, observations: [], values: 0, cut: 0 };
  const masked = maskValue(value, null, "", 0, walk);
  return { masked, observations: walk.observations, cut: walk.cut };
}

function maskValue(value: unknown, name: SecretName | null, pointer: string, depth: number, walk: Walk): unknown {
  if (typeof value === "string") return maskString(value, name, pointer, false, walk);
  if (typeof value === "number" && name !== null) return maskNumber(value, name, pointer, walk);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEPTH_LIMIT || ++walk.values > VALUES_LIMIT) {
    walk.cut++;
    return null;
  }
  if (Array.isArray(value)) return value.map((item, index) => maskValue(item, name, `${pointer}/${index}`, depth + 1, walk));
  return maskObject(value as Readonly<Record<string, unknown>>, pointer, depth, walk);
}

function maskObject(value: Readonly<Record<string, unknown>>, pointer: string, depth: number, walk: Walk): Record<string, unknown> {
  const masked: Record<string, unknown> = {};
  const named = typeof value["name"] === "string" ? value["name"] : typeof value["key"] === "string" ? value["key"] : null;
  for (const [key, item] of Object.entries(value)) {
    const before = walk.observations.length;
    let maskedKey = FIELDS.has(key) ? key : maskString(key, null, "", true, walk);
    // Two secrets may share the digits that are shown; neither entry may vanish.
    for (let twin = 2; Object.hasOwn(masked, maskedKey); twin++) maskedKey = `${maskedKey} (${twin})`;
    const field = maskedKey === key ? fieldOf(key) : { name: secretNameOf(key), step: stepOf(maskedKey) };
    const place = `${pointer}/${field.step}`;
    for (let i = before; i < walk.observations.length; i++) walk.observations[i] = { ...walk.observations[i]!, pointer: place };
    const name = key === "value" && named !== null ? secretNameOf(named) : field.name;
    define(masked, maskedKey, maskValue(item, name, place, depth + 1, walk));
  }
  return masked;
}

function fieldOf(key: string): Field {
  const known = FIELDS.get(key);
  if (known !== undefined) return known;
  const field = { name: secretNameOf(key), step: stepOf(key) };
  if (FIELDS.size < MOST_FIELDS) FIELDS.set(key, field);
  return field;
}

function stepOf(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** A key may be `__proto__`, which assignment would take for something else. */
function define(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

function maskString(text: string, name: SecretName | null, pointer: string, inKey: boolean, walk: Walk): string {
  const isWhole = name !== null && isSecretValue(text, name.class, "quoted");
  if (!isWhole && CLEAN.has(text)) return text;
  const { masked, observations } = maskFound(text, isWhole ? (part) => wholeValue(part, name, walk) : walk.find, walk.keyedHash);
  for (const observation of observations) walk.observations.push({ ...observation, pointer, inKey });
  if (!isWhole && observations.length === 0) CLEAN.add(text);
  return masked;
}

/** Of numbers only those under a key-like name are looked at, by the measure of texts. */
function maskNumber(value: number, name: SecretName, pointer: string, walk: Walk): unknown {
  const text = String(value);
  const masked = maskString(text, name, pointer, false, walk);
  return masked === text ? value : masked;
}

/** The whole string, under the kind that its format tells where it has one. */
function wholeValue(text: string, name: SecretName, walk: Walk): Observation[] {
  const [placeholder] = placeholdersIn(text);
  if (placeholder !== undefined && placeholder.start === 0 && placeholder.end === text.length) return [];
  const known = walk.find(text).find((observation) => observation.start === 0 && observation.end === text.length);
  return [known ?? { kind: `secret:${name.kind}`, start: 0, end: text.length }];
}
