import { isUnusualHook } from "../shell/command-options.js";
import { interpreterOf, interpreterUse } from "../shell/interpreters.js";
import { TAINT, UNKNOWN, type Flow } from "../shell/invocation.js";
import { firstOperand, hasFlag } from "../shell/options.js";
import { SHELL_OPTIONS, SHELLS, WRAPPERS } from "../shell/wrappers.js";
import { CARRIERS } from "../shell/carriers.js";
import { onPath, pathTarget, plain, type Description } from "./action.js";

/** Programs that name a shell in their arguments for what it is: data, a login shell, a container's program. */
const NAMES_SHELLS: ReadonlySet<string> = new Set([
  "echo", "printf", "print", "cat", "ls", "file", "stat", "which", "whereis", "type", "command", "hash", "readlink", "realpath", "ldd", "strings", "grep", "egrep", "fgrep", "rg", "ag", "ack", "find", "chsh", "useradd", "adduser", "usermod", "getent", "test", "[", "docker", "podman", "nerdctl", "kubectl", "oc", "docker-compose", "head", "tail", "less", "more", "cp", "mv", "ln", "rm", "chmod", "chown", "touch", "md5sum", "sha256sum", "sha1sum", "dpkg", "rpm", "brew", "man", "tldr", "info", "diff", "cmp", "tee", "export", "set", "alias", "ps", "pgrep", "pkill", "killall", "lsof", "fuser", "du", "df", "wc", "basename", "dirname", "true", "false", ":", "git", "gh", "glab", "jq", "yq", "curl", "wget", "http", "python3-config", "brew", "shellcheck", "shfmt", "bats", "update-alternatives", "pacman", "apk", "tar", "scp", "mkdir", "sort", "uniq", "cut", "sha512sum", "vagrant", "lxc", "cd", "pushd", "eval", "source", ".", "trap", "read", "declare", "local", "tr", "column", "nm", "objdump", "readelf", "dirs", "id", "passwd", "pw", "dscl", "sysadminctl", "chgrp", "install", "rev", "base64", "xxd", "openssl", "gpg", "npm", "pnpm", "yarn", "aws", "gcloud", "az", "fly", "flyctl", "heroku",
]);

/** Programs under which a bare shell is ordinary: it is what they are for, or it stays inside a container. */
const ORDINARY_CARRIERS = new Set(["container", "terminal"]);
const SHELL_PATH = /(?:^|[\s'"=!(`:;|&{,@+-])(?:!|:!|exec\s+|exec:)?(?:\/usr)?\/bin\/(?:ba|da|a|z|k|mk|c|tc|fi)?sh(?=$|[\s'"\\);|&}#,])/;
const SHELL_ESCAPE = /(?:^|[\s'":|;])(?:!|\\!\s?|:!|:?shell\b|\.shell\s|exec:|spawn\s)\s*(?:\/\S*\/)?(?:ba|da|z|k)?sh(?=$|[\s'";|#])/;

/** Reports programs, scripts and input that are run, and shells that start where none is expected. */
export function describeExecution(description: Description): void {
  const { invocation } = description;
  const { program, args } = invocation;
  if (invocation.name.includes(UNKNOWN) && invocation.taint & (TAINT.network | TAINT.decoded)) runs(description, invocation.taint, "the output of a command", "name");
  if (TYPED_ESCAPE.test(invocation.name)) plain(description, "spawn", invocation.name, ["escape"]);
  if (SHELLS.has(program)) return shell(description);
  const interpreter = interpreterOf(program);
  if (interpreter !== null) {
    const use = interpreterUse(interpreter, args);
    if (use.script !== null) script(description, use.script);
    if (use.readsInput && invocation.input !== null) input(description, invocation.input);
    if (use.code.some((code) => code.includes(UNKNOWN))) runs(description, invocation.taint, "code", "code");
  } else if (program === "eval" || program === "source" || program === ".") {
    if (program === "eval") runs(description, invocation.taint, "the output of a command", "eval");
    else if (args[0] !== undefined) script(description, args[0]);
  } else if (invocation.name.includes("/")) script(description, invocation.name, ["direct"]);
  if (invocation.via !== null && invocation.name.includes("/")) hook(description);
  if (!JUDGED_BY_CALLS.test(program)) shellInArguments(description);
  if (description.scope.shells.size > 0) writtenShell(description);
  scriptOption(description);
}

/** What is typed at a pager, an editor or a debugger to get a shell: `!sh`, `:!sh`, `^K!/bin/sh`, `:shell`. */
const TYPED_ESCAPE = /^:?!.|^\^[A-Z]!?\/bin\/\w*sh$|^:(?:sh|shell|term|terminal)$/;

/** Interpreters whose calls are understood; what they give to a shell is judged by itself. */
const JUDGED_BY_CALLS = /^(?:python|pypy|node|nodejs|perl|ruby|php|bun|deno|[gm]?awk)(?![a-z])/;
/** Written files that one program is compared with. */
const WRITTEN_LIMIT = 16;

/** Files that programs load by their name alone. */
const LOADED = /^(?:setup\.py|[Mm]akefile|CMakeLists\.txt|composer\.json|package\.json|Rakefile|Gemfile|Vagrantfile|build\.xml|pom\.xml|localhost|\.\w[\w.]*|\w+rc|.*\.(?:service|conf|desktop)|\w+_\w+\.py)$/;
const RUNS_SCRIPTS: ReadonlySet<string> = new Set(["npm", "pnpm", "yarn", "git", "vagrant", "composer", "make"]);

/** A file that the text wrote, and that starts a shell, is given to a program or loaded by it. */
function writtenShell(description: Description): void {
  const { invocation, scope } = description;
  let looked = 0;
  for (const path of scope.shells) {
    if (++looked > WRITTEN_LIMIT) return;
    const name = path.slice(path.lastIndexOf("/") + 1);
    const folder = path.slice(0, path.lastIndexOf("/"));
    const named = [...invocation.args, ...invocation.assignments.map(([, value]) => value)].some((arg) => arg.includes(path) || (name.length > 3 ? arg.endsWith(name) : arg === name) || (folder !== scope.cwd && folder.length > 4 && arg.includes(folder)));
    if (named ? !NAMES_SHELLS.has(invocation.program) : LOADED.test(name) && (RUNS_SCRIPTS.has(invocation.program) || !NAMES_SHELLS.has(invocation.program))) return plain(description, "spawn", invocation.program, ["written", ...(invocation.elevated ? ["elevated"] : [])]);
  }
}

function runs(description: Description, taint: number, subject: string, trait: string): void {
  const traits = originTraits(taint);
  if (traits.length > 0) plain(description, "run", subject, [...traits, trait]);
}

function originTraits(taint: number): string[] {
  const out: string[] = [];
  if (taint & TAINT.network) out.push("network");
  if (taint & TAINT.decoded) out.push("decoded");
  else if (taint & TAINT.unveiled) out.push("unveiled");
  return out;
}

/** A script file: what it was made of, and where it lies. */
function script(description: Description, path: string, how: readonly string[] = []): void {
  const { scope, invocation } = description;
  const flow = scope.written(path, invocation.cwd);
  onPath(description, "run", path, flow === undefined ? ["file", ...how] : ["file", ...how, ...originTraits(flow.taint & ~TAINT.unveiled), ...(flow.text === null ? [] : ["written"])]);
}

function input(description: Description, flow: Flow): void {
  if (flow.text === null) runs(description, flow.taint & TAINT.obscured ? flow.taint | TAINT.decoded : flow.taint, "standard input", "input");
  else if (flow.taint & (TAINT.network | TAINT.unveiled)) runs(description, flow.taint, "standard input", "input");
}

/** Shells that people log in to; any other that is started with nothing to do is there to be typed at. */
const LOGIN_SHELLS = /^(?:sh|bash|zsh|fish|pwsh|nu|xonsh)$/;

function shell(description: Description): void {
  const { invocation } = description;
  const { args, program } = invocation;
  const operand = firstOperand(args, SHELL_OPTIONS);
  const code = args.findIndex((arg) => /^-[a-zA-Z]*c[a-zA-Z]*$/.test(arg));
  const wired = invocation.redirects.some(({ operator, target, descriptor }) => (/^[<>]&$/.test(operator) && /^[0-9]$/.test(target) && wiresInput(operator, descriptor, target)) || (target.startsWith("/dev/tty") && operator === "<"));
  const traits = [...(invocation.elevated ? ["elevated"] : []), ...(wired ? ["wired"] : []), ...(invocation.via === null ? [] : ["via"])];
  if (args.some((arg) => /^-[a-z]*p$/.test(arg) && !arg.includes("c")) && operand >= args.length - 1) plain(description, "spawn", program, ["privileged", ...traits]);
  if (program.endsWith("csh") && args.includes("-b")) plain(description, "spawn", program, ["privileged"]);
  if (code >= 0 && code < operand + 1) {
    const text = args[code + 1];
    if (text !== undefined && (text.includes(UNKNOWN) || (invocation.taint & TAINT.unveiled) !== 0)) runs(description, invocation.taint, "the output of a command", "code");
    return;
  }
  const file = args[operand];
  if (file !== undefined && file !== "-" && file !== "/dev/stdin") return script(description, file);
  if (invocation.input !== null && (invocation.input.text !== null || invocation.input.taint !== 0)) return input(description, invocation.input);
  if (invocation.via !== null && (ORDINARY_CARRIERS.has(invocation.via) || (invocation.via === "ssh" && invocation.ground === "remote"))) return;
  if (hasFlag(args, "--version", "--help")) return;
  // By its path and with nothing to do: it waits for someone to type.
  const interactive = invocation.input === null && (invocation.name.startsWith("/") || (invocation.via === null && args.length === 0 && !LOGIN_SHELLS.test(program)));
  if (invocation.via !== null || wired || invocation.elevated || interactive) plain(description, "spawn", program, traits);
}

/** `0<&1`, `1>&0`, `<&2`: input and output tied to one another, as for a terminal or a socket. */
function wiresInput(operator: string, descriptor: number | null, target: string): boolean {
  if (operator === "<&") return (descriptor ?? 0) === 0;
  return target === "0" || (descriptor === 0 && operator === ">&");
}

const SCRIPT_OPTION = /^--?(?:[\w-]*[-_])?(?:script|command|cmd|exec|hook|pager|askpass|rsh|shell|program)(?:[-_][\w-]*)?(?:[=:](\S+).*)?$/;
/** Programs that ordinary work gives scripts by such options. */
const TAKES_SCRIPTS = /^(?:gdb|lldb|gradle|gradlew|npm|pnpm|yarn|make|cmake|docker|podman|kubectl|useradd|usermod|chsh|blender|qemu|ld|gcc|g\+\+|clang)/;

/** Options of ordinary programs whose file is code that the program runs. */
const LOADS_CODE: Readonly<Record<string, readonly string[]>> = {
  cowsay: ["-f"], cowthink: ["-f"], pandoc: ["-L", "--lua-filter", "-F", "--filter"], facter: ["--custom-dir"], procmail: ["-m"], pygmentize: ["-x", "-l"], easyrsa: ["--vars"], dhclient: ["-sf"], screen: ["-c"],
  vim: ["-S", "-u"], nvim: ["-S", "-u"], wireshark: ["-X"], tshark: ["-X"], nmap: ["--script"], needrestart: ["-c"], logrotate: ["-l"], zic: ["-y"], nginx: ["-c"], tmux: ["-f"], mutt: ["-F"], dnsmasq: ["-C"], varnishd: ["-f"],
};

/** `--conf-script=/path/x`, `-Xlua_script:/path/x`: a file from outside the project that an option makes the program run. */
function scriptOption(description: Description): void {
  const { args, program } = description.invocation;
  if (NAMES_SHELLS.has(program) || TAKES_SCRIPTS.test(program)) return;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    if (arg.charCodeAt(0) !== 45 || arg.length > 300) continue;
    const named = Object.hasOwn(LOADS_CODE, program) && LOADS_CODE[program]!.some((option) => arg === option || arg.startsWith(`${option}=`));
    const match = SCRIPT_OPTION.exec(arg) ?? /^-X(lua_script:.+)$/.exec(arg);
    if (match === null && !named) continue;
    const value = (match?.[1] ?? (named && arg.includes("=") ? arg.slice(arg.indexOf("=") + 1) : args[index + 1]?.split(" ")[0]) ?? "").replace(/^lua_script:|^["']/, "");
    if (!value.startsWith("/") || value.length > 300) continue;
    const { place } = pathTarget(value, description.invocation, description.surroundings);
    if (place === "outside" || place === "temp") onPath(description, "hook", value, ["option"]);
  }
}

function hook(description: Description): void {
  const { invocation } = description;
  const via = invocation.via!;
  if (!(isUnusualHook(via) || /(?:_COMMAND|_CMD|ASKPASS|PAGER|_RSH)$/.test(via)) || WRAPPERS.has(via)) return;
  if (/^\/(?:usr\/(?:local\/)?)?s?bin\//.test(invocation.name)) return;
  onPath(description, "hook", invocation.name, [via]);
}

function shellInArguments(description: Description): void {
  const { program, args, ground } = description.invocation;
  if (NAMES_SHELLS.has(program) || ground === "container" || program === "" || args.length === 0) return;
  // What wrappers and carriers run is judged as a program of its own.
  const judged = WRAPPERS.has(program) || (CARRIERS.has(program) && program !== "script");
  for (const arg of args) {
    if (arg.length > 4_000 || !arg.includes("sh")) continue;
    if (judged && /^(?:\/usr)?\/bin\/\w*sh$/.test(arg)) continue;
    if (SHELL_PATH.test(arg) || SHELL_ESCAPE.test(arg)) return plain(description, "spawn", program, ["argument", ...(description.invocation.elevated ? ["elevated"] : [])]);
  }
}
