import { COMMAND_LIMIT, type WrittenCommand } from "./writtenCommand.js";

interface Line {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Lines, those that end in a backslash joined with the next. @param skipped lines that do not count inside of such a join */
function* logicalLines(text: string, skipped: RegExp | null): Generator<Line> {
  let joined = "";
  let start = 0;
  let at = 0;
  while (at <= text.length) {
    const end = text.indexOf("\n", at);
    const line = text.slice(at, end === -1 ? text.length : end).replace(/\r$/, "");
    if (joined === "") start = at;
    const next = end === -1 ? text.length + 1 : end + 1;
    if (joined !== "" && end !== -1 && skipped?.test(line) === true) {
      at = next;
      continue;
    }
    if (line.endsWith("\\") && end !== -1) joined += `${line.slice(0, -1)} `;
    else {
      yield { text: joined + line, start, end: end === -1 ? text.length : end };
      joined = "";
    }
    at = next;
  }
}

interface Block {
  readonly head: RegExpExecArray;
  readonly body: string;
  readonly start: number;
  readonly end: number;
}

/** Blocks without an end that are looked for: each takes a walk to the end of the text. */
const OPEN_BLOCKS = 20;

/** What stands between a line that begins a block and the next that has nothing but the word that ends it. In time linear in the text. */
function* blocksOf(text: string, begins: RegExp, wordOf: (head: RegExpExecArray) => string): Generator<Block> {
  let open = 0;
  for (let at = 0; at < text.length && open < OPEN_BLOCKS; ) {
    const lineEnd = text.indexOf("\n", at);
    if (lineEnd === -1) return;
    const head = begins.exec(text.slice(at, Math.min(lineEnd, at + HEAD_LIMIT)));
    const start = at;
    at = lineEnd + 1;
    if (head === null) continue;
    const close = closing(text, wordOf(head), lineEnd);
    if (close === null) open++;
    else {
      yield { head, body: text.slice(lineEnd + 1, close.start), start, end: close.end };
      at = close.end;
    }
  }
}

const HEAD_LIMIT = 400;

/** The line behind `from` that has nothing but the word. */
function closing(text: string, word: string, from: number): { readonly start: number; readonly end: number } | null {
  for (let line = from + 1; line > 0; line = text.indexOf("\n", line) + 1) {
    let at = line;
    while (at - line < HEAD_LIMIT && (text[at] === " " || text[at] === "\t")) at++;
    if (text.startsWith(word, at) && /^\r?(?:\n|$)/.test(text.slice(at + word.length, at + word.length + 2))) return { start: line, end: at + word.length };
  }
  return null;
}

function gather(text: string, commandOf: (line: string) => string | null, ground: WrittenCommand["ground"] = "host", skipped: RegExp | null = null): WrittenCommand[] {
  const commands: WrittenCommand[] = [];
  for (const { text: line, start, end } of logicalLines(text, skipped)) {
    const command = commandOf(line);
    if (command === null || command.trim() === "") continue;
    commands.push({ text: command, start: start + (line.length - line.trimStart().length), end, ground });
    if (commands.length >= COMMAND_LIMIT) break;
  }
  return commands;
}

/** Docker leaves comments and empty lines out of a command that goes on over them. */
const DOCKER_SKIPS = /^\s*(?:#|$)/;

/** RUN, CMD, ENTRYPOINT and HEALTHCHECK of a Dockerfile, in the shell's form or as a list; heredocs with their lines; of a part of one, lines that go on with a command. */
export function dockerfileCommands(text: string): WrittenCommand[] {
  const commands = gather(
    text,
    (line) => {
      const match = /^\s*(?:ONBUILD\s+)?(?:RUN|CMD|ENTRYPOINT|HEALTHCHECK(?:\s+--\S+)*\s+CMD)\s+((?:--\S+\s+)*)(.+)$/i.exec(line);
      if (match === null) return /^\s*(?:&&|\|\|?|;)\s*(.+)$/.exec(line)?.[1] ?? null;
      if (match[2]!.startsWith("<<")) return null;
      return match[2]!.startsWith("[") ? listCommand(match[2]!) : match[2]!;
    },
    "container",
    DOCKER_SKIPS,
  );
  for (const { head, body, start, end } of blocksOf(text, /^RUN[ \t]+(?:--\S+[ \t]+)*([^<]{0,200})<<-?["']?(\w{1,40})["']?/, (match) => match[2]!)) {
    const program = head[1]!.trim();
    commands.push({ text: program === "" ? body : `${program} <<'${head[2]!}'\n${body}\n${head[2]!}`, start, end, ground: "container" });
  }
  return commands;
}

function listCommand(list: string): string | null {
  try {
    const words = JSON.parse(list) as unknown;
    return Array.isArray(words) ? words.map((word) => shellWord(String(word))).join(" ") : null;
  } catch (error) {
    // As Docker does: what is no list of JSON is a shell's text.
    if (error instanceof SyntaxError) return list;
    throw error;
  }
}

/** A word quoted for the shell. */
export function shellWord(word: string): string {
  return /^[\w./=:@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Recipes of a Makefile (after a tab, or `;` behind the target), `$(shell …)`, `!=` and what `define` names; a doubled dollar is the shell's own. */
export function makefileCommands(text: string): WrittenCommand[] {
  const defined = [...blocksOf(text, /^define\s/, () => "endef")].map(({ body, start, end }): WrittenCommand => ({ text: body.replace(/^\s*[@+-]+/gm, "").replace(/\$\$/g, "$"), start, end, ground: "host" }));
  const lines = gather(text, (line) => {
    const recipe = /^\t\s*[@+-]*\s*(.+)$/.exec(line)?.[1] ?? /^[\w./%$(){} -]+:[^=]*?;\s*(.+)$/.exec(line)?.[1] ?? shellCalls(line) ?? /^\s*\w+\s*!=\s*(.+)$/.exec(line)?.[1];
    return recipe === undefined ? null : recipe.replace(/\$\$/g, "$").replace(/\$\((\w+)\)/g, "$$$1");
  });
  return [...defined, ...lines];
}

/** What a line has `$(shell …)` run, one a line; undefined where there is none. */
function shellCalls(line: string): string | undefined {
  const calls: string[] = [];
  for (let at = line.indexOf("$(shell "); at !== -1; at = line.indexOf("$(shell ", at)) {
    const start = at + "$(shell ".length;
    let open = 1;
    for (at = start; at < line.length && open > 0; at++) open += line[at] === "(" ? 1 : line[at] === ")" ? -1 : 0;
    calls.push(line.slice(start, open === 0 ? at - 1 : at));
  }
  return calls.length === 0 ? undefined : calls.join("\n");
}

/** Recipes of a justfile: what is indented. */
export function justfileCommands(text: string): WrittenCommand[] {
  return gather(text, (line) => /^[ \t]+[@-]*(\S.*)$/.exec(line)?.[1]?.replace(/\{\{\s*(\w+)\s*\}\}/g, "$$$1") ?? null);
}

const SCHEDULE = /^\s*(?:@(?:reboot|hourly|daily|weekly|monthly|yearly|annually|midnight)|(?:[\d*/,A-Za-z-]+\s+){4}[\d*/,A-Za-z-]+)\s+(.+)$/;

/** Entries of a crontab; in `/etc/crontab` and `/etc/cron.d` a user stands before the command. */
export function crontabCommands(text: string, withUser: boolean): WrittenCommand[] {
  return gather(text, (line) => {
    if (/^\s*(?:#|[A-Z_]+\s*=)/.test(line)) return null;
    const command = SCHEDULE.exec(line)?.[1];
    if (command === undefined) return null;
    return withUser ? command.replace(/^\S+\s+/, "") : command;
  });
}

/** Entries of `/etc/anacrontab`: days, delay, name, command. */
export function anacronCommands(text: string): WrittenCommand[] {
  return gather(text, (line) => /^\s*(?:\d+|@\w+)\s+\d+\s+\S+\s+(.+)$/.exec(line)?.[1] ?? null);
}

/** What a systemd unit starts; signs before the program say how. */
export function unitCommands(text: string): WrittenCommand[] {
  return gather(text, (line) => /^\s*Exec(?:Start|StartPre|StartPost|Stop|StopPost|Reload|Condition)\s*=\s*[-@:+!|]*(.+)$/.exec(line)?.[1]?.replace(/%[a-zA-Z]/g, "x") ?? null);
}

/** `Exec=` of a desktop entry. */
export function desktopCommands(text: string): WrittenCommand[] {
  return gather(text, (line) => /^\s*(?:Try)?Exec\s*=\s*(.+)$/.exec(line)?.[1]?.replace(/ %[a-zA-Z]/g, "") ?? null);
}

/** `ProgramArguments` of a launchd agent. */
export function launchAgentCommands(text: string): WrittenCommand[] {
  const list = /<key>ProgramArguments<\/key>\s*<array>([\s\S]{0,8000}?)<\/array>/.exec(text);
  if (list === null) return [];
  const words = [...list[1]!.matchAll(/<string>([\s\S]*?)<\/string>/g)].map((match) => shellWord(fromXml(match[1]!)));
  return [{ text: words.join(" "), start: list.index, end: list.index + list[0].length, ground: "host" }];
}

function fromXml(text: string): string {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&apos;/g, "'").replace(/&amp;/g, "&");
}

/** Commands that an ssh configuration has run for a connection. */
export function sshConfigCommands(text: string): WrittenCommand[] {
  return gather(text, (line) => /^\s*(?:ProxyCommand|LocalCommand|KnownHostsCommand)[\s=]+(.+)$/i.exec(line)?.[1] ?? /^\s*Match\s.*\bexec\s+"(.+)"/i.exec(line)?.[1] ?? null);
}

/** `alias = !command`, hooks and commands of a git configuration. */
export function gitConfigCommands(text: string): WrittenCommand[] {
  return gather(text, (line) => {
    const match = /^\s*(\w+)\s*=\s*"?(.+?)"?\s*$/.exec(line);
    if (match === null) return null;
    if (match[2]!.startsWith("!")) return match[2]!.slice(1);
    return /^(?:fsmonitor|sshcommand|editor|pager|askpass|textconv|clean|smudge|process|external|cmd|helper)$/i.test(match[1]!) && match[2] !== "true" ? match[2]! : null;
  });
}

/** `sh '…'` steps of a Jenkinsfile. */
export function jenkinsCommands(text: string): WrittenCommand[] {
  const commands: WrittenCommand[] = [];
  for (const match of text.matchAll(/\bsh\s*\(?\s*(?:script:\s*)?("""|'''|"|')([\s\S]{1,4000}?)\1/g)) {
    commands.push({ text: match[2]!, start: match.index, end: match.index + match[0].length, ground: "host" });
    if (commands.length >= COMMAND_LIMIT) break;
  }
  return commands;
}

const NODE_CALL = /(?:(?<=child_process['"]?\)?\.)|(?<=\b(?:cp|childProcess|child_process|shell|shelljs)\.)|(?<![\w.$]))(?:exec|execSync|spawnSync|spawn|execaCommand|execaCommandSync)\s*\(\s*(["'`])((?:\\.|(?!\1)[^\\]){1,4000}?)\1/g;

/** Bun's and zx's shell, which OpenCode hands to its plugins: only where a script takes `$` from somewhere. */
const SHELL_TEMPLATE = /(?<![\w$.`])\$(`)((?:\\.|[^`\\]){1,4000}?)`/g;
const TAKES_SHELL = /[{,]\s{0,20}\$\s{0,20}[,}]/;

/** Commands that a script for Node or Bun gives to a shell as they stand; a list of arguments is none. */
export function nodeCommands(text: string): WrittenCommand[] {
  return [...calledCommands(text), ...quotedCommands(text, TAKES_SHELL.test(text) ? SHELL_TEMPLATE : null)];
}

function calledCommands(text: string): WrittenCommand[] {
  return quotedCommands(text, text.includes("child_process") || text.includes("exec") ? NODE_CALL : null);
}

const VAGRANT_INLINE = /\binline\s*(?::|=>)\s*(["'])((?:\\.|(?!\1)[^\\]){1,4000}?)\1/g;

/** What a Vagrantfile has run in the machine that it makes. */
export function vagrantCommands(text: string): WrittenCommand[] {
  const commands = quotedCommands(text, VAGRANT_INLINE).map((command) => ({ ...command, ground: "container" as const }));
  for (const { body, start, end } of blocksOf(text, /<<[-~]?["']?([A-Z]{2,20})["']?/, (match) => match[1]!)) commands.push({ text: body, start, end, ground: "container" });
  return commands.slice(0, COMMAND_LIMIT);
}

function quotedCommands(text: string, expression: RegExp | null): WrittenCommand[] {
  if (expression === null) return [];
  const commands: WrittenCommand[] = [];
  for (const match of text.matchAll(expression)) {
    commands.push({ text: match[2]!.replace(/\\(["'`\\])/g, "$1"), start: match.index, end: match.index + match[0].length, ground: "host" });
    if (commands.length >= COMMAND_LIMIT) break;
  }
  return commands;
}
