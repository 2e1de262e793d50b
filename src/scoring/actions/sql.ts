import { shapeOf } from "../shell/option-shapes.js";
import { valuesOf } from "../shell/options.js";
import { statementText } from "./statements.js";
import { plain, type Description } from "./action.js";

/** Clients that take statements as arguments or on standard input. */
const CLIENTS = new Set([
  "psql", "mysql", "mariadb", "sqlite3", "sqlite", "mysqlsh", "cqlsh", "clickhouse-client", "clickhouse", "sqlcmd", "mssql-cli", "pgcli", "mycli", "litecli", "usql", "duckdb", "bq", "snowsql", "snow", "presto", "trino", "hive", "beeline", "impala-shell", "cockroach", "influx", "isql", "isql-fb", "db2", "sqlplus", "sql", "vsql", "spark-sql", "turso", "wrangler", "heroku", "supabase", "prisma", "npx", "planetscale", "pscale", "neonctl", "mongosh", "mongo", "redis-cli", "cypher-shell", "arangosh", "couchbase-cli", "cbq", "surreal", "edgedb", "gel", "exec-sql", "rails", "dbt", "fly", "flyctl", "databricks", "athena", "aws", "gcloud", "psycopg", "ysqlsh", "tsql", "osql", "keydb-cli", "valkey-cli", "memcached-cli",
]);

interface Statement {
  readonly pattern: RegExp;
  readonly trait: string;
  /** True where it is found within strings, too: what a string holds is the command, or the text is no SQL. */
  readonly strings?: true;
}

/** Statements that destroy or that leave the database, after comments are gone and blanks are folded. */
const STATEMENTS: readonly Statement[] = [
  { pattern: /\bdrop\s+(?:database|schema|table|view|materialized view|user|role|tablespace|keyspace|collection|type|function|procedure|owned|column family|stream|measurement|series|bucket|dataset|warehouse|stage|graph|constraint|extension|trigger|sequence|partition|retention policy|catalog|continuous view|shard)\b/i, trait: "drops" },
  { pattern: /\btruncate\s+(?:table\s+)?["'`[\w.]/i, trait: "drops" },
  { pattern: /\bdelete\s+from\s+[\w"'`.[\]]+\s*(?:;|$|"|')/i, trait: "deletes-all" },
  { pattern: /\bdelete\s+from\s+[\w"'`.[\]]+\s+where\s+(?:1\s*=\s*1|true)\b/i, trait: "deletes-all" },
  { pattern: /\bupdate\s+[\w"'`.[\]]+\s+set\s+(?:(?!\bwhere\b)[^;]){0,400}(?:;|$)/i, trait: "updates-all" },
  { pattern: /\balter\s+table\s+\S+\s+drop\b/i, trait: "drops" },
  { pattern: /\b(?:drop|reset)\s*database\s*\(|\.(?:dropDatabase|drop|dropIndexes|dropUser|dropAllUsers|dropRole|dropAllRoles)\s*\(|\.(?:deleteMany|remove)\s*\(\s*\{\s*\}\s*\)|\bdb\.[\w.]+\.drop\(/i, trait: "drops" },
  { pattern: /\bdetach\s+delete\b/i, trait: "drops" },
  { pattern: /^\s*(?:flushall|flushdb|shutdown|debug\s+segfault|script\s+flush|swapdb|failover|replicaof|slaveof)\b|\b(?:flushall|flushdb)\b/i, trait: "drops" },
  { pattern: /\bconfig\s+set\s+(?:dir|dbfilename|slave-read-only|requirepass|protected-mode)\b|\bmodule\s+load\b|\bacl\s+(?:setuser|deluser)\b/i, trait: "runs-command", strings: true },
  { pattern: /\b(?:from|to)\s+program\b|\bxp_cmdshell\b|\bsys_exec\b|\bsys_eval\b|\blo_export\b|\binto\s+(?:outfile|dumpfile)\b|\bload_file\s*\(|\bpg_read_file\b|\bpg_execute_server_program\b|\bdbms_scheduler\b|\bsp_oacreate\b|\bload_extension\b|\bwritefile\s*\(|\bcreate\s+(?:or\s+replace\s+)?function\b.{0,400}\b(?:language\s+c|soname)\b/i, trait: "runs-command", strings: true },
  { pattern: /(?:^|\s|;)\\!\s*\S|(?:^|\s)\.(?:shell|system)\s+\S|(?:^|\s|;)system\s+\S+|(?:^|\s)\.load\s+\S/i, trait: "escapes", strings: true },
  { pattern: /\bgrant\s+all\b|\bgrant\s+.{0,400}\bto\s+public\b|\balter\s+(?:user|role)\s+\S+\s+(?:with\s+)?(?:superuser|.{0,200}password)|\bcreate\s+(?:user|role)\b.{0,400}\b(?:superuser|admin)\b|\bwith\s+grant\s+option\b/i, trait: "grants", strings: true },
  { pattern: /\bdrop\s+policy\b|\bdisable\s+(?:row\s+level\s+security|trigger|audit)\b|\bset\s+(?:global|persist)\s+general_log\s*=\s*(?:0|off|'off')/i, trait: "weakens", strings: true },
];

/** Clients that are given something else than SQL, with SQL in its strings: code, a service's own command. */
const OTHER_TEXT = new Set(["rails", "mongosh", "mongo", "redis-cli", "valkey-cli", "keydb-cli", "memcached-cli", "heroku", "npx", "aws", "gcloud", "arangosh", "fly", "flyctl", "dbt", "prisma", "exec-sql"]);
/** What makes statements of strings, where the strings' contents are left out. */
const RUNS_STRINGS = /\b(?:execute|prepare|exec|dblink\w*|query_to_xml)\b|\bdo\s+(?:language\s+\w+\s+)?''|\bas\s+''/i;

const LIMIT = 32_768;

/** Reports destructive statements that a database client is given. */
export function describeSql(description: Description): void {
  const { program, args, input } = description.invocation;
  if (!CLIENTS.has(program)) return;
  const texts = statementsOf(program, args);
  if (input?.text != null) texts.push(input.text);
  const where = isLocal(program, args) ? ["local"] : [];
  for (const text of texts) {
    const { code, withStrings } = statementText(text.slice(0, LIMIT));
    const runsStrings = OTHER_TEXT.has(program) || RUNS_STRINGS.test(code);
    for (const { pattern, trait, strings } of STATEMENTS) {
      const match = pattern.exec(strings === true || runsStrings ? withStrings : code);
      if (match !== null) plain(description, "sql", match[0].trim(), [trait, ...where]);
    }
  }
}

const HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i;
const ADDRESS = /^[a-z][a-z+]*:\/\/(?:[^/?#@\s]*@)?(\[[^\]]*\]|[^/?#:\s]*)/i;
const MEMORY = /^(?::memory:|file::memory:)/;

/** True where the database that is named lies on this machine, by a loopback address, or in memory only; what is not named is not known. */
function isLocal(program: string, args: readonly string[]): boolean {
  const hosts = valuesOf(args, shapeOf(program), "-h", "--host").concat(args.flatMap((arg) => ADDRESS.exec(arg)?.[1] ?? /(?:^|\s)host=(\S+)/.exec(arg)?.[1] ?? []));
  if (program === "sqlite3" || program === "duckdb" || program === "sqlite") return args.some((arg) => MEMORY.test(arg));
  return hosts.length > 0 && hosts.every((host) => HOST.test(host));
}

/** Statements among the arguments: values of the options that take them, and operands that look like ones. */
function statementsOf(program: string, args: readonly string[]): string[] {
  const out = valuesOf(args, shapeOf(program), "-c", "--command", "-e", "--execute", "-q", "--query", "--eval", "-Q", "--sql", "-f_", "--query-string", "-s", "--statement", "-cmd");
  const redis = program.endsWith("-cli") && program !== "couchbase-cli";
  if (redis) return [args.filter((arg, index) => !arg.startsWith("-") && !/^-[hpnaus]$/.test(args[index - 1] ?? "")).join(" ")];
  for (const arg of args) if (/\s|\(/.test(arg) && !arg.startsWith("-")) out.push(arg);
  return out;
}
