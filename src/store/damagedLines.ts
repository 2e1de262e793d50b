import type { Decision } from "../model/decision.js";

/** Characters of the check before a line's JSON. */
export const CHECK_LENGTH = 16;

/** Where a decision begins in a line. In a text of one its quotes would be escaped. */
const ID = /\{"id":"([^"\\]+)"/g;

/**
 * Tells of a damaged line of the journal whether all that it held is held. Damage that hit the JSON left the check, and the other way round: either is compared
 * with the lines as which these decisions were written, one by one, as an act, or as those that the line still names. A line that is of another length than
 * they may have run into the next one, and is not taken for held.
 */
export function heldLines(held: readonly Decision[], checkOf: (json: string) => string): (line: string) => boolean {
  const byId = new Map(held.map((decision) => [decision.id, decision]));
  const acts = new Map<string, Decision[]>();
  for (const decision of held) if (decision.act !== undefined) acts.set(decision.act, [...(acts.get(decision.act) ?? []), decision]);
  const written = new Map([...held, ...acts.values()].map((decided) => JSON.stringify(decided)).map((json) => [checkOf(json), json]));
  const jsons = new Set(written.values());
  return (line) => {
    const [check, json] = [line.slice(0, CHECK_LENGTH), line.slice(CHECK_LENGTH + 1)];
    const named = JSON.stringify([...json.matchAll(ID)].flatMap(([, id]) => byId.get(id!) ?? []));
    const isSame = (candidate: string | undefined): boolean => candidate?.length === json.length;
    return jsons.has(json) || named === json || isSame(written.get(check)) || (checkOf(named) === check && isSame(named));
  };
}
