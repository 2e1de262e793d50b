/** Which options of a program take a value: short ones as letters, long ones by name. */
export interface OptionShape {
  readonly values?: string;
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
  const values = shape.values;
  if (values === undefined) return false;
  for (let index = 1; index < arg.length; index++) {
    // A value letter ends the cluster: its value is the rest, or the next argument when there is no rest.
    if (values.includes(arg[index]!)) return index === arg.length - 1;
  }
  return false;
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

/**
 * Values of an option, in any of its forms: `-o v`, `-ov`, `--output v`, `--output=v`. Names are given with dashes.
 */
export function optionValues(args: readonly string[], ...names: readonly string[]): string[] {
  const out: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    if (arg.charCodeAt(0) !== 45) continue;
    for (const name of names) {
      if (arg === name) {
        if (index + 1 < args.length) out.push(args[index + 1]!);
      } else if (name.length === 2 ? arg.startsWith(name) : arg.startsWith(`${name}=`)) {
        out.push(arg.slice(name.length + (name.length === 2 && arg[2] !== "=" ? 0 : 1)));
      }
    }
  }
  return out;
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

/** True when `arg` gives the flag `name`; see `hasFlag`. */
export function isFlag(arg: string, name: string): boolean {
  if (arg === name) return true;
  if (name.startsWith("--")) {
    const equals = arg.indexOf("=");
    const bare = equals < 0 ? arg : arg.slice(0, equals);
    // `--force` and `--forc` are no abbreviations of `--force-yes`, nor `--all` of `--allow-x`: only the last word is cut.
    return bare.length >= 5 && name.startsWith(bare) && !name.includes("-", bare.length);
  }
  if (name.length > 2) return arg.startsWith(`${name}=`) || arg === `-${name}`;
  return CLUSTER.test(arg) && arg.includes(name[1]!, 1);
}
