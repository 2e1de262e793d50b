import { UNKNOWN } from "../shell/invocation.js";
import { findCalls, type Call } from "./calls.js";
import { tokenise, type Token } from "./tokens.js";

/**
 * What code does, in the shell's words: text that it gives to a shell, or the command that does the same (`rmtree(x)`
 * is `rm -r x`), so that one set of rules judges both.
 */
export type Effect =
  | { readonly kind: "shell"; readonly text: string }
  | { readonly kind: "command"; readonly argv: readonly string[] }
  /** Code that runs text of its own: `exec(…)`, `eval(…)`; null where the text is not constant. */
  | { readonly kind: "code"; readonly text: string | null };

type Translate = (call: Call) => Effect | null;

const shell: Translate = ({ args, list }) => {
  const first = args[0];
  if (first === undefined) return null;
  if (first === UNKNOWN) return { kind: "code", text: null };
  const strings = args.filter((arg) => arg !== UNKNOWN);
  if (!list && args.length > 1 && strings.length > 1 && /^[\w./-]+$/.test(first)) return { kind: "command", argv: strings };
  return list ? { kind: "command", argv: strings } : { kind: "shell", text: first };
};
const program: Translate = ({ args }) => (args[0] === undefined || args[0] === UNKNOWN ? null : { kind: "command", argv: args.filter((arg) => arg !== UNKNOWN) });
/** `execl(path, name, …)`: the second argument is the name that the program is given, not an argument of its own. */
const execute: Translate = ({ args }) => {
  const [path, , ...rest] = args.filter((arg) => arg !== UNKNOWN);
  return path === undefined ? null : { kind: "command", argv: [path, ...rest] };
};
const code: Translate = ({ args }) => ({ kind: "code", text: args[0] === undefined || args[0] === UNKNOWN ? null : args[0] });
/** `exec` runs a command line in most languages, and code of its own in Python. */
const execCall: Translate = (call) => (/^\s*(?:(?:import|from)\s|__import__|[\w.]+\()/.test(call.args[0] ?? "") ? code(call) : shell(call));
const withFirst = (...argv: string[]): Translate => ({ args }) => (args[0] === undefined ? null : { kind: "command", argv: [...argv, args[0]] });
const removeTree = withFirst("rm", "-r", "--");
/** `removeItem(atPath: "x")`: the argument has a name. */
const removeNamed: Translate = ({ args }) => {
  const path = args.find((arg) => arg !== UNKNOWN);
  return path === undefined ? null : { kind: "command", argv: ["rm", "-r", "--", path] };
};
const move: Translate = ({ args: [from, to] }) => (from === undefined || to === undefined || from === UNKNOWN ? null : { kind: "command", argv: ["mv", "--", from, to] });
const empty: Translate = ({ args: [path] }) => (path === undefined || path === UNKNOWN ? null : { kind: "command", argv: ["truncate", "-s", "0", path] });
const removeFile = withFirst("rm", "--");
const read: Translate = ({ args: [path] }) => (path === undefined ? null : { kind: "command", argv: [/^(?:https?|ftp):\/\//.test(path) ? "curl" : "cat", "--", path] });
const write = withFirst("tee", "--");
/** Fetches; with something to send as a second argument it sends that. */
const fetchUrl: Translate = ({ args, method }) => (args[0] === undefined ? null : (args.length > 1 && method === "urlopen") || method === "request" ? { kind: "command", argv: ["curl", "--data", args[1] ?? UNKNOWN, args[0]] } : { kind: "command", argv: ["curl", "--", args[0]] });
/** `ftp.storbinary("STOR x", file)`: the host was named before; what was read before goes there. */
const store: Translate = ({ args }) => ({ kind: "command", argv: ["curl", "--data", args[1] ?? UNKNOWN, "ftp://host"] });
const send: Translate = ({ args }) => (args[0] === undefined ? null : { kind: "command", argv: ["curl", "--data", args[1] ?? UNKNOWN, args[0]] });

const open: Translate = ({ args, name }) => {
  const [path, mode] = args;
  // Perl's `open(F, ">>x")`: the handle comes first.
  if (path === UNKNOWN && mode !== undefined && /^\s*(?:[<>|+]+\s*[\w/~.])|\|\s*$/.test(mode)) return perlOpen(mode);
  if (path === undefined || path === UNKNOWN) return null;
  if (/^[<>|+]/.test(path) || path.endsWith("|")) return perlOpen(path);
  if (mode !== undefined && />/.test(mode) && args[2] !== undefined) return { kind: "command", argv: ["tee", "--", args[2]] };
  if (mode !== undefined && /^[<]/.test(mode) && args[2] !== undefined) return { kind: "command", argv: ["cat", "--", args[2]] };
  if (name === "open" && /^https?:/.test(path)) return { kind: "command", argv: ["curl", "--", path] };
  const writes = mode !== undefined && /^[wax]|^r?b?\+|^r\+/.test(mode);
  return { kind: "command", argv: [writes ? (mode.startsWith("a") ? "tee-append" : mode.includes("b") ? "tee-bytes" : "tee") : "cat", "--", path] };
};

function perlOpen(path: string): Effect | null {
  if (path.startsWith("|") || path.endsWith("|")) return { kind: "shell", text: path.replace(/^\||\|$/g, "") };
  const file = path.replace(/^\+?[<>]+\s*/, "");
  return file === "" ? null : { kind: "command", argv: [path.includes(">") ? "tee" : "cat", "--", file] };
}

const changeMode: Translate = ({ args }) => {
  const [path] = args.filter((arg) => arg.includes("/"));
  return path === undefined ? null : { kind: "command", argv: ["chmod", "code-mode", path] };
};
const download: Translate = ({ args }) => {
  const url = args.find((arg) => /^[a-z]+:\/\//.test(arg));
  const path = args.find((arg) => arg !== url && arg !== UNKNOWN);
  return url === undefined ? null : { kind: "command", argv: path === undefined ? ["curl", url] : ["curl", "-o", path, url] };
};
/** Copies: what comes from an address is fetched, what goes to a file is written. */
const copy: Translate = (call) => {
  if (/^(?:https?|ftp):/.test(call.args[0] ?? "")) return download(call);
  const target = call.args.at(-1);
  return target === undefined || target === UNKNOWN || call.args.length < 2 ? null : { kind: "command", argv: ["tee-bytes", "--", target] };
};
/** A file given to a path object: `Path("x").unlink()`; the path stands before the call and is not seen here. */
const nothing: Translate = () => null;

const CALLS: Readonly<Record<string, Translate>> = {
  system: shell, popen: shell, popen2: shell, popen3: shell, exec: execCall, execsync: shell, shell_exec: shell, passthru: shell, proc_open: shell,
  getoutput: shell, getstatusoutput: shell, check_output: shell, check_call: shell, execute: shell, capture2: shell, capture2e: shell, capture3: shell, pcntl_exec: program,
  "`": shell, run: nothing, call: nothing, startfile: shell, cmd: shell, "shell-command": shell, "shell-command-to-string": shell, "async-shell-command": shell, "call-process-shell-command": shell, popen_r: shell, osprocess: shell,
  spawn: program, spawnsync: program, spawnl: execute, spawnlp: execute, spawnv: execute, spawnvp: execute, execfile: program, execfilesync: program, fork_exec: program,
  execl: execute, execlp: execute, execle: execute, execv: execute, execvp: execute, execve: execute, execvpe: execute, posix_spawn: execute, start_process: program,
  processbuilder: program, "call-process": program, "start-process": program,
  eval: code, execscript: code, instance_eval: code, class_eval: code, assert: nothing, loadstring: code, dostring: code, runincontext: code, runinthiscontext: code, function: nothing,
  rmtree: removeTree, rm_r: removeTree, rm_rf: removeTree, remove_entry: removeTree, remove_dir: removeTree, rmsync: removeTree, rimraf: removeTree, remove_tree: removeTree, rmtree_r: removeTree, removedirs: removeTree, emptydirsync: removeTree, removeall: removeTree, removesync: removeTree,
  unlink: removeFile, unlinksync: removeFile, remove: removeFile, rm_f: removeFile, rm: removeFile, removeitem: removeNamed, rename: move, renames: move, renamesync: move, move, truncate: empty, truncatesync: empty, rmdir: removeFile, rmdirsync: removeTree,
  open, fopen: open, opensync: open, readfile: read, readfilesync: read, file_get_contents: read, read_text: read, slurp: read, readlines: read, binread: read, createreadstream: read,
  writefile: write, writefilesync: write, file_put_contents: withFirst("tee-bytes", "--"), cp: copy, appendfile: withFirst("tee-append", "--"), appendfilesync: withFirst("tee-append", "--"), binwrite: write, createwritestream: withFirst("tee-bytes", "--"),
  storbinary: store, storlines: store, putbinaryfile: store, puttextfile: store, ftp_put: store, ftp_fput: store,
  write_text: write, write_bytes: write, read_bytes: read, copy_stream: copy,
  chmod: changeMode, chmodsync: changeMode,
  urlopen: fetchUrl, fetch: fetchUrl, getstore: download, urlretrieve: download, download, downloadfile: download, getprint: fetchUrl, "url-retrieve": download,
};
/** Names that mean it only in some modules: `requests.post`, `subprocess.run`. */
const QUALIFIED: ReadonlyArray<readonly [RegExp, Translate]> = [
  [/^(?:subprocess|sp|child_process|cp|Bun|execa)\.(?:run|call|Popen|execSync|exec)$/, shell],
  [/^(?:URI\.open|LWP::Simple::get)$/, fetchUrl],
  [/^get$/, (call) => (/^https?:/.test(call.args[0] ?? "") ? fetchUrl(call) : null)],
  [/^run$/, ({ args }) => (args.length === 1 && args[0] !== UNKNOWN ? { kind: "shell", text: args[0]! } : null)],
  [/^(?:requests|httpx|session|axios|http|https|client|urllib3?|got|superagent|Net::HTTP|HTTParty|RestClient|Faraday|Typhoeus|HTTP)\.(?:get|get_response|get_print|request|head)$/, fetchUrl],
  [/^(?:requests|httpx|session|axios|http|https|client|got|superagent|Net::HTTP|HTTParty|RestClient|Faraday|Typhoeus|HTTP)\.(?:post|put|patch|post_form)$/, send],
  [/^(?:File|IO|fs|FileUtils|Deno|Bun|fsPromises|fs\.promises)(?:\.|::)(?:read|readTextFile|readlines|foreach|file)$/, read],
  [/^(?:File|IO|fs|Deno|Bun)(?:\.|::)(?:write|writeTextFile)$/, write],
  [/^(?:File|Deno)(?:\.|::)(?:delete|remove)$/, removeFile],
  [/(?:^|[.:])getRuntime$|(?:^|\.)sendfile$/i, nothing],
];
const AMBIGUOUS = new Set(["run", "call", "popen", "get", "request", "head", "post", "put", "patch", "post_form", "get_response", "get_print", "read", "readtextfile", "readlines", "foreach", "file", "write", "writetextfile", "delete", "remove"]);
const SOCKET = new Set(["socket", "connect", "bind", "listen", "accept", "tcpsocket", "tcpserver", "fsockopen", "pfsockopen", "stream_socket_client", "stream_socket_server", "createconnection", "createserver", "create_connection", "serversocket", "inet", "socket_connect", "tcp", "socat", "open_connection", "serve_forever", "httpserver", "tcp_connect", "dial"]);

const wanted = (method: string): boolean => method in CALLS || AMBIGUOUS.has(method) || SOCKET.has(method);

/** Effects of code in the order in which they stand, and what it does with raw sockets. */
export function effectsOf(text: string): Effect[] {
  const tokens = tokenise(text);
  const calls = findCalls(tokens, wanted);
  const out: Effect[] = [];
  for (const call of calls) {
    const effect = translate(call);
    if (effect !== null) out.push(effect);
  }
  const socket = socketCommand(text, tokens, calls);
  if (socket !== null) out.push(socket);
  return out.concat(lineEffects(text));
}

const PRINTS = new Set(["print", "puts", "say", "echo", "log", "write", "printf"]);

/** Text that code prints, where that is one constant: `print("…")`, `puts x`, `process.stdout.write(…)`. */
export function printedBy(text: string): string | null {
  const calls = findCalls(tokenise(text), (method) => PRINTS.has(method));
  const [call] = calls;
  return calls.length === 1 && call!.args[0] !== undefined && call!.args[0] !== UNKNOWN ? call!.args[0] : null;
}

function translate(call: Call): Effect | null {
  for (const [pattern, qualified] of QUALIFIED) if (pattern.test(call.name)) return qualified(call);
  return Object.hasOwn(CALLS, call.method) ? CALLS[call.method]!(call) : null;
}

const EXECUTES = /\b(?:exec[lv]?[pe]{0,2}|popen|system|spawn[lv]?p?|shell_exec|proc_open|execSync|ProcessBuilder|dup2|run\(pipeline|subprocess)\b|\/bin\/(?:ba|da|z|k|c)?sh\b/;
const HOST = /^(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]{1,24}$|^localhost$/;
const INET = /\/inet\/(?:tcp|udp)\/\d+\/([^/"']+)/;

/** The address is put together from variables. */
const INET_BUILT = /\/inet\/(?:tcp|udp)\/\d+\/()/;
/** awk runs a line that it read as a command, and reads what that prints. */
const AWK_LOOP = /\(\s*\w+\s*\|&?\s*getline/;

/** A raw socket as the command `raw-socket`: `connect` or `listen`, the address, and whether a program is tied to it. */
function socketCommand(text: string, tokens: readonly Token[], calls: readonly Call[]): Effect | null {
  const inet = INET.exec(text) ?? INET_BUILT.exec(text);
  // A web server of Node is a development server far more often than anything else.
  const web = calls.some(({ name }) => /^https?\.createServer$/.test(name));
  const used = calls.filter(({ method }) => SOCKET.has(method) && !(web && (method === "createserver" || method === "listen")));
  if (inet === null && (used.length === 0 || !/socket|tcp|sockets|createServer|net\./i.test(text))) return null;
  const listens = inet === null ? used.some((call) => ["bind", "listen", "accept", "tcpserver", "serversocket", "createserver", "stream_socket_server"].includes(call.method)) : inet[1] === "0";
  const strings = tokens.filter((token) => token.kind === "string");
  const host = inet !== null ? inet[1] || UNKNOWN : strings.find((token) => HOST.test(token.text) && !/\.(?:py|js|rb|txt|json|sock)$/.test(token.text))?.text ?? UNKNOWN;
  const awk = inet !== null && AWK_LOOP.test(text);
  const loop = /readline|read_line|gets|recv|receive|getline|accept/i.test(text);
  const tied = awk || EXECUTES.test(text) && (loop || /dup2|redirect|stdin|STDIN|pipe|fileno|\/bin\/|exec/.test(text));
  return { kind: "command", argv: ["raw-socket", listens ? "listen" : "connect", host, ...(tied ? ["tied"] : [])] };
}

/** Groovy runs a string: `"rm x".execute()`. */
const EXECUTED_STRING = /(["'])((?:(?!\1)[^\\\n]|\\.){1,2000})\1\.execute\(/g;
const LINE = /^\s*:?\s*(?:!|(?:silent\s+)?!|shell\s+|sh(?:ell)?$|term(?:inal)?\b\s*|\.(?:shell|system)\s+|\\!\s*|exec\s+|spawn\s+|platform shell\s+|system\s+)\s*(.*)$/;
const APPLESCRIPT = /do (?:shell )?script\s+"((?:[^"\\]|\\.)*)"/g;
/** awk reads what a command prints, or prints to one. */
const AWK_READS = /(["'])((?:(?!\1)[^\n]){1,2000})\1\s*\|&?\s*getline/g;
const AWK_PRINTS = /\bprint\s*(["'])((?:(?!\1)[^\n]){1,2000})\1\s*\|&?\s*(["'])((?:(?!\3)[^\n]){1,200})\3/g;
const TCL_DELETE = /\bfile\s+delete\s+(?:-force\s+)?(?:--\s+)?([^\n;\]]{1,2000})/g;
const WRITE18 = /\\write18\s*\{([^{}]*)\}|%\(([^()]*)\)|\bpipe:\s*([^'"\n]+)|\be?syscmd\(([^()]*)\)/g;

/** Commands in line languages, which know no quotes: editors' `:!cmd`, debuggers' `shell cmd`, Tcl's `exec cmd`. */
function lineEffects(text: string): Effect[] {
  const out: Effect[] = [];
  for (const match of text.matchAll(APPLESCRIPT)) out.push({ kind: "shell", text: match[1]!.replaceAll('\\"', '"') });
  for (const match of text.matchAll(AWK_READS)) out.push({ kind: "shell", text: match[2]! });
  for (const match of text.matchAll(AWK_PRINTS)) out.push({ kind: "shell", text: `printf %s '${match[2]!.replaceAll("'", "'\\''")}' | ${match[4]!}` });
  for (const match of text.matchAll(TCL_DELETE)) out.push({ kind: "shell", text: `rm -rf ${match[1]!}` });
  for (const match of text.matchAll(EXECUTED_STRING)) out.push({ kind: "shell", text: match[2]! });
  for (const match of text.matchAll(WRITE18)) out.push({ kind: "shell", text: (match[1] ?? match[2] ?? match[3] ?? match[4])! });
  if (/:?\bset\s+shell=/.test(text) && /\bshell\b/.test(text.replace(/shell=/, ""))) out.push({ kind: "shell", text: "/bin/sh" });
  for (const line of text.split(/[\n;]/, 200)) {
    if (line.length > 2_000) continue;
    const match = LINE.exec(line);
    if (match !== null && !match[1]!.startsWith("(") && !/^["'=]/.test(match[1]!)) out.push({ kind: "shell", text: match[1]!.trim() || "/bin/sh" });
  }
  return out;
}
