import { normalisePath } from "../paths/normalise.js";
import { shapeOf } from "../shell/option-shapes.js";
import { hasFlag, operands, optionValues, valuesOf, type OptionShape } from "../shell/options.js";
import { TAINT, UNKNOWN } from "../shell/invocation.js";
import { onPath, pathTarget, plain, type Description } from "./action.js";

/** The longest path that a system opens; what is longer is text. */
const LONGEST_PATH = 4_096;

type Describe = (description: Description) => void;

/** Programs that delete what they are given: traits say how. */
const remove: Describe = (description) => {
  const { args, program, via } = description.invocation;
  const traits: string[] = [];
  // What is found below a folder is deleted wherever it lies.
  if (hasFlag(args, "-r", "-R", "--recursive") || program === "remove-item" || via === "xargs") traits.push("recursive");
  if (hasFlag(args, "-f", "--force")) traits.push("force");
  if (hasFlag(args, "-i", "--interactive") && !traits.includes("force")) traits.push("asks");
  const targets = operands(args, {});
  for (const target of targets) onPath(description, "delete", target, [...traits, ...extent(target)]);
};

const PERSONAL = /^(?:~|\/(?:home|Users)\/[^/]+|\$HOME)\/(?:Documents|Desktop|Downloads|Pictures|Photos|Music|Videos|Movies|Dokumente|Bilder|Schreibtisch)\/[^/]/;

/** How much of a person's own things a name stands for: all files of a folder, or one among a person's documents. */
function extent(target: string): string[] {
  return [...(/(?:^|\/)\*(?:\.\*)?$/.test(target) ? ["all"] : []), ...(PERSONAL.test(target) ? ["personal"] : [])];
}

const shred: Describe = (description) => {
  const { args, program } = description.invocation;
  const shape: OptionShape = { values: "ns", longValues: ["iterations", "size", "random-source"] };
  const traits = program === "unlink" ? [] : ["wipes"];
  for (const target of operands(args, shape)) onPath(description, "delete", target, traits);
};

const find: Describe = (description) => {
  const { args } = description.invocation;
  const paths = operandsBeforeExpression(args);
  const filtered = args.some((arg) => /^-(?:i?name|i?path|i?regex|empty|mtime|mmin|atime|ctime|size|user|newer|i?wholename)$/.test(arg)) ? ["filtered"] : [];
  if (deletes(args) || removes(args, filtered.length)) for (const path of paths) onPath(description, "delete", path, ["recursive", ...filtered]);
  const suid = args.some((arg, index) => arg === "-perm" && /^[-/]?(?:0?[246]\d{3}|[ug]?\+?s|-?u=s|\/?[ug]=s)/.test(args[index + 1] ?? ""));
  if (suid) plain(description, "search", "set-uid programs", ["setuid"]);
  args.forEach((arg, index) => {
    const name = args[index + 1];
    if (!/^-(?:i?name|i?path|i?wholename)$/.test(arg) || name === undefined) return;
    const sought = name.replace(/^\*(?=[\w.])/, "");
    for (const path of paths) {
      if (!isWide(path)) onPath(description, "search", `${path}/${sought}`, ["by-name"]);
      else for (const folder of ["~", "/etc", path === "/" ? "" : path]) onPath(description, "search", `${folder}/${sought}`, ["by-name", "wide"]);
    }
  });
};

/** `-delete` as an action: not the operand of a test such as `-samefile`. */
function deletes(args: readonly string[]): boolean {
  return args.some((arg, index) => arg === "-delete" && !/^-(?:samefile|newer\w*|i?name|i?path|i?regex|user|group|perm|fstype|printf|fprintf|fprint|anewer|cnewer)$/.test(args[index - 1] ?? ""));
}

/** `-exec rm`: without a test of names, times or sizes it picks everything below. */
function removes(args: readonly string[], filters: number): boolean {
  if (filters > 0 && args.some((arg) => /^-(?:i?name|i?path|i?regex|empty|mtime|mmin|atime|ctime|size|user|newer|i?wholename)$/.test(arg))) return false;
  return args.some((arg, index) => /^-(?:exec|execdir|ok|okdir)$/.test(arg) && /^(?:\/(?:usr\/)?bin\/)?(?:rm|unlink|shred)$/.test(args[index + 1] ?? ""));
}

function isWide(path: string): boolean {
  return /^(?:\/+|~|\/home|\/Users|\/root|\/etc|\/home\/[^/]+|\/Users\/[^/]+)\/?$/.test(path) || path.startsWith("//");
}

function operandsBeforeExpression(args: readonly string[]): string[] {
  const out: string[] = [];
  for (const arg of args) {
    if (/^-[HLPOD]/.test(arg) && out.length === 0) continue;
    if (/^[-(!]/.test(arg)) break;
    out.push(arg);
  }
  return out.length === 0 ? ["."] : out;
}

/** `cp`, `mv`, `install`, `ln`: the last operand, or `-t`, is where it goes. */
const transfer: Describe = (description) => {
  const { args, program } = description.invocation;
  const shape = shapeOf(program);
  const files = operands(args, shape);
  const folder = valuesOf(args, shape, "-t", "--target-directory")[0];
  const target = folder ?? (files.length > 1 ? files.at(-1) : undefined);
  const sources = folder === undefined ? files.slice(0, -1) : files;
  const dead = sources.every((source) => source === "/dev/null") ? ["empties"] : [];
  if (program === "ln") {
    for (const source of sources) if (target !== undefined) onPath(description, "link", source, ["source"]);
    if (target !== undefined) onPath(description, "overwrite", target, [...dead, ...(hasFlag(args, "-f", "--force") ? ["forced-link"] : ["link"])]);
    return;
  }
  for (const source of sources) {
    // What was found and is moved one by one is not the folder in which it was found.
    if (program === "mv" && description.invocation.via === "xargs") continue;
    if (program === "mv") onPath(description, "delete", source, ["moves"]);
    else if (source !== "/dev/null") onPath(description, "read", source, ["copies"]);
  }
  if (target === undefined) return;
  if (program === "mv" && target === "/dev/null") for (const source of sources) onPath(description, "delete", source, ["recursive"]);
  const modes = program === "install" ? valuesOf(args, shape, "-m", "--mode") : [];
  const setuid = modes.some((mode) => /^0?[2467]\d{3}$|[ug]\+?=?.*s/.test(mode)) ? ["setuid"] : [];
  onPath(description, "overwrite", target, ["copies", ...dead, ...extent(target)]);
  if (setuid.length > 0) onPath(description, "mode", target, setuid);
  for (const source of sources) if (!source.includes("*")) onPath(description, "overwrite", `${target.replace(/\/$/, "")}/${source.slice(source.lastIndexOf("/") + 1)}`, ["copies", "inside"]);
};

const tee: Describe = (description) => {
  const { args, program } = description.invocation;
  const kind = program === "tee-append" || hasFlag(args, "-a", "--append") ? "append" : "overwrite";
  // In code: what came over the network is written to a file as it is.
  const traits = program === "tee-bytes" && (description.invocation.taint & TAINT.network) !== 0 ? ["download", "code"] : [];
  for (const target of operands(args, {})) onPath(description, kind, target, traits);
};

/** An empty file where the system looks for what to start is made to be filled. */
const touch: Describe = (description) => {
  for (const target of operands(description.invocation.args, { values: "dtr" })) if (/^\/(?:etc|Library|var\/spool|usr)\//.test(target)) onPath(description, "append", target, ["touches"]);
};

const dd: Describe = (description) => {
  for (const arg of description.invocation.args) {
    if (arg.startsWith("of=")) onPath(description, "overwrite", arg.slice(3), ["raw"]);
    else if (arg.startsWith("if=")) onPath(description, "read", arg.slice(3), ["raw"]);
  }
};

const truncate: Describe = (description) => {
  const { args } = description.invocation;
  const sizes = valuesOf(args, shapeOf("truncate"), "-s", "--size");
  const empties = sizes.some((size) => /^0/.test(size)) ? ["empties"] : ["pads"];
  for (const target of operands(args, shapeOf("truncate"))) onPath(description, "overwrite", target, [...empties, ...extent(target)]);
};

const OCTAL = /^0?([0-7]?)([0-7])([0-7])([0-7])$/;

/** Traits of a mode as `chmod` takes it: octal or symbolic (chmod(1)). */
export function modeTraits(mode: string): string[] {
  const traits: string[] = [];
  const octal = OCTAL.exec(mode);
  if (octal !== null) {
    if (/[2-7]/.test(octal[1]!) && octal[1] !== "") traits.push("setuid");
    if (Number(octal[4]) & 2) traits.push("world-writable");
    if (octal[2] === "0") traits.push("locks");
    if (Number(octal[2]) & 1) traits.push("executable");
    return traits;
  }
  for (const clause of mode.split(",")) {
    const match = /^([ugoa]*)([+=-])([rwxXst]*)$/.exec(clause);
    if (match === null) continue;
    const [, who, operator, what] = match;
    if (operator === "-") {
      if (/[ua]|^$/.test(who!) && what!.includes("r")) traits.push("locks");
      continue;
    }
    if (what!.includes("s") && !/^o$/.test(who!)) traits.push("setuid");
    if (what!.includes("w") && /[oa]/.test(who!)) traits.push("world-writable");
    if (what!.includes("x")) traits.push("executable");
  }
  return traits;
}

const changeMode: Describe = (description) => {
  const { args } = description.invocation;
  const mode = args.find((arg) => !arg.startsWith("--") && (OCTAL.test(arg) || /^[ugoa]*[+=-][rwxXst]*(?:,|$)/.test(arg)) && arg !== "-R" && arg !== "-v" && arg !== "-f" && arg !== "-c");
  const recursive = hasFlag(args.filter((arg) => arg !== mode), "-R", "--recursive") ? ["recursive"] : [];
  const files = operands(args.filter((arg) => arg !== mode), {});
  const traits = mode === undefined ? [] : modeTraits(mode);
  const first = mode === undefined && args.some((arg) => arg.startsWith("--reference")) ? 0 : mode === undefined ? 1 : 0;
  for (const file of files.slice(first)) onPath(description, "mode", file, [...traits, ...recursive]);
};

const changeOwner: Describe = (description) => {
  const { args } = description.invocation;
  const recursive = hasFlag(args, "-R", "--recursive") ? ["recursive"] : [];
  const [owner, ...files] = operands(args, { longValues: ["reference", "from"] });
  const root = owner !== undefined && /^(?:root|0)(?:[:.]|$)/.test(owner) ? ["to-root"] : [];
  for (const file of files) onPath(description, "owner", file, [...recursive, ...root]);
};

/** Programs that print or send on what is in their files: the operands, after `skip` of them. */
const READERS: Readonly<Record<string, { readonly skip?: number; readonly shape?: OptionShape }>> = {
  cat: {}, bat: {}, batcat: {}, less: {}, more: {}, most: {}, pg: {}, tac: {}, rev: {}, nl: {}, head: { shape: { values: "nc" } }, tail: { shape: { values: "nc" } }, od: { shape: { values: "tNjAw" } }, xxd: { shape: { values: "lscg" } }, hexdump: { shape: { values: "nsefv" } }, hd: {}, strings: { shape: { values: "nte" } }, base64: { shape: { values: "wi" } }, base32: { shape: { values: "w" } }, basenc: { shape: { values: "w" } }, uuencode: {}, cut: { shape: { values: "dfcb", longValues: ["delimiter", "fields"] } }, sort: { shape: { values: "ktoST" } }, uniq: {}, paste: { shape: { values: "d" } }, fold: { shape: { values: "w" } }, fmt: {}, pr: {}, column: { shape: { values: "tsc" } }, expand: {}, unexpand: {}, comm: {}, join: {}, diff: { shape: { values: "IUWxX" } }, sdiff: {}, colordiff: {}, view: { shape: { values: "c" } }, vi: { shape: { values: "c" } }, vim: { shape: { values: "c" } }, nvim: { shape: { values: "c" } }, nano: {}, emacs: {}, ed: {}, ul: {}, look: { skip: 1 }, iconv: { shape: { values: "fto" } }, dos2unix: {}, split: {}, csplit: {}, shuf: {}, tsort: {}, gpg2john: {}, ssh2john: {}, zcat: {}, zless: {}, bzcat: {}, xzcat: {}, plutil: {}, sqlite3: {}, jq: { skip: 1, shape: { longValues: ["arg", "argjson"] } }, yq: { skip: 1 }, xmllint: {}, grep: { skip: 1, shape: { values: "efmABCd" } }, egrep: { skip: 1, shape: { values: "efmABC" } }, fgrep: { skip: 1, shape: { values: "efmABC" } }, zgrep: { skip: 1, shape: { values: "efmABC" } }, rg: { skip: 1, shape: { values: "efgmABCtTjr" } }, ag: { skip: 1 }, ack: { skip: 1 }, awk: { skip: 1, shape: { values: "vF" } }, gawk: { skip: 1, shape: { values: "vF" } }, mawk: { skip: 1, shape: { values: "vF" } }, sed: { skip: 1, shape: { values: "efl" } }, perl: { skip: 9 }, pygmentize: {}, highlight: {}, glow: {}, mdcat: {}, sha256sum: { skip: 99 }, gpg: {}, age: { shape: { values: "roi" } }, openssl: { skip: 1 }, gzip: {}, bzip2: {}, xz: {}, zstd: {}, zip: { skip: 1, shape: { values: "xi" } }, "7z": { skip: 2 }, "7za": { skip: 2 }, rar: { skip: 2 }, source: {}, ".": {}, xclip: {}, pbcopy: {}, wl: {}, code: {}, open: {}, "xdg-open": {}, type: {}, "get-content": {}, gc: {}, tftp: {}, unshadow: {}, john: {}, hashcat: {}, restic: { skip: 1 }, msgfilter: {}, ghead: {}, gtail: {}, gcat: {}, tee: { skip: 99 }, dog: {}, ccat: {}, tailspin: {}, multitail: {}, lnav: {},
};

const ARCHIVERS: ReadonlySet<string> = new Set(["zip", "7z", "7za", "rar"]);

function readOperands(description: Description): void {
  const { program, args } = description.invocation;
  const shape = Object.hasOwn(READERS, program) ? READERS[program] : undefined;
  if (shape === undefined || (program.endsWith("grep") && hasFlag(args, "-q", "--quiet", "--silent"))) return;
  // A pattern given by option (`grep -e x file`) leaves all operands to be files.
  const patternOption = (program.includes("grep") || program === "rg" || program === "sed") && args.some((arg) => /^-(?:e|f|-regexp|-file|-expression)/.test(arg));
  const files = operands(args, shape.shape ?? {});
  const traits = ARCHIVERS.has(program) ? ["archives"] : [];
  for (const file of files.slice(patternOption ? 0 : (shape.skip ?? 0))) if (normalisePath(file, null).length < LONGEST_PATH) onPath(description, "read", file, traits);
  if (program === "openssl") for (const file of optionValues(args, "-in", "-inkey")) onPath(description, "read", file);
}

const SECRET_PATTERN = /pass(?:word|wd|phrase|wort)?\b|secret|token|api[_-]?key|private[_ -]?key|credential|AKIA|ghp_|BEGIN|sk-/i;

const grep: Describe = (description) => {
  const { args, program } = description.invocation;
  const recursive = program === "rg" || program === "ag" || hasFlag(args, "-r", "-R", "--recursive");
  const [pattern, ...paths] = operands(args, { values: "efmABCdgtT" });
  const pattern2 = optionValues(args, "-e", "--regexp")[0] ?? pattern;
  if (!recursive || pattern2 === undefined || !SECRET_PATTERN.test(pattern2)) return;
  for (const path of paths) onPath(description, "search", path, ["secrets"]);
};

const sedInPlace: Describe = (description) => {
  const { args } = description.invocation;
  if (!args.some((arg) => /^-[nErsz]*i/.test(arg) || arg.startsWith("--in-place"))) return;
  const files = operands(args, { values: "efl" });
  const given = args.some((arg) => /^-(?:e|f|-expression|-file)/.test(arg));
  for (const file of files.slice(given ? 0 : 1)) if (file !== "") onPath(description, "append", file, ["edits"]);
};

const archive: Describe = (description) => {
  const { args } = description.invocation;
  const creates = args.some((arg, index) => ((index === 0 ? /^-?[a-zA-Z]*c[a-zA-Z]*$/ : /^-[a-zA-Z]*c[a-zA-Z]*$/).test(arg) && !arg.startsWith("--")) || arg === "--create");
  const shape = shapeOf("tar");
  const folder = valuesOf(args, shape, "-C", "--directory")[0];
  const files = operands(args[0]?.startsWith("-") === false ? args.slice(args[0].includes("f") ? 2 : 1) : args, shape);
  if (creates) for (const file of files) onPath(description, "read", folder === undefined || file.startsWith("/") || file.startsWith("~") ? file : `${folder}/${file}`, ["archives"]);
  else if (folder !== undefined && args.some((arg) => /^-?[a-zA-Z]*x/.test(arg) || arg === "--extract")) onPath(description, "overwrite", folder, ["extracts"]);
};

const DESCRIBERS: ReadonlyMap<string, Describe> = new Map<string, Describe>([
  ["rm", remove], ["grm", remove], ["del", remove], ["remove-item", remove], ["trash", remove], ["rimraf", (description) => description.invocation.args.forEach((arg) => onPath(description, "delete", arg, ["recursive", "force"]))], ["srm", remove], ["rmdir", () => undefined],
  ["shred", shred], ["gshred", shred], ["wipe", shred], ["unlink", shred], ["scrub", shred],
  ["find", find], ["gfind", find], ["bfs", find],
  ["cp", transfer], ["gcp", transfer], ["mv", transfer], ["gmv", transfer], ["install", transfer], ["ginstall", transfer], ["ln", transfer], ["ditto", transfer],
  ["tee", tee], ["tee-append", tee], ["tee-bytes", tee], ["sponge", tee], ["dd", dd], ["touch", touch], ["dcfldd", dd], ["truncate", truncate],
  ["chmod", changeMode], ["gchmod", changeMode], ["chown", changeOwner], ["chgrp", changeOwner], ["gchown", changeOwner],
  ["grep", grep], ["egrep", grep], ["rg", grep], ["ag", grep], ["sed", sedInPlace], ["gsed", sedInPlace], ["perl", sedInPlace], ["tar", archive], ["bsdtar", archive], ["gtar", archive],
]);

/** Reports what a program does to the files that it is given, and what its redirections do. */
export function describeFiles(description: Description): void {
  const { invocation } = description;
  DESCRIBERS.get(invocation.program)?.(description);
  readOperands(description);
  if (invocation.args.length > 0) namedDatabase(description);
  for (const { operator, target } of invocation.redirects) {
    if (target === "" || /^\d+-?$|^-$/.test(target) || target.startsWith("/dev/fd/") || target.startsWith("/dev/tcp/") || target.startsWith("/dev/udp/")) continue;
    if (target.startsWith(UNKNOWN)) continue;
    if (operator === "<") onPath(description, "read", target, ["redirect"]);
    else if (operator.includes(">>")) onPath(description, "append", target, ["redirect"]);
    else onPath(description, "overwrite", target, ["redirect", ...extent(target), ...(empties(invocation.program, invocation.args) ? ["empties"] : [])]);
  }
}

/** Programs that name a file without opening it, or change it as such. */
const OPENS_NOTHING: ReadonlySet<string> = new Set([
  "ls", "stat", "test", "[", "[[", "echo", "printf", "print", "mkdir", "getfacl", "setfacl", "lsattr", "chattr", "readlink", "realpath", "basename", "dirname", "visudo", "vipw", "cd", "export", "which", "man", "git", "gh", "rpm", "dpkg", "restorecon", "namei", "md5sum", "sha256sum", "sha1sum", "cksum", "docker", "podman", "set", "chage", "passwd", "usermod", "useradd", "pwck", "auditctl", "inotifywait",
]);

/** Whatever program is given the password database reads it: an assembler, a converter, a name server's list. */
function namedDatabase(description: Description): void {
  const { program, args } = description.invocation;
  if (Object.hasOwn(READERS, program) || DESCRIBERS.has(program) || OPENS_NOTHING.has(program)) return;
  for (const arg of args) {
    if (arg.length > 200 || !arg.includes("/etc/")) continue;
    const path = /^(?:--?[\w-]+=|@)?(\/(?:private\/)?etc\/[\w./*?[\]-]+)$/.exec(arg)?.[1];
    if (path !== undefined && pathTarget(path, description.invocation, description.surroundings).sensitive === "password-database") onPath(description, "read", path, ["named"]);
  }
}

/** True where what is written is nothing: `> file`, `: > file`, `cat /dev/null > file`, `echo "" > file`. */
function empties(program: string, args: readonly string[]): boolean {
  if (program === ":" || program === "true") return true;
  if (program === "cat" || program === "cp") return args[0] === "/dev/null";
  return program === "echo" && args.every((arg) => arg === "" || arg === "-n");
}
