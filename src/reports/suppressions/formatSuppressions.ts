import { replaceDeceptive } from "../../model/neutralise.js";
import type { TeamSuppression } from "../../model/suppression.js";
import { dayOf, FILE_VERSION } from "./fileFormat.js";
import { mergeSuppressions } from "./mergeSuppressions.js";

/**
 * The text of `.spotter/suppressions.json`, made for review: one entry a line, in an order that does not depend on who adds what when, and with characters
 * that a reviewer would not see written as `\u202e`. Takes entries within the file's bounds; those of one pattern become one, and an expiry within a day
 * holds until that day's end.
 */
export function formatSuppressions(entries: readonly TeamSuppression[]): string {
  const lines = mergeSuppressions(entries, []).map((entry) => `    ${entryLine(entry)}`);
  // Also without entries the brackets stand on lines of their own, so that the first entry adds a line and changes none.
  return ["{", `  "version": ${FILE_VERSION},`, '  "suppressions": [', ...(lines.length > 0 ? [lines.join(",\n")] : []), "  ]", "}", ""].join("\n");
}

function entryLine({ rule, normalised, target, reason, by, expires, critical }: TeamSuppression): string {
  const fields = {
    rule,
    normalised,
    ...(target === "" ? {} : { target }),
    reason,
    ...(by === "" ? {} : { by }),
    ...(expires === null ? {} : { expires: dayOf(expires) }),
    ...(critical ? { critical } : {}),
  };
  const written = Object.entries(fields).map(([name, value]) => `"${name}": ${visible(JSON.stringify(value))}`);
  return `{ ${written.join(", ")} }`;
}

function visible(json: string): string {
  return replaceDeceptive(json, escaped).replaceAll("\ufffd", escaped);
}

function escaped(char: string): string {
  return Array.from({ length: char.length }, (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, "0")}`).join("");
}
