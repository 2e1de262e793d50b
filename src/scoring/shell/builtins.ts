import { normalisePath } from "../paths/normalise.js";
import { deeper, TOP, type Circumstance } from "./circumstance.js";
import { NOTHING, TAINT, UNKNOWN, type Flow } from "./invocation.js";
import type { Launcher, Start } from "./launcher.js";
import { constantOutput } from "./output.js";

/** A shell builtin: acts on the scope. Null where the program is to be judged like any other. */
type Builtin = (launcher: Launcher, args: readonly string[], start: Start, circumstance: Circumstance) => Flow | null;

const changeFolder: Builtin = (launcher, args, start) => {
  const scope = launcher.reader.scope;
  const target = args.find((arg) => !/^-[A-Za-z]+$/.test(arg) && arg !== "--");
  launcher.redirectOnly(start.redirects, NOTHING, start.span, TOP);
  const before = scope.cwd;
  if (target === undefined) scope.cwd = "~";
  else if (target === "-") scope.cwd = scope.previous;
  else if (target.startsWith(UNKNOWN)) scope.cwd = null;
  else scope.cwd = normalisePath(target, scope.cwd);
  scope.previous = before;
  return NOTHING;
};

const declare: Builtin = (launcher, args, start, circumstance) => {
  const set: Array<[string, string]> = [];
  for (const arg of args) {
    const equals = arg.indexOf("=");
    if (equals > 0 && !arg.startsWith("-")) {
      const name = arg.slice(0, equals);
      set.push([name, arg.slice(equals + 1)]);
      launcher.reader.assign(name, arg.slice(equals + 1), start.taint ?? TAINT.none);
    }
  }
  launcher.assignOnly(set, start.taint ?? TAINT.none, start.span, circumstance);
  return null;
};

const alias: Builtin = (launcher, args) => {
  for (const arg of args) {
    const equals = arg.indexOf("=");
    if (equals > 0) launcher.reader.scope.aliases.set(arg.slice(0, equals), arg.slice(equals + 1));
  }
  return null;
};

const evaluate: Builtin = (launcher, args, start, circumstance) => {
  const text = args.join(" ");
  if (text.includes(UNKNOWN) || text === "") return null;
  const taint = start.taint ?? TAINT.none;
  if (taint & TAINT.unveiled) launcher.runsText("eval", taint, start.span, circumstance);
  const inside = deeper(circumstance, start.span);
  return launcher.reader.text(text, taint & TAINT.unveiled ? { ...inside, decoded: text } : inside, start.input, start.want);
};

const source: Builtin = (launcher, args, start, circumstance) => {
  const [path] = args;
  if (path === undefined) return NOTHING;
  const flow = path === "/dev/stdin" ? start.input : launcher.reader.scope.written(path);
  if (flow?.text == null) return null;
  return launcher.reader.text(flow.text, deeper(circumstance, start.span), null, start.want);
};

const trap: Builtin = (launcher, args, start, circumstance) => {
  const [text] = args;
  if (text !== undefined && text.length > 1) launcher.reader.text(text, deeper(circumstance, start.span));
  return null;
};

const unset: Builtin = (launcher, args) => {
  for (const name of args) launcher.reader.scope.variables.delete(name);
  return null;
};

const setPositional: Builtin = (launcher, args) => {
  const at = args.indexOf("--");
  if (at >= 0) launcher.reader.scope.positional = args.slice(at + 1);
  return null;
};

const readVariable: Builtin = (launcher, args, start) => {
  // `read x < /etc/shadow` reads the file like any other program.
  if (start.redirects.length > 0) launcher.redirectOnly(start.redirects, NOTHING, start.span, TOP);
  for (const name of args) {
    if (/^[A-Za-z_]\w*$/.test(name)) {
      const text = start.input?.text?.split("\n")[0];
      launcher.reader.assign(name, text ?? UNKNOWN, start.input?.taint ?? TAINT.none);
    }
  }
  return NOTHING;
};

const printf: Builtin = (launcher, args, start) => {
  if (args[0] === "-v" && args[1] !== undefined && args[2] !== undefined) {
    launcher.reader.assign(args[1], constantOutput("printf", args, null) ?? UNKNOWN, start.taint ?? TAINT.none);
    return NOTHING;
  }
  return null;
};

/** `command -v rm` prints where the program is, and runs nothing. */
const lookUpProgram: Builtin = (_launcher, args) => (/^-[vV]$/.test(args[0] ?? "") ? { text: args[1] ?? null, taint: TAINT.none } : null);

export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ["cd", changeFolder], ["pushd", changeFolder], ["chdir", changeFolder],
  ["export", declare], ["declare", declare], ["local", declare], ["readonly", declare], ["typeset", declare],
  ["alias", alias], ["eval", evaluate], ["source", source], [".", source], ["trap", trap],
  ["unset", unset], ["set", setPositional], ["read", readVariable], ["mapfile", readVariable], ["readarray", readVariable], ["printf", printf], ["command", lookUpProgram],
]);
