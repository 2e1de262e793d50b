import type { Span } from "../../model/assessment.js";
import { normalisePath } from "../paths/normalise.js";
import { deeper, quote, type Circumstance } from "./circumstance.js";
import { hookCommands, isCommandVariable } from "./command-options.js";
import { BUILTINS } from "./builtins.js";
import { CARRIERS } from "./carriers.js";
import { interpreterOf } from "./interpreters.js";
import { NOTHING, TAINT, type Flow, type Invocation, type Redirection } from "./invocation.js";
import { firstOperand } from "./options.js";
import { constantOutput, decodeForPipe, isDecoder, isEncoder, obscures } from "./output.js";
import { copyFile, readFiles } from "./written-files.js";
import { programOf } from "./program-globs.js";
import type { ShellReader } from "./reader.js";
import { interpret, runFile, runShell } from "./run-code.js";
import { SHELLS, WRAPPERS, type Wrapper } from "./wrappers.js";

/** How a program is started: what the shell knows besides its words. */
export interface Start {
  readonly redirects: readonly Redirection[];
  readonly assignments: ReadonlyArray<readonly [string, string]>;
  readonly input: Flow | null;
  readonly span: Span;
  /** The output is read by someone: a pipe, a substitution. */
  readonly want: boolean;
  readonly taint?: number;
  /** Taint of each word that has one; absent where it is not known which word it is. */
  readonly tainted?: ReadonlyMap<string, number>;
}

/** Programs that run one another, one inside the other, before reading stops and says so. */
const LAYER_LIMIT = 20;
/** Arguments of one program that are looked at: the first and the last of them. */
const FIRST_ARGUMENTS = 1_500;
const LAST_ARGUMENTS = 500;
/** So few are looked at of any program, however many the call has. */
const FEW_ARGUMENTS = 100;

/** Starts a program in the reading: builtins act on the scope, wrappers and shells lead to what they run. */
export class Launcher {
  private layers = 0;

  constructor(readonly reader: ShellReader) {}

  /** Runs resolved words; gives what is printed. */
  run(argv: readonly string[], start: Start, circumstance: Circumstance): Flow {
    if (!this.reader.budget.program()) return NOTHING;
    if (this.layers >= LAYER_LIMIT) {
      this.reader.budget.cut = true;
      return NOTHING;
    }
    this.layers++;
    const flow = this.launch(this.boundArguments(argv), start, circumstance);
    this.layers--;
    return flow;
  }

  private boundArguments(argv: readonly string[]): readonly string[] {
    if (argv.length < FEW_ARGUMENTS) return argv;
    const [first, last] = this.reader.budget.arguments(argv.length) ? [FIRST_ARGUMENTS, LAST_ARGUMENTS] : [FEW_ARGUMENTS / 2, FEW_ARGUMENTS / 2];
    if (argv.length <= first + last) return argv;
    this.reader.budget.cut = true;
    return [...argv.slice(0, first), ...argv.slice(-last)];
  }

  private launch(argv: readonly string[], start: Start, circumstance: Circumstance): Flow {
    const name = argv[0]!;
    const args = argv.slice(1);
    const program = programOf(name);
    const scope = this.reader.scope;
    // `command rm` passes over the functions and aliases of that name.
    const bypasses = circumstance.via === "command";
    const alias = bypasses ? undefined : scope.aliases.get(name);
    if (alias !== undefined && circumstance.depth < 8) {
      scope.aliases.delete(name);
      const flow = this.reader.text([alias, ...args.map(quote)].join(" "), deeper(circumstance, start.span), start.input, start.want);
      scope.aliases.set(name, alias);
      return flow;
    }
    const body = bypasses ? undefined : scope.functions.get(name);
    if (body !== undefined && circumstance.depth < 8) return this.callFunction(name, args, start);
    const calls = bypasses ? undefined : scope.running.get(name);
    if (calls !== undefined) {
      scope.running.set(name, calls + 1);
      // Once is recursion; twice from one call, and the number of processes doubles each time.
      if (calls === 1) this.reader.observer({ ...this.bare(start.span, circumstance), program: "fork-bomb", name: "fork-bomb", args: [name] });
      return NOTHING;
    }
    const builtin = BUILTINS.get(program);
    if (builtin !== undefined) {
      const flow = builtin(this, args, start, circumstance);
      if (flow !== null) return flow;
    }
    return this.program(program, name, args, start, circumstance);
  }

  private callFunction(name: string, args: readonly string[], start: Start): Flow {
    const scope = this.reader.scope;
    const body = scope.functions.get(name)!;
    const positional = scope.positional;
    // Taken away while it runs, so that recursion ends.
    scope.functions.delete(name);
    scope.running.set(name, 0);
    scope.positional = args;
    const flow = this.reader.body(body, start.input, start.want);
    scope.positional = positional;
    scope.functions.set(name, body);
    scope.running.delete(name);
    return flow;
  }

  private program(program: string, name: string, args: readonly string[], start: Start, circumstance: Circumstance): Flow {
    const invocation: Invocation = {
      program, name, args,
      assignments: start.assignments,
      redirects: start.redirects,
      input: start.input,
      elevated: circumstance.elevated,
      ground: circumstance.ground,
      cwd: this.reader.scope.cwd,
      via: circumstance.via,
      decoded: circumstance.decoded,
      taint: start.taint ?? TAINT.none,
      tainted: start.tainted ?? null,
      span: start.span,
    };
    let taint = this.reader.observer(invocation);
    this.assignOnly(start.assignments, 0, start.span, circumstance, true);
    const inner = this.inner(program, name, args, start, circumstance);
    taint |= inner?.taint ?? TAINT.none;
    let text: string | null = inner?.text ?? null;
    if (inner === null && (start.want || start.redirects.length > 0 || program === "tee")) {
      const input = readFiles(program, args, this.reader.scope) ?? start.input;
      text = this.bounded(constantOutput(program, args, input)) ?? (start.input?.text ? decodeForPipe(program, args, start.input.text) : null);
      if (isDecoder(program) && text === null) taint |= TAINT.decoded;
      else if (text === null && obscures(program, args)) taint |= TAINT.obscured;
      else if (text !== null) taint |= (start.input?.taint ?? TAINT.none) & (isDecoder(program) ? TAINT.unveiled : ~0);
      if (text !== null && isEncoder(program)) taint |= TAINT.unveiled;
    }
    copyFile(program, args, this.reader.scope);
    const flow = { text, taint };
    this.store(start.redirects, flow, program === "tee" ? args : []);
    return flow;
  }

  /** What a program prints, as long as the budget lasts. */
  bounded(text: string | null): string | null {
    return text !== null && this.reader.budget.expand(text.length) ? text : null;
  }

  /** Files that get the output are known from then on. */
  private store(redirects: readonly Redirection[], flow: Flow, copies: readonly string[]): void {
    const scope = this.reader.scope;
    for (const redirect of redirects) {
      if (!redirect.operator.includes(">") || redirect.operator.endsWith("&")) continue;
      const path = normalisePath(redirect.target, scope.cwd);
      const before = redirect.operator.includes(">>") ? scope.files.get(path) : undefined;
      const text = before?.text != null && flow.text !== null ? `${before.text}\n${flow.text}` : flow.text;
      scope.write(path, { text, taint: flow.taint | (before?.taint ?? 0) });
    }
    for (const copy of copies) if (!copy.startsWith("-")) scope.write(normalisePath(copy, scope.cwd), flow);
  }

  /** Redirections that belong to no program: `> file`, or those of a group. */
  redirectOnly(redirects: readonly Redirection[], flow: Flow, span: Span, circumstance: Circumstance): void {
    this.reader.observer({ ...this.bare(span, circumstance), program: ":", name: ":", redirects, input: flow });
    this.store(redirects, flow, []);
  }

  /** Assignments, and the commands that some of them name. */
  assignOnly(assignments: ReadonlyArray<readonly [string, string]>, taint: number, span: Span, circumstance: Circumstance, seen = false): void {
    if (assignments.length === 0) return;
    if (!seen && !this.reader.budget.program()) return;
    if (!seen) this.reader.observer({ ...this.bare(span, circumstance), program: "export", name: "export", assignments, taint });
    for (const [name, value] of assignments) {
      if (isCommandVariable(name)) this.hook(value, span, { ...circumstance, via: name });
    }
  }

  /** Reports that a builtin runs text of this taint. */
  runsText(program: string, taint: number, span: Span, circumstance: Circumstance): void {
    this.reader.observer({ ...this.bare(span, circumstance), program, name: program, taint });
  }

  private bare(span: Span, circumstance: Circumstance): Invocation {
    return { program: "", name: "", args: [], assignments: [], redirects: [], input: null, elevated: circumstance.elevated, ground: circumstance.ground, cwd: this.reader.scope.cwd, via: circumstance.via, decoded: circumstance.decoded, taint: TAINT.none, tainted: null, span };
  }

  /** What the program runs in turn; null where it runs nothing that is known. */
  private inner(program: string, name: string, args: readonly string[], start: Start, circumstance: Circumstance): Flow | null {
    for (const hook of hookCommands(program, args)) this.hook(hook, start.span, { ...circumstance, via: program });
    if (SHELLS.has(program)) return runShell(this, args, start, circumstance);
    const carrier = CARRIERS.get(program);
    if (carrier !== undefined) return carrier(this, args, start, circumstance);
    const wrapper = WRAPPERS.get(program);
    if (wrapper !== undefined) return this.wrapped(program, wrapper, args, start, circumstance);
    const interpreter = interpreterOf(program);
    if (interpreter !== null) return interpret(this, program, args, start, circumstance);
    const written = name.includes("/") ? this.reader.scope.files.get(normalisePath(name, this.reader.scope.cwd)) : undefined;
    const text = written?.text ?? null;
    return text === null ? null : this.reader.scope.inShell(name, args, start.assignments, () => runFile(this, text, program, start, circumstance));
  }

  private wrapped(program: string, wrapper: Wrapper, args: readonly string[], start: Start, circumstance: Circumstance): Flow | null {
    let from = 0;
    if (wrapper.after !== undefined) {
      const at = args.findIndex((arg) => wrapper.after!.includes(arg));
      if (at < 0 || at > 4) return null;
      from = at + 1;
    }
    const dashes = args.indexOf("--", from);
    let index = wrapper.dashes === true ? (dashes < 0 ? args.length : dashes + 1) : firstOperand(args, wrapper, from);
    const assignments = [...start.assignments];
    if (wrapper.assignments === true) {
      for (; index < args.length && /^[A-Za-z_][\w-]*=/.test(args[index]!); index++) {
        const equals = args[index]!.indexOf("=");
        assignments.push([args[index]!.slice(0, equals), args[index]!.slice(equals + 1)]);
      }
    }
    index += wrapper.operands ?? 0;
    if (args[index] === "--") index++;
    // `sudo sudo sudo x` is `sudo x`: a thousand of them must not take a thousand layers.
    while (args[index] === program && index + 1 < args.length) index++;
    if (index >= args.length) return null;
    const inside: Circumstance = {
      ...circumstance,
      elevated: circumstance.elevated || wrapper.elevated === true,
      ground: wrapper.ground ?? circumstance.ground,
      via: wrapper.plain === true ? circumstance.via : program,
    };
    return this.run(args.slice(index), { ...start, redirects: [], assignments }, inside);
  }

  /** A command line that a program was told to run. */
  hook(text: string, span: Span, circumstance: Circumstance): void {
    this.reader.text(text, deeper(circumstance, span, circumstance.via), null, false);
  }
}
