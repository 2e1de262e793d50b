import { normalisePath } from "../paths/normalise.js";
import { deeper, quote, type Circumstance } from "./circumstance.js";
import { TAINT, UNKNOWN, type Flow } from "./invocation.js";
import type { Launcher, Start } from "./launcher.js";
import { makefileOf, recipeLines } from "./makefile.js";
import { firstOperand, hasFlag, optionValues } from "./options.js";

/** A program that runs others in a way of its own. Null where it runs nothing that is known. */
type Carrier = (launcher: Launcher, args: readonly string[], start: Start, circumstance: Circumstance) => Flow | null;

/** Runs words under this program; what it printed is not looked at further. */
function inside(launcher: Launcher, argv: readonly string[], start: Start, circumstance: Circumstance, changes: Partial<Circumstance> = {}): Flow | null {
  if (argv.length === 0) return null;
  return launcher.run(argv, { ...start, redirects: [], assignments: [] }, { ...circumstance, ...changes });
}

function text(launcher: Launcher, code: string, start: Start, circumstance: Circumstance, changes: Partial<Circumstance> = {}): Flow {
  return launcher.reader.text(code, deeper({ ...circumstance, ...changes }, start.span, changes.via ?? circumstance.via), start.input, start.want);
}

const XARGS = { values: "aEILnPsdJR", longValues: ["arg-file", "delimiter", "max-args", "max-procs", "max-lines", "max-chars", "replace", "process-slot-var"] };

const xargs: Carrier = (launcher, args, start, circumstance) => {
  const at = firstOperand(args, XARGS);
  const template = args.slice(at);
  if (template.length === 0) return null;
  const replaced = optionValues(args.slice(0, at), "-I", "-J", "--replace", "-i")[0];
  const known = optionValues(args.slice(0, at), "-a", "--arg-file").includes("/dev/null") ? "" : (start.input?.text ?? null);
  const items = known === null ? [UNKNOWN] : (args.includes("-0") ? known.split("\0") : known.split(replaced === undefined ? /\s+/ : "\n")).filter((item) => item !== "").slice(0, 16);
  const plain = { ...start, input: { text: null, taint: start.input?.taint ?? TAINT.none }, taint: start.input?.taint ?? TAINT.none };
  if (replaced === undefined) return inside(launcher, [...template, ...items], plain, circumstance, { via: "xargs" });
  let flow: Flow | null = null;
  for (const item of items) flow = inside(launcher, fill(launcher, template, replaced, item), plain, circumstance, { via: "xargs" });
  return flow;
};

const parallel: Carrier = (launcher, args, start, circumstance) => {
  const split = args.findIndex((arg) => /^:::\+?$/.test(arg));
  const head = args.slice(0, split < 0 ? args.length : split);
  const at = firstOperand(head, { values: "jSNnLCaPI", longValues: ["sshlogin", "jobs", "colsep", "arg-file", "joblog", "delay", "timeout", "tmpdir", "workdir", "max-args"] });
  const template = head.slice(at);
  const given = split < 0 ? (start.input?.text?.split("\n").filter((line) => line !== "") ?? [UNKNOWN]) : args.slice(split + 1).filter((arg) => !/^:::\+?$/.test(arg));
  let flow: Flow | null = null;
  for (const item of given.slice(0, 16)) {
    const words = fill(launcher, template, "{}", item);
    const line = template.length === 0 ? item : template.some((word) => word.includes("{}")) ? words.join(" ") : [...words, words.length === 2 && words[1] === "-c" ? quote(item) : item].join(" ");
    flow = text(launcher, line, { ...start, input: null }, circumstance, { via: "parallel" });
  }
  return flow;
};

const find: Carrier = (launcher, args, start, circumstance) => {
  const paths: string[] = [];
  for (const arg of args) {
    if (/^[-(!]/.test(arg)) break;
    paths.push(arg);
  }
  let flow: Flow | null = null;
  for (let index = 0; index < args.length; index++) {
    if (!/^-(?:exec|execdir|ok|okdir)$/.test(args[index]!)) continue;
    const end = endOfExec(args, index + 1);
    const template = args.slice(index + 1, end < 0 ? args.length : end);
    // What is found lies below the paths: named, it could be anything there.
    const found = args.includes("-name") || args.includes("-iname") || args.includes("-path") ? `${paths[0] ?? "."}/${UNKNOWN}${foundName(args)}` : (paths[0] ?? ".");
    flow = inside(launcher, fill(launcher, template, "{}", found), start, circumstance, { via: "find" });
    if (end < 0) break;
    index = end;
  }
  return flow ?? { text: foundPaths(args, paths).join(args.includes("-print0") ? "\0" : "\n"), taint: TAINT.none };
};

/** Tests of find that leave only some of what is there, besides names. */
const NARROWS = /^-(?:i?regex|empty|[acm]time|[acm]min|size|user|group|newer\w*|perm|maxdepth|mindepth|links|inum|samefile|lname)$/;

/** What find prints, as far as it can be told: the names that are looked for, somewhere below; where nothing is picked out, the folders, since it is all of them. */
function foundPaths(args: readonly string[], paths: readonly string[]): string[] {
  const folders = paths.length === 0 ? ["."] : paths;
  const names = args.filter((_arg, index) => /^-i?(?:name|path|wholename)$/.test(args[index - 1] ?? "") && !/^(?:!|-not)$/.test(args[index - 2] ?? ""));
  if (names.length > 0) return folders.flatMap((folder) => names.map((name) => `${folder}/${UNKNOWN}/${name.slice(name.lastIndexOf("/") + 1)}`));
  return args.some((arg) => NARROWS.test(arg) || arg === "!" || arg === "-not") ? folders.map((folder) => `${folder}/${UNKNOWN}`) : [...folders];
}

function endOfExec(args: readonly string[], from: number): number {
  for (let index = from; index < args.length; index++) if (args[index] === ";" || args[index] === "+" || args[index] === UNKNOWN) return index;
  return -1;
}

/** Words with an item in the place of each placeholder; unknown where that would grow past the budget. */
function fill(launcher: Launcher, words: readonly string[], placeholder: string, item: string): string[] {
  return words.map((word) => {
    const places = word.split(placeholder).length - 1;
    if (places === 0) return word;
    return launcher.reader.budget.expand(places * item.length) ? word.replaceAll(placeholder, item) : UNKNOWN;
  });
}

/** Literal end of the name that is looked for, so that `-name id_rsa` counts as that file. */
function foundName(args: readonly string[]): string {
  const at = args.findIndex((arg) => arg === "-name" || arg === "-iname");
  const name = at < 0 ? undefined : args[at + 1];
  return name === undefined ? "" : `/${name}`;
}

const watch: Carrier = (launcher, args, start, circumstance) => {
  const at = firstOperand(args, { values: "nq", longValues: ["interval", "equexit"] });
  const rest = args.slice(at);
  if (rest.length === 0) return null;
  if (hasFlag(args.slice(0, at), "-x", "--exec")) return inside(launcher, rest, start, circumstance, { via: "watch" });
  return text(launcher, rest.join(" "), start, circumstance, { via: "watch" });
};

const SSH = { values: "BbcDEeFIiJLlmOopQRSWwP" };

const ssh: Carrier = (launcher, args, start, circumstance) => {
  const at = firstOperand(args, SSH);
  const options = firstOperand(args, SSH, at + 1);
  const command = args.slice(options);
  const changes = { ground: isLoopback(args[at]) ? circumstance.ground : ("remote" as const), via: "ssh" };
  if (command.length > 0) return text(launcher, command.join(" "), start, circumstance, changes);
  return start.input?.text != null ? text(launcher, start.input.text, { ...start, input: null }, circumstance, changes) : null;
};

function isLoopback(host: string | undefined): boolean {
  return host !== undefined && /(?:^|@)(?:localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host);
}

const switchUser: Carrier = (launcher, args, start, circumstance) => {
  const changes = { elevated: true, via: "su" };
  const [code] = optionValues(args, "-c", "--command", "--session-command");
  if (code !== undefined) return text(launcher, code, start, circumstance, changes);
  return start.input?.text != null ? text(launcher, start.input.text, { ...start, input: null }, circumstance, changes) : null;
};

const CONTAINER_RUN = { values: "acehlmpuvw", longValues: ["add-host", "attach", "cap-add", "cap-drop", "cpus", "device", "dns", "entrypoint", "env", "env-file", "gpus", "hostname", "ip", "label", "link", "log-driver", "memory", "mount", "name", "net", "network", "pid", "platform", "port", "publish", "pull", "restart", "security-opt", "shm-size", "tmpfs", "ulimit", "user", "userns", "uts", "volume", "volumes-from", "workdir", "index", "detach-keys", "ipc", "image", "overrides", "namespace", "context", "container", "stdin"] };

const container: Carrier = (launcher, args, start, circumstance) => {
  const compose = args.indexOf("compose");
  const verb = args.findIndex((arg, index) => index > compose && /^(?:run|exec|create)$/.test(arg));
  if (verb < 0 || verb > 6) return null;
  const at = firstOperand(args, CONTAINER_RUN, verb + 1);
  const command = args.slice(at + 1);
  // The host's root mounted inside makes what runs there run here.
  const host = args.slice(0, at).some((arg, index, all) => /^\/:\/|^(?:--volume=|-v)\/:\/|(?:source|src)=\/(?:,|$)/.test(arg) && (all[index - 1] ?? "").length > 0);
  const privileged = args.slice(0, at).some((arg) => arg === "--privileged" || arg === "--pid=host");
  const ground = host || privileged ? circumstance.ground : "container";
  const changes: Partial<Circumstance> = { ground, via: ground === "container" ? "container" : "container-host", elevated: circumstance.elevated || host };
  const entry = optionValues(args.slice(0, at), "--entrypoint")[0];
  if (entry !== undefined) return inside(launcher, [entry, ...command], start, circumstance, changes);
  return inside(launcher, command, start, circumstance, changes);
};

const cluster: Carrier = (launcher, args, start, circumstance) => {
  if (!args.slice(0, 8).some((arg) => arg === "exec" || arg === "run" || arg === "debug" || arg === "rsh")) return null;
  const dashes = args.indexOf("--");
  if (dashes < 0) return null;
  return inside(launcher, args.slice(dashes + 1), start, circumstance, { ground: "container", via: "container" });
};

/** First operand is a command line as one text. */
const commandLine = (flags: readonly string[]): Carrier => (launcher, args, start, circumstance) => {
  const cluster = args.findIndex((arg) => /^-[a-z]+c$/.test(arg));
  const code = cluster < 0 ? optionValues(args, ...flags)[0] : args[cluster + 1];
  return code === undefined ? null : text(launcher, code, { ...start, input: null }, circumstance, { via: "script" });
};

const scheduled: Carrier = (launcher, _args, start, circumstance) =>
  start.input?.text != null ? text(launcher, start.input.text, { ...start, input: null }, circumstance, { via: "at" }) : null;

const terminal: Carrier = (launcher, args, start, circumstance) => {
  const [code] = optionValues(args, "-c");
  if (code !== undefined && firstOperand(args, { values: "cfLSTe" }) >= args.length) return text(launcher, code, start, circumstance, { via: "tmux" });
  const at = args.findIndex((arg) => /^(?:new|new-session|new-window|neww|split-window|splitw|respawn-pane|send-keys|run-shell|run)$/.test(arg));
  const operand = firstOperand(args, { values: "cnstFxye" }, at + 1);
  const rest = args.slice(operand);
  if (rest.length === 0) return null;
  return rest.length === 1 || at >= 0 ? text(launcher, rest.filter((word) => !/^(?:C-m|Enter)$/.test(word)).join(" "), start, circumstance, { via: "terminal" }) : inside(launcher, rest, start, circumstance, { via: "terminal" });
};

const screen: Carrier = (launcher, args, start, circumstance) => {
  const at = firstOperand(args, { values: "ceLpsSTthx" });
  return inside(launcher, args.slice(at), start, circumstance, { via: "terminal" });
};

const git: Carrier = (launcher, args, start, circumstance) => {
  for (const setting of optionValues(args, "-c")) {
    const match = /^(?:alias\.([\w-]+)|core\.(?:pager|editor|sshcommand|fsmonitor|askpass)|sequence\.editor|diff\.external|credential\.helper|[\w.-]+\.(?:textconv|command|cmd|clean|smudge|process))=(!?)([\s\S]+)$/i.exec(setting);
    if (match === null) continue;
    const [, alias, bang, value] = match;
    if (alias !== undefined && bang === "") {
      const at = args.lastIndexOf(alias);
      inside(launcher, ["git", ...value!.split(/\s+/), ...(at < 0 ? [] : args.slice(at + 1))], start, circumstance);
    } else launcher.hook(value!, start.span, { ...circumstance, via: "git" });
  }
  const added = args.indexOf("worktree");
  if (added >= 0 && args[added + 1] === "add") {
    const path = args[firstOperand(args, { values: "bB", longValues: ["reason", "orphan"] }, added + 2)];
    if (path !== undefined) launcher.reader.scope.worktrees.add(normalisePath(path, launcher.reader.scope.cwd));
  }
  const verb = args.findIndex((arg) => arg === "bisect" || arg === "submodule" || arg === "rebase" || arg === "filter-branch" || arg === "difftool");
  if (verb < 0) return null;
  const rest = args.slice(verb + 1);
  if (rest[0] === "run" || rest[0] === "foreach") return text(launcher, rest.slice(1).filter((arg) => !/^--\w+$/.test(arg)).join(" "), { ...start, input: null }, circumstance, { via: "git" });
  for (const hook of optionValues(rest, "--exec", "-x", "--tree-filter", "--index-filter", "--msg-filter", "--extcmd")) {
    if (args[verb] !== "submodule") launcher.hook(hook, start.span, { ...circumstance, via: "git" });
  }
  return null;
};

const make: Carrier = (launcher, args, start, circumstance) => {
  const makefile = makefileOf(args, start.input, launcher.reader.scope);
  if (makefile === null) return null;
  const { lines, taint } = recipeLines(makefile);
  for (const line of lines) text(launcher, line, { ...start, input: null }, circumstance, { via: "make" });
  // A makefile that is not known, and came from elsewhere, is run like any script.
  if (taint !== TAINT.none) launcher.run(["sh"], { ...start, redirects: [], assignments: [], input: makefile }, { ...circumstance, via: "make" });
  return null;
};

const tar: Carrier = (launcher, args, start, circumstance) => {
  for (const action of optionValues(args, "--checkpoint-action")) {
    if (action.startsWith("exec=")) launcher.hook(action.slice(5), start.span, { ...circumstance, via: "tar" });
  }
  return null;
};

const flock: Carrier = (launcher, args, start, circumstance) => {
  const [code] = optionValues(args, "-c", "--command");
  if (code !== undefined) return text(launcher, code, start, circumstance, { via: "flock" });
  const at = firstOperand(args, { values: "wE", longValues: ["timeout", "conflict-exit-code"] });
  return inside(launcher, args.slice(at + 1), start, circumstance, { via: "flock" });
};

const envSplit: Carrier = (launcher, args, start, circumstance) => {
  const [code] = optionValues(args, "-S", "--split-string");
  if (code !== undefined) return text(launcher, code, start, circumstance, { via: "env" });
  let index = 0;
  const assignments: Array<readonly [string, string]> = [];
  while (index < args.length) {
    const arg = args[index]!;
    if (/^[\w.-]+=/.test(arg) && !arg.startsWith("-")) assignments.push([arg.slice(0, arg.indexOf("=")), arg.slice(arg.indexOf("=") + 1)]);
    else if (/^-(?:u|C|-unset|-chdir|a|-argv0)$/.test(arg)) index++;
    else if (arg === "--") { index++; break; }
    else if (!arg.startsWith("-")) break;
    index++;
  }
  return index >= args.length ? null : launcher.run(args.slice(index), { ...start, redirects: [], assignments }, { ...circumstance, via: "env" });
};

const sg: Carrier = (launcher, args, start, circumstance) => {
  const rest = args.filter((arg) => arg !== "-" && arg !== "-c");
  return rest.length < 2 ? null : text(launcher, rest[1]!, start, circumstance, { via: "sg" });
};

/** Runs a command on each of many machines: `pdsh -w hosts command`. */
const fleet = (values: string): Carrier => (launcher, args, start, circumstance) => {
  const rest = args.slice(firstOperand(args, { values, longValues: ["hosts", "host", "user", "par", "timeout"] }));
  return rest.length === 0 ? null : text(launcher, rest.join(" "), { ...start, input: null }, circumstance, { ground: "remote", via: "ssh" });
};

const salt: Carrier = (launcher, args, start, circumstance) => {
  const at = args.findIndex((arg) => /^cmd\.(?:run|shell|run_all|script)$/.test(arg));
  return at < 0 || args[at + 1] === undefined ? null : text(launcher, args[at + 1]!, { ...start, input: null }, circumstance, { ground: "remote", via: "ssh" });
};

/** `entr rm x`, or with `-s` a command line. */
const entr: Carrier = (launcher, args, start, circumstance) => {
  const at = firstOperand(args, {});
  const rest = args.slice(at);
  if (hasFlag(args.slice(0, at), "-s")) return text(launcher, rest.join(" "), { ...start, input: null }, circumstance, { via: "entr" });
  return inside(launcher, rest, { ...start, input: null }, circumstance, { via: "entr" });
};

const hyperfine: Carrier = (launcher, args, start, circumstance) => {
  const lines = args.slice(firstOperand(args, { values: "wrmMpscnPDLSNi", longValues: ["warmup", "runs", "min-runs", "max-runs", "prepare", "setup", "cleanup", "command-name", "shell", "export-json", "export-markdown", "export-csv"] }));
  for (const line of lines.slice(0, 16)) if (!line.startsWith("-")) text(launcher, line, { ...start, input: null }, circumstance, { via: "hyperfine" });
  return null;
};

export const CARRIERS: ReadonlyMap<string, Carrier> = new Map<string, Carrier>([
  ["xargs", xargs], ["gxargs", xargs], ["parallel", parallel], ["find", find], ["gfind", find], ["bfs", find], ["fd", (launcher, args, start, circumstance) => {
    const at = args.findIndex((arg) => /^(?:-x|-X|--exec|--exec-batch)$/.test(arg));
    return at < 0 ? null : inside(launcher, args.slice(at + 1), start, circumstance, { via: "find" });
  }],
  ["watch", watch], ["ssh", ssh], ["sshpass", (launcher, args, start, circumstance) => inside(launcher, args.slice(firstOperand(args, { values: "pfdP" })), start, circumstance)],
  ["su", switchUser], ["runuser", (launcher, args, start, circumstance) => (optionValues(args, "-c", "--command").length > 0 ? switchUser(launcher, args, start, circumstance) : inside(launcher, args.slice(firstOperand(args, { values: "ugG" })), start, circumstance, { elevated: true, via: "runuser" }))],
  ["docker", container], ["podman", container], ["nerdctl", container], ["docker-compose", container], ["finch", container],
  ["kubectl", cluster], ["oc", cluster], ["k3s", (launcher, args, start, circumstance) => (args[0] === "kubectl" ? inside(launcher, args, start, circumstance) : null)],
  ["script", commandLine(["-c", "--command"])],
  ["at", scheduled], ["batch", scheduled], ["tmux", terminal], ["screen", screen], ["byobu", terminal],
  ["git", git], ["make", make], ["gmake", make], ["tar", tar], ["flock", flock], ["env", envSplit], ["genv", envSplit], ["sg", sg],
  ["pdsh", fleet("wxgltuf")], ["pssh", fleet("hHlpotexO")], ["parallel-ssh", fleet("hHlpotexO")], ["clush", fleet("wxgltuf")], ["dsh", fleet("mgr")], ["salt", salt], ["salt-ssh", salt], ["entr", entr], ["hyperfine", hyperfine],
]);
