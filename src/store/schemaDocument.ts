import type { Database } from "./database.js";
import { MIGRATIONS, SCHEMA_VERSION } from "./migrations.js";

/** What each table is for. A test compares the names with the schema's, both ways. */
const TABLES: Readonly<Record<string, string>> = {
  source: "A place where OpenCode keeps data, and how the last reading of it ended.",
  cursor: "How far a source was read: entries of the source's own, written in one transaction with the rows that they cover.",
  census: "What a source holds of a session, by its last complete reading.",
  project: "OpenCode's projects.",
  session: "OpenCode's sessions. One that OpenCode deleted stays, with `deleted_at`.",
  message: "OpenCode's messages without their texts: times, agent, model, cost in US dollars, tokens.",
  tool_call: "OpenCode's tool calls, and the prompts in which inspection found something (kind `prompt`, counted nowhere as calls), with what scoring made of each; scores are NULL until then. `command`, `file_path` and `url` are computed from `arguments`, which are JSON with secrets replaced, whole up to 4 KB, else heads with `arguments_length` and `arguments_hash`. `duplicate_of` names the call that a fork copied. `whole` is the judgement of arguments that were too long to be kept. `arguments_folded_at` says when retention let the arguments go.",
  adjustment: "What raised or lowered a call's score beside its own assessment: `risk_score` is `base_score` plus these.",
  technique: "ATT&CK techniques of each call, in the order in which they are listed.",
  observation: "What inspection found in a call's full texts: kind, place (a JSON pointer into the arguments, `output`, `error` or `prompt`), offsets in UTF-16 code units of the text as it was, keyed hash, points that scoring takes, how often it occurs, together with those of its kind that are not listed one by one where a call has very many, and whether it left the machine.",
  inspected: "By which version of inspection the texts of a session were looked at; those of an older one are read again in the background.",
  finding: "What a person decides on. `state` follows from decisions, calls and the clock (docs/triage.md); at `state_until` it is looked at again.",
  finding_former: "Ids that a finding had while its rule had another name: what was decided under them holds for it.",
  finding_call: "Which calls a finding is about.",
  finding_read: "Findings that a person has seen, also those that an index built anew has not found yet; with the level that they had, and when they were detected.",
  decision: "The journal of decisions, as far as it was replayed. The journal's file is the truth. `undone_by` is a standing decision that takes it back; kind `newer` is what this version does not understand.",
  suppression: "The suppressions that stand, and the entries of teams' files that were accepted: made of the decisions at each start.",
  suppression_print: "Fingerprints of findings that a suppression covers: that of its rule, and those under names that the rule got since.",
  settled_call: "Rows of calls that lists leave out, since their finding is settled or they are suppressed alone: made anew at each start.",
  forgotten: "Sessions and projects that a person had erased, and up to when (`everything` has no id): they are not read again.",
  dead_letter: "Records that could not be read, until they can be.",
  letter_decision: "What a person decided of a record that cannot be read; it holds as long as the record's hash is the same.",
  summary: "Calls per hour (since 1970, UTC), project, agent, tool and level. `folded` counts those of them whose rows retention folded.",
  level_total: "Calls per level over everything, `unscored` included.",
  session_total: "What a session's calls add up to, folded ones included. `folded_worst` is the worst score among the folded.",
  counter: "Numbers by name: `text-indexed` is the row up to which calls are in the text index, `folded-newest` the time up to which records were folded.",
  rescoring: "The pass that scores everything again: how far it came, and by which rules.",
  folded: "Hashes of the records that retention folded, so that they are not counted again when OpenCode still has them.",
  session_rule: "Calls of a session by the rules that hold for them, folded ones included: kept up to date on write.",
  folded_fact: "Of the folded calls, how many each session adds to the counts by technique, model and secret, and of secrets that were replaced: `kind` says which, `value` of what.",
  session_model: "Messages of a session by model, with what they cost in US dollars and their tokens: kept up to date on write, and still there when messages were folded.",
  folded_count: "Of the folded calls, how many each session adds to each row of the summary: what goes when the session is erased.",
  call_text: "Text search (FTS4) over `call_subject`; it keeps no text of its own.",
  call_subject: "View of what is in the text index: command, path, URL, or the head of the arguments.",
};

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly pk: number;
  /** 2 and 3 are computed columns. */
  readonly hidden: number;
}

/** The schema as Markdown, read from a database at today's version. @throws where a table has no description */
export function schemaMarkdown(db: Database): string {
  const parts = [
    "# The store's schema",
    `Written by \`npm run docs:schema\` from the migrations in \`src/store/schema\`. Version ${SCHEMA_VERSION} (SQLite's \`user_version\`).`,
    MIGRATIONS.map(({ version, title }) => `${version}. ${title}`).join("\n"),
    "All times are milliseconds since 1970. The database is one file, saved as a whole; decisions are also in a journal beside it.",
    ...tablesOf(db).map(({ name }) => tableMarkdown(db, name)),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** Tables and views, without those that the text index keeps for itself. */
function tablesOf(db: Database): Array<{ name: string }> {
  return db.all("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT GLOB 'call_text_*' AND name NOT GLOB 'sqlite_*' ORDER BY name");
}

function tableMarkdown(db: Database, table: string): string {
  const purpose = TABLES[table];
  if (purpose === undefined) throw new Error(`The table '${table}' has no description.`);
  const columns = db.all<Column & object>(`SELECT name, type, "notnull", pk, hidden FROM pragma_table_xinfo('${table}')`);
  const shown = columns.filter(({ name }) => !(table === "call_text" && name !== "subject"));
  const lines = shown.map(({ name, type, notnull, pk, hidden }) => `| \`${name}\` | ${type} | ${marks(notnull, pk, hidden)} |`);
  return [`## ${table}`, purpose, ["| column | type | |", "| --- | --- | --- |", ...lines].join("\n"), ...indexes(db, table)].join("\n\n");
}

function marks(notnull: number, pk: number, hidden: number): string {
  return [pk > 0 ? `key ${pk}` : "", notnull > 0 && pk === 0 ? "not null" : "", hidden >= 2 ? "computed" : ""].filter((mark) => mark !== "").join(", ");
}

function indexes(db: Database, table: string): string[] {
  const found = db.all<{ name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY name", table);
  if (found.length === 0) return [];
  return [found.map(({ name, sql }) => `- \`${name}\` ${sql.slice(sql.indexOf(" ON ") + 4 + table.length).replace(/\s+/g, " ").trim()}`).join("\n")];
}

/** Names that the description knows and the schema does not have. */
export function tablesThatAreGone(db: Database): string[] {
  const names = new Set(tablesOf(db).map(({ name }) => name));
  return Object.keys(TABLES).filter((name) => !names.has(name));
}
