import { ENTRY_FIELDS, FILE_FIELDS, FILE_VERSION } from "./fileFormat.js";

/** What can be wrong with a team's file, and what to do about it; `{0}` and `{1}` are filled in. The panel's translations are kept by these sentences. */
export const PROBLEM_TEXTS = {
  tooLarge: "The file has {0} bytes, and {1} at most are read: remove entries that expired or hide nothing.",
  conflict:
    "A merge left a conflict here, marked from this line on. To keep the entries of both sides, remove the lines of marks, see that each entry but the last ends with a comma, and keep one of two that have the same rule, normalised and target.",
  empty: `The file is empty. Write { "version": ${FILE_VERSION}, "suppressions": [] } into it, or delete it.`,
  noObject: `The file holds no object with ${FILE_FIELDS.join(", ")}. Put { "version": ${FILE_VERSION}, "suppressions": [ … ] } around the entries.`,
  schema: "'$schema' is a text. Correct or remove it.",
  noList: "'suppressions' is missing, or is no list of entries: write [] where there are none.",
  byteOrderMark: "The file begins with a byte order mark: save it as UTF-8 without one.",
  hidden: "Here stands the character {0}, which is not shown or changes how the rest is shown: remove it, or write it as \\u and four digits.",
  unreadable: "Here stands a character that could not be read (U+FFFD), so the file is not UTF-8, or was not once: restore the text and save it as UTF-8, or write \\ufffd where it is meant.",
  newerVersion: `The file is of version {0}, and this Spotter knows version ${FILE_VERSION} alone: install a newer one.`,
  noVersion: `'version' is not said, or none that there is: write "version": ${FILE_VERSION}.`,
  tooMany: "The file has {0} entries, and {1} at most are read, up to the one before this: remove those that expired or hide nothing.",
  entryTwice: "The entry on line {0} has the same rule, normalised and target: keep one of the two.",
  noEntry: `An entry is an object with ${ENTRY_FIELDS.join(", ")}. Correct or remove it.`,
  missing: "'{0}' is missing here: add it.",
  noText: "'{0}' is a text in double quotes. Correct it.",
  tooLong: "'{0}' has {1} characters, and {2} at most are read. Shorten it.",
  rule: "'{0}' is the id of a rule: letters, digits, dots, dashes and underscores. Correct it.",
  emptyReason: "'{0}' is empty: say why this is no risk.",
  expires: "'expires' is the last day on which the entry holds, such as \"2027-01-31\". Correct it, or leave it out where the entry holds for good.",
  critical: "'critical' is true where the entry may hide critical findings, else false. Correct it, without quotes.",
  unknownField: "'{0}' is no field here: correct it to one of {1}, or remove it.",
  fieldTwice: "'{0}' stands here twice, and only one of them would count: remove one.",
  tooDeep: "The file is nested too deeply to be one of suppressions. Write it as docs/suppressions.md says.",
  more: "{0} more problems are on this line and below. Correct those above first.",
  // By the names that the parser has for what is no JSON.
  InvalidSymbol: "This is no JSON. Here stands what JSON does not have: texts stand in double quotes, and beside them there are numbers, true, false and null alone.",
  CommaExpected: "This is no JSON. A comma is missing before this: each entry but the last ends with one.",
  PropertyNameExpected: "This is no JSON. The name of a field is missing here, or the comma before it is too much: names stand in double quotes, and the last one has no comma after it.",
  ValueExpected: "This is no JSON. A value is missing here, or the comma before it is too much: after the last entry there is none.",
  CloseBraceExpected: "This is no JSON. A '}' is missing here.",
  CloseBracketExpected: "This is no JSON. A ']' is missing here.",
  EndOfFileExpected: "This is no JSON. The file should have ended before this: remove what follows.",
  InvalidCommentToken: "This is no JSON. JSON has no comments: say it in 'reason', or remove it.",
  UnexpectedEndOfString: "This is no JSON. The text is not closed on this line: put a '\"' at its end, and \\n for a line break in it.",
  InvalidCharacter: "This is no JSON. A control character stands in a text: write it as \\u and four digits.",
  InvalidEscapeCharacter: "This is no JSON. A text holds a backslash that begins nothing known: write \\\\ for a backslash.",
  noJson: "This is no JSON. Correct it, or take the file's last version that had no problem.",
} as const satisfies Readonly<Record<string, string>>;

export type ProblemText = keyof typeof PROBLEM_TEXTS;
