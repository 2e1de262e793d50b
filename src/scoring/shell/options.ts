/** Which options of a program take a value: short ones as letters, long ones by name. */
export interface OptionShape {
  readonly values?: string;
  /** Letters whose value, if any, is the rest of the argument, never the next one: `-pSECRET`. */
  readonly attached?: string;
  readonly longValues?: readonly string[];
}

/**
 * Index of the first operand of `args`: options and their values are skipped, `--` ends them. `args.length` where there
 * is no operand.
 */
export function firstOperand(args: readonly string[], shape: OptionShape, from = 0): number {
  let index = from;
  while (index < args.length) {
    const arg = args[index]!;
    if (arg === "--") return index + 1;
    if (arg.length < 2 || arg.charCodeAt(0) !== 45) return index;
    index += takesNext(arg, shape) ? 2 : 1;
  }
  return args.length;
}

/** True when the option's value is the next argument. */
export function takesNext(arg: string, shape: OptionShape): boolean {
  if (arg.startsWith("--")) return !arg.includes("=") && (shape.longValues?.includes(arg.slice(2)) ?? false);
  const letter = valueLetter(arg, shape);
  return letter === arg.length - 1 && shape.values!.includes(arg[letter]!);
}

/** Index of the letter whose value is the rest of a bundle of short options, or the next argument; 0 where none takes a value. */
function valueLetter(arg: string, { values = "", attached = "" }: OptionShape): number {
  for (let index = 1; index < arg.length; index++) if (values.includes(arg[index]!) || attached.includes(arg[index]!)) return index;
  return 0;
}

/** Operands of a program: what is neither an option nor an option's value. */
export function operands(args: readonly string[], shape: OptionShape): string[] {
  const out: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    if (arg === "--") return out.concat(args.slice(index + 1));
    if (arg.length < 2 || arg.charCodeAt(0) !== 45) out.push(arg);
    else if (takesNext(arg, shape)) index++;
  }
  return out;
}

const NO_SHAPE: OptionShape = {};

/**
 * Values of options of a program whose other options are not known, in any of their forms: `-o v`, `-ov`, `-vo v`, `--output v`,
 * `--output=v`. Names are given with dashes.
 */
export function optionValues(args: readonly string[], ...names: readonly string[]): string[] {
  return valuesOf(args, NO_SHAPE, ...names);
}

/**
 * Values of options, as getopt(3) reads them: in a bundle of short ones (`-sSLo v`, `-sLov`) the first letter that takes a value
 * ends it. Where `shape` names no letters, other letters are taken for flags.
 */
export function valuesOf(args: readonly string[], shape: OptionShape, ...names: readonly string[]): string[] {
  const short = names.filter((name) => name.length === 2).map((name) => name[1]!).join("");
  const long = names.filter((name) => name.length > 2);
  const known = { ...shape, values: short + (shape.values ?? "") };
  const out: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    if (arg.charCodeAt(0) !== 45 || arg.length < 2) continue;
    const name = long.find((each) => arg === each || arg.startsWith(`${each}=`));
    if (name !== undefined) {
      if (arg.length > name.length) out.push(arg.slice(name.length + 1));
      else if (index + 1 < args.length) out.push(args[index + 1]!);
    } else if (arg.charCodeAt(1) !== 45) {
      const letter = valueLetter(arg, known);
      if (short.includes(arg[letter]!) && isBundle(arg, letter, shape)) {
        const rest = arg.slice(letter + 1);
        if (rest !== "") out.push(letter === 1 && rest.startsWith("=") ? rest.slice(1) : rest);
        else if (index + 1 < args.length && !(shape.attached ?? "").includes(arg[letter]!)) out.push(args[index + 1]!);
      }
    }
    // A value is no option, whatever it begins with; without a shape that is not certain enough.
    if (shape !== NO_SHAPE && takesNext(arg, shape)) index++;
  }
  return out;
}

/** True where the letters before a value's can be flags: of a program that is not known a few of them, since `-selection` is one option. */
function isBundle(arg: string, letter: number, shape: OptionShape): boolean {
  return letter === 1 || (letter > 0 && (shape.values !== undefined || (letter <= 6 && /^[A-Za-z0-9]+$/.test(arg.slice(1, letter)))));
}

/**
 * True when a flag is given: a short one also within a cluster (`-rf`), a long one also abbreviated (`--recurs`) or
 * with a value.
 */
export function hasFlag(args: readonly string[], ...names: readonly string[]): boolean {
  for (const arg of args) {
    if (arg.charCodeAt(0) !== 45 || arg.length < 2) continue;
    if (arg === "--") return false;
    for (const name of names) if (isFlag(arg, name)) return true;
  }
  return false;
}

/** Single letters after one dash; more than six of them are one long name, as in `-selection`. */
const CLUSTER = /^-[A-Za-z0-9]{1,6}$/;

/** True when `arg` gives the flag `name`; see `hasFlag`. What follows a letter that takes a value is that value: `-bfix` is no `-f`. */
export function isFlag(arg: string, name: string, shape: OptionShape = NO_SHAPE): boolean {
  if (arg === name) return true;
  if (name.startsWith("--")) {
    const equals = arg.indexOf("=");
    const bare = equals < 0 ? arg : arg.slice(0, equals);
    // `--force` and `--forc` are no abbreviations of `--force-yes`, nor `--all` of `--allow-x`: only the last word is cut.
    return bare.length >= 5 && name.startsWith(bare) && !name.includes("-", bare.length);
  }
  if (name.length > 2) return arg.startsWith(`${name}=`) || arg === `-${name}`;
  if (shape !== NO_SHAPE) {
    const [at, end] = [arg.indexOf(name[1]!, 1), valueLetter(arg, shape)];
    if (end > 0) return at > 0 && at <= end && !arg.startsWith("--");
  }
  return CLUSTER.test(arg) && arg.includes(name[1]!, 1);
}
