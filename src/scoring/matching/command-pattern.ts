import type { Invocation } from "../shell/invocation.js";
import { shapeOf } from "../shell/option-shapes.js";
import { firstOperand, isFlag, valuesOf } from "../shell/options.js";
import { WRAPPERS } from "../shell/wrappers.js";
import { clientsOf } from "./clients.js";
import { matchesGlob } from "./glob.js";
import { effectOf } from "./verbs.js";

/**
 * A command pattern as text, so that rules are data. The first word names programs (`a|b`, or a class of clients: `{cloud}`), the
 * others are, in any order:
 * - `word` or `a|b*`: an argument that is no option, in this order, next to one another but for options and their values
 *   (globs; case does not count);
 * - `**`: any arguments between the words before and after it;
 * - `-f` or `-f|--force`: a flag that is given, in a cluster and abbreviated too; `-o=glob`: with such a value;
 * - `~expression`: an argument that the regular expression finds, case does not count;
 * - `!` before any of these: must not be;
 * - `@elevated`, `@remote`, `@bare` (no arguments), `@input`, `@foreseen` (what comes on standard input is known, and judged), `@testing` (a variable such as `RAILS_ENV=test` is set for it), `@destroys`, `@disrupts` (the first verb does): circumstances.
 */
export interface CommandPattern {
  readonly source: string;
  readonly programs: readonly string[];
  readonly tests: readonly ArgumentTest[];
  /** Words of which one must be among the arguments, in lower case; null where the pattern asks for none such. */
  readonly keys: readonly string[] | null;
}

export type ArgumentTest = (invocation: Invocation, args: readonly string[]) => boolean;

/** Longer arguments are texts or code, which are judged as such; expressions are not run over them. */
const ARGUMENT_LIMIT = 600;

/** Compiles a pattern; throws on one that is not well formed, which a test of the catalogue would show. */
export function compilePattern(source: string): CommandPattern {
  const [head, ...tokens] = source.trim().split(/\s+/);
  if (head === undefined || head === "") throw new Error("A command pattern names a program.");
  const tests: ArgumentTest[] = [];
  const words: string[] = [];
  for (const token of tokens) {
    if (token === "**" || /^[^-!~@]/.test(token)) words.push(token.toLowerCase());
    else tests.push(token.startsWith("!") ? negate(compileToken(token.slice(1))) : compileToken(token));
  }
  if (words.length > 0) tests.unshift(wordTest(words));
  return { source, programs: head.split("|").flatMap(programsOf), tests, keys: keysOf(words) };
}

function programsOf(name: string): readonly string[] {
  return name.startsWith("{") ? clientsOf(name.slice(1, -1)) : [name];
}

function keysOf(words: readonly string[]): string[] | null {
  const word = words.find((each) => each !== "**" && !/[*?]/.test(each));
  return word === undefined ? null : word.split("|");
}

/** True when the arguments of an invocation fit; its program is known to be one of the pattern's. */
export function matchesPattern(pattern: CommandPattern, invocation: Invocation): boolean {
  for (const test of pattern.tests) if (!test(invocation, invocation.args)) return false;
  return true;
}

function negate(test: ArgumentTest): ArgumentTest {
  return (invocation, args) => !test(invocation, args);
}

function compileToken(token: string): ArgumentTest {
  if (token.startsWith("~")) {
    const expression = new RegExp(token.slice(1), "i");
    return (_invocation, args) => args.some((arg) => arg.length <= ARGUMENT_LIMIT && expression.test(arg));
  }
  if (token.startsWith("@")) return circumstance(token.slice(1));
  if (token.startsWith("-")) {
    return optionTest(token);
  }
  return wordTest([token.toLowerCase()]);
}

function circumstance(name: string): ArgumentTest {
  if (name === "elevated") return (invocation) => invocation.elevated;
  if (name === "remote") return (invocation) => invocation.ground === "remote";
  if (name === "bare") return (_invocation, args) => args.length === 0;
  if (name === "testing") return (invocation) => invocation.assignments.some(([variable, value]) => /^[A-Z]+_ENV$/.test(variable) && /^test/.test(value));
  if (name === "foreseen") return (invocation) => invocation.input?.text != null;
  if (name === "input") return (invocation) => invocation.input !== null;
  if (name === "destroys") return (_invocation, args) => effectOf(args) === "destroys";
  if (name === "disrupts") return (_invocation, args) => effectOf(args) === "disrupts";
  throw new Error(`A command pattern knows no circumstance "${name}".`);
}

/** Arguments of the program itself: of a wrapper those before the program that it runs. */
function ownArguments({ program }: Invocation, args: readonly string[]): readonly string[] {
  const wrapper = WRAPPERS.get(program);
  return wrapper === undefined || wrapper.after !== undefined || wrapper.dashes === true ? args : args.slice(0, firstOperand(args, wrapper));
}

function flagTest(names: readonly string[]): ArgumentTest {
  return (invocation, args) => {
    const shape = shapeOf(invocation.program);
    for (const arg of ownArguments(invocation, args)) {
      if (arg === "--") return false;
      if (arg.charCodeAt(0) === 45 && arg.length > 1) for (const name of names) if (isFlag(arg, name, shape)) return true;
    }
    return false;
  };
}

/** Alternatives of a token such as `-f|--force`, `-o=a*|b*` or `-i|-o=a`: a value without a dash belongs to the option before it. */
function optionTest(token: string): ArgumentTest {
  const flags: string[] = [];
  const valued: Array<[name: string, values: string[]]> = [];
  for (const alternative of token.split("|")) {
    const equals = alternative.indexOf("=");
    if (!alternative.startsWith("-")) valued.at(-1)?.[1].push(alternative);
    else if (equals > 0) valued.push([alternative.slice(0, equals), [alternative.slice(equals + 1)]]);
    else flags.push(alternative);
  }
  const tests = valued.map(([name, values]) => valueTest([name], values.join("|")));
  if (flags.length > 0) tests.push(flagTest(flags));
  return (invocation, args) => tests.some((test) => test(invocation, args));
}

function valueTest(names: readonly string[], value: string): ArgumentTest {
  const wanted = value.toLowerCase().split("|");
  const fits = (text: string): boolean => wanted.some((glob) => matchesLoosely(glob, text.toLowerCase()));
  return ({ program }, args) => valuesOf(args, shapeOf(program), ...names).some(fits);
}

function matchesLoosely(glob: string, text: string): boolean {
  return glob === text || (glob.includes("*") && matchesGlob(glob.replaceAll("/", "\u0001"), text.replaceAll("/", "\u0001")));
}

/** Words one after another among the arguments that are no options; what follows an option may be its value. */
function wordTest(words: readonly string[]): ArgumentTest {
  const alternatives = words.map((word) => word.split("|"));
  return (_invocation, args) => {
    let at = 0;
    let loose = false;
    for (let index = 0; index < args.length; index++) {
      while (words[at] === "**") {
        loose = true;
        at++;
      }
      if (at === words.length) return true;
      const arg = args[index]!;
      if (arg.charCodeAt(0) === 45 && arg.length > 1) continue;
      if (alternatives[at]!.some((word) => fitsWord(word, arg))) {
        at++;
        loose = false;
      } else if (!loose && !(index > 0 && args[index - 1]!.charCodeAt(0) === 45)) return false;
    }
    while (words[at] === "**") at++;
    return at === words.length;
  };
}

function fitsWord(word: string, arg: string): boolean {
  if (word === "*" || word === arg) return true;
  const text = arg.toLowerCase();
  return word === text || (/[*?]/.test(word) && matchesLoosely(word, text));
}
