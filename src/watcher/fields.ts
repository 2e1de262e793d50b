/** An object as JSON gives it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Largest number of milliseconds that a Date can hold. */
const LAST_TIME = 8_640_000_000_000_000;

/** The value as an object, or undefined where it is anything else (also an array or null). */
export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

export function asText(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** The value as text, or null where it is empty or no text. */
export function asFilledText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** A finite number that is not negative, or 0: counts and costs are never worth a dead letter. */
export function asAmount(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : 0;
}

/** Milliseconds since 1970, whole and within the range of a Date, or null. */
export function asTime(value: unknown): number | null {
  return typeof value === "number" && value > 0 && value <= LAST_TIME ? Math.trunc(value) : null;
}

/** JSON text to an object; `undefined` where it is no JSON, `null` where it is JSON of another kind. */
export function parseObject(text: string): JsonObject | undefined | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // What JSON.parse says quotes the text, and a dead letter holds no content.
    return undefined;
  }
  return asObject(value) ?? null;
}

/** True where objects and arrays are nested deeper than `limit` levels; walks no deeper than that. */
function isDeeperThan(value: unknown, limit: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (limit === 0) return true;
  for (const inner of Object.values(value)) if (isDeeperThan(inner, limit - 1)) return true;
  return false;
}

function cutBelow(value: unknown, limit: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (limit === 0) return "[nested too deep]";
  if (Array.isArray(value)) return value.map((inner) => cutBelow(inner, limit - 1));
  // fromEntries defines own properties: a key `__proto__` stays a key.
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cutBelow(inner, limit - 1)]));
}

/**
 * The object with everything below `limit` levels replaced by a note. SQLite reads no JSON deeper than 1,000 levels and
 * recursive walkers give up somewhere, so no deeper object leaves this room. Gives the same object where it fits.
 */
export function withinDepth(value: JsonObject, limit: number): JsonObject {
  return isDeeperThan(value, limit) ? (cutBelow(value, limit) as JsonObject) : value;
}
