/** How an interpreter is given code: by an option, as a file, or on standard input. */
export interface Interpreter {
  /** Options whose value is code. */
  readonly code: readonly string[];
  /** Options after which no standard input is read as code, though no script is named: `-m`, `--version`. */
  readonly other?: readonly string[];
  /** The first operand is code, not a file. */
  readonly operandCode?: boolean;
  /** Short options that take a value and are not code. */
  readonly values?: string;
}

const PYTHON: Interpreter = { code: ["-c"], other: ["-m", "-V", "--version", "-h", "--help"], values: "WXQ" };
const PERL: Interpreter = { code: ["-e", "-E"], other: ["-v", "--version", "-V", "-h"] };
const RUBY: Interpreter = { code: ["-e"], other: ["-v", "--version", "-h"], values: "CEIr" };
const NODE: Interpreter = { code: ["-e", "--eval", "-p", "--print", "-pe"], other: ["-v", "--version", "-h", "--test", "--check", "-c"], values: "rC" };
const AWK: Interpreter = { code: ["-e", "--source"], other: ["-f", "--file", "-W", "--version"], operandCode: true, values: "vF" };
const LUA: Interpreter = { code: ["-e"], other: ["-v"], values: "l" };
const LISP: Interpreter = { code: ["-c", "-e", "--eval", "-eval", "-x"], other: ["--version", "-s", "-l", "--load"] };

/** By program name; version suffixes (`python3.12`, `lua5.4`) are cut before the look-up. Sources: manual pages. */
const INTERPRETERS: Readonly<Record<string, Interpreter>> = {
  python: PYTHON, pypy: PYTHON, ipython: PYTHON, bpython: PYTHON, jython: PYTHON, micropython: PYTHON,
  perl: PERL, raku: PERL, cpan: PERL,
  ruby: RUBY, irb: RUBY, jruby: RUBY, mruby: RUBY,
  node: NODE, nodejs: NODE, "ts-node": NODE, tsx: NODE, bun: NODE,
  deno: { code: ["--eval", "eval"], other: ["run", "test", "fmt", "lint", "task", "check"] },
  php: { code: ["-r", "--run", "-B", "-R", "-E"], other: ["-v", "--version", "-m", "-i", "-l", "-S"], values: "dczt" },
  lua: LUA, luajit: LUA, texlua: LUA, luatex: LUA,
  awk: AWK, gawk: AWK, mawk: AWK, nawk: AWK, "original-awk": AWK, bwk: AWK, goawk: AWK,
  julia: { code: ["-e", "-E", "--eval", "--print"], other: ["-v", "--version"], values: "pJLCt" },
  guile: LISP, clisp: LISP, sbcl: LISP, ecl: LISP, racket: LISP, emacs: LISP, scheme: LISP, csi: LISP, gosh: LISP, janet: LISP, clojure: LISP, bb: LISP, hy: LISP, picolisp: LISP,
  tclsh: { code: ["-c"] }, wish: { code: [] }, expect: { code: ["-c"], values: "f" }, jimsh: { code: ["-e"] },
  ghci: { code: ["-e"] }, runghc: { code: ["-e"] }, ghc: { code: ["-e"] },
  ocaml: { code: ["-e"] }, elixir: { code: ["-e", "--eval"] }, erl: { code: ["-eval"] }, iex: { code: ["-e"] },
  scala: { code: ["-e"] }, groovy: { code: ["-e"] }, kotlin: { code: ["-e"] }, jshell: { code: [] }, jjs: { code: [] }, jrunscript: { code: ["-e"] },
  r: { code: ["-e"], other: ["--version"] }, rscript: { code: ["-e"], other: ["--version"] }, octave: { code: ["--eval"] }, gnuplot: { code: ["-e"] }, maxima: { code: ["--batch-string"] },
  osascript: { code: ["-e"], values: "ls" }, swift: { code: ["-e"] },
  gdb: { code: ["-ex", "-eval-command", "--eval-command", "-iex"], other: ["-p", "--args", "--version"] },
  lldb: { code: ["-o", "-O"] }, rlldb: { code: ["-o"] },
  vim: { code: ["-c", "--cmd"] }, vi: { code: ["-c"] }, nvim: { code: ["-c", "--cmd"] }, view: { code: ["-c"] }, rview: { code: ["-c"] }, rvim: { code: ["-c"] }, vimdiff: { code: ["-c"] }, gvim: { code: ["-c"] }, ex: { code: ["-c"] }, vimr: { code: ["-c"] }, rvi: { code: ["-c"] },
  cobc: { code: [] }, dc: { code: ["-e", "--expression"] }, bc: { code: [] }, m4: { code: [] },
  rpm: { code: ["--eval", "-E"] }, rpmverify: { code: ["--eval", "-E"] }, rpmquery: { code: ["--eval", "-E"] }, rpmdb: { code: ["--eval"] }, rpmbuild: { code: ["--eval"] }, rpmspec: { code: ["--eval"] },
  pdflatex: { code: [], operandCode: true }, latex: { code: [], operandCode: true }, xelatex: { code: [], operandCode: true }, lualatex: { code: [], operandCode: true }, tex: { code: [], operandCode: true }, pdftex: { code: [], operandCode: true }, xetex: { code: [], operandCode: true },
  ghostscript: { code: ["-c"] }, gs: { code: ["-c"] },
  msfconsole: { code: ["-x"] }, evince: { code: [] }, redcarpet: { code: [] },
  gimp: { code: ["-b"] }, inkscape: { code: ["--actions"] }, blender: { code: ["--python-expr"] },
  slsh: { code: ["-e"] }, spidermonkey: { code: ["-e"] }, js: { code: ["-e"] }, qjs: { code: ["-e"] }, d8: { code: ["-e"] },
  yq: { code: [] }, wolframscript: { code: ["-code"] }, sage: { code: ["-c"] }, mathematica: { code: ["-run"] },
};

const BY_NAME = new Map(Object.entries(INTERPRETERS));
const VERSIONED = /^([a-zA-Z-]+?)[-.]?\d[\d.]*$/;

/** Interpreter by the name of its program, version suffix or not; null where it is none. */
export function interpreterOf(program: string): Interpreter | null {
  const known = SEEN.get(program);
  if (known !== undefined) return known;
  const found = lookUp(program);
  if (SEEN.size > 2_000) SEEN.clear();
  SEEN.set(program, found);
  return found;
}

/** Names that were looked up before; emptied when it grows, since names come from the input. */
const SEEN = new Map<string, Interpreter | null>();

function lookUp(program: string): Interpreter | null {
  const exact = BY_NAME.get(program);
  if (exact !== undefined) return exact;
  const base = VERSIONED.exec(program)?.[1];
  return (base !== undefined && BY_NAME.get(base)) || (program === "Rscript" || program === "R" ? BY_NAME.get("r")! : null);
}

/** What an interpreter's arguments say. */
export interface InterpreterUse {
  readonly code: readonly string[];
  readonly script: string | null;
  /** Standard input is read as code. */
  readonly readsInput: boolean;
}

/** Splits an interpreter's arguments into code, script and whether standard input is code. */
export function interpreterUse(shape: Interpreter, args: readonly string[]): InterpreterUse {
  const code: string[] = [];
  let readsInput = true;
  let script: string | null = null;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    const option = codeOption(shape, arg);
    if (option !== null) {
      const value = option === "" ? args[++index] : option;
      if (value !== undefined) code.push(value);
      readsInput = false;
    } else if (arg === "-") {
      break;
    } else if (arg.startsWith("-") && arg.length > 1) {
      if (shape.other?.includes(arg)) readsInput = false;
      if (arg.length === 2 && shape.values?.includes(arg[1]!)) index++;
    } else if (code.length === 0) {
      if (shape.operandCode === true && readsInput) code.push(arg);
      else script = arg;
      readsInput = false;
      break;
    } else if (shape.operandCode === true) break;
  }
  return { code, script, readsInput };
}

/** Code attached to an option; "" where it is the next argument; null where the argument is no code option. */
function codeOption(shape: Interpreter, arg: string): string | null {
  if (!arg.startsWith("-") && !arg.startsWith("+")) return arg === "eval" && shape.code.includes(arg) ? "" : null;
  for (const name of shape.code) {
    if (arg === name) return "";
    if (name.startsWith("--")) {
      if (arg.startsWith(`${name}=`)) return arg.slice(name.length + 1);
    } else if (name.length === 2) {
      if (arg.startsWith(name) && arg.length > 2 && !/^-[a-zA-Z]+$/.test(arg)) return arg.slice(2);
      // A cluster that ends in the code letter: `-ne`, `-lane`, `-Ilib -e`.
      if (/^-[a-zA-Z0]{1,5}$/.test(arg) && arg.endsWith(name[1]!) && !arg.startsWith("--")) return "";
    }
  }
  return null;
}
