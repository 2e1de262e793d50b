import type { Span } from "../../model/assessment.js";
import { effectsOf, printedBy, type Effect } from "../code/effects.js";
import { normalisePath } from "../paths/normalise.js";
import { deeper, quote, type Circumstance } from "./circumstance.js";
import { hookCommands, isCommandVariable } from "./command-options.js";
import { BUILTINS } from "./builtins.js";
import { CARRIERS } from "./carriers.js";
import { interpreterOf, interpreterUse } from "./interpreters.js";
import { NOTHING, TAINT, type Flow, type Invocation, type Redirection } from "./invocation.js";
import { firstOperand, hasFlag } from "./options.js";
import { constantOutput, decodeForPipe, isDecoder, isEncoder } from "./output.js";
import type { ShellReader } from "./reader.js";
import { SHELL_OPTIONS, SHELLS, WRAPPERS, type Wrapper } from "./wrappers.js";
import { resolveGlob } from "./program-globs.js";

/** How a program is started: what the shell knows besides its words. */
export interface Start {
  readonly redirects: readonly Redirection[];
  readonly assignments: ReadonlyArray<readonly [string, string]>;
  readonly input: Flow | null;
  readonly span: Span;
  /** The output is read by someone: a pipe, a substitution. */
  readonly want: boolean;
  readonly taint?: number;
}

/** Programs that run one another, one inside the other, before reading stops and says so. */
const LAYER_LIMIT = 20;
/** Arguments of one program that are looked at: the first and the last of them. */
const FIRST_ARGUMENTS = 1_500;
const LAST_ARGUMENTS = 500;

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
    if (argv.length <= FIRST_ARGUMENTS + LAST_ARGUMENTS) return argv;
    this.reader.budget.cut = true;
    return [...argv.slice(0, FIRST_ARGUMENTS), ...argv.slice(-LAST_ARGUMENTS)];
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
      span: start.span,
    };
    let taint = this.reader.observer(invocation);
    this.assignOnly(start.assignments, 0, start.span, circumstance, true);
    const inner = this.inner(program, name, args, start, circumstance);
    taint |= inner?.taint ?? TAINT.none;
    let text: string | null = inner?.text ?? null;
    if (inner === null && (start.want || start.redirects.length > 0 || program === "tee")) {
      text = this.bounded(constantOutput(program, args, start.input)) ?? (start.input?.text ? decodeForPipe(program, args, start.input.text) : null);
      if (isDecoder(program) && text === null) taint |= TAINT.decoded;
      else if (text !== null) taint |= (start.input?.taint ?? TAINT.none) & (isDecoder(program) ? TAINT.unveiled : ~0);
      if (text !== null && isEncoder(program)) taint |= TAINT.unveiled;
    }
    const flow = { text, taint };
    this.store(start.redirects, flow, program === "tee" ? args : []);
    return flow;
  }

  /** What a program prints, as long as the budget lasts. */
  private bounded(text: string | null): string | null {
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
    return { program: "", name: "", args: [], assignments: [], redirects: [], input: null, elevated: circumstance.elevated, ground: circumstance.ground, cwd: this.reader.scope.cwd, via: circumstance.via, decoded: circumstance.decoded, taint: TAINT.none, span };
  }

  /** What the program runs in turn; null where it runs nothing that is known. */
  private inner(program: string, name: string, args: readonly string[], start: Start, circumstance: Circumstance): Flow | null {
    for (const hook of hookCommands(program, args)) this.hook(hook, start.span, { ...circumstance, via: program });
    if (SHELLS.has(program)) return this.shell(args, start, circumstance);
    const carrier = CARRIERS.get(program);
    if (carrier !== undefined) return carrier(this, args, start, circumstance);
    const wrapper = WRAPPERS.get(program);
    if (wrapper !== undefined) return this.wrapped(program, wrapper, args, start, circumstance);
    const interpreter = interpreterOf(program);
    if (interpreter !== null) return this.interpret(program, args, start, circumstance);
    const written = name.includes("/") ? this.reader.scope.files.get(normalisePath(name, this.reader.scope.cwd)) : undefined;
    return written?.text != null ? this.file(written.text, program, start, circumstance) : null;
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

  /** A shell: `-c` text, a script that the text wrote, or its standard input. */
  shell(args: readonly string[], start: Start, circumstance: Circumstance): Flow | null {
    const plain = deeper(circumstance, start.span, circumstance.via);
    const unveiled = (text: string, taint: number): Circumstance => (taint & TAINT.unveiled ? { ...plain, decoded: text } : plain);
    const at = args.findIndex((arg) => /^-[a-zA-Z]*c[a-zA-Z]*$/.test(arg) || arg === "--command" || arg === "-Command");
    const operand = firstOperand(args, SHELL_OPTIONS);
    if (at >= 0 && at <= operand) {
      const code = firstOperand(args, {}, at + 1);
      const text = args[code];
      if (text === undefined) return null;
      const positional = this.reader.scope.positional;
      this.reader.scope.positional = args.slice(code + 2);
      const flow = this.reader.text(text, unveiled(text, start.taint ?? TAINT.none), start.input, start.want);
      this.reader.scope.positional = positional;
      return flow;
    }
    const script = args[operand];
    if (script === undefined || script === "-" || script === "/dev/stdin" || hasFlag(args.slice(0, operand), "-s")) {
      return start.input?.text != null ? this.reader.text(start.input.text, unveiled(start.input.text, start.input.taint), null, start.want) : null;
    }
    const written = this.known(script);
    if (written?.text == null) return null;
    this.reader.scope.positional = args.slice(operand + 1);
    return this.reader.text(written.text, unveiled(written.text, written.taint), null, start.want);
  }

  private known(path: string): Flow | undefined {
    const files = this.reader.scope.files;
    return files.get(path) ?? files.get(normalisePath(path, this.reader.scope.cwd));
  }

  /** Runs a file that the text itself wrote: as its first line says, else as shell. */
  private file(text: string, program: string, start: Start, circumstance: Circumstance): Flow | null {
    const first = /^#!\s*(\S+)(?:\s+(\S+))?/.exec(text);
    const named = first === null ? "sh" : programOf(first[1]!) === "env" ? (first[2] ?? "sh") : programOf(first[1]!);
    if (SHELLS.has(named)) return this.reader.text(text, deeper(circumstance, start.span, program), null, start.want);
    if (interpreterOf(named) !== null) this.code(named, text, start, circumstance);
    return null;
  }

  private interpret(program: string, args: readonly string[], start: Start, circumstance: Circumstance): Flow | null {
    const use = interpreterUse(interpreterOf(program)!, args);
    const printed = start.want && use.code.length === 1 ? printedBy(use.code[0]!) : null;
    for (const code of use.code) this.code(program, code, start, circumstance);
    if (use.script !== null) {
      const written = this.known(use.script);
      if (written?.text != null) this.code(program, written.text, start, circumstance);
    }
    if (use.readsInput && start.input?.text != null) this.code(program, start.input.text, start, circumstance);
    return printed === null ? null : { text: this.bounded(printed), taint: start.taint ?? TAINT.none };
  }

  /** Code of an interpreter: what it does, as commands. */
  code(program: string, text: string, start: Start, circumstance: Circumstance, depth = 0): void {
    if (depth > 4) {
      this.reader.budget.cut = true;
      return;
    }
    const inside = deeper(circumstance, start.span, program);
    let taint: number = TAINT.none;
    for (const effect of effectsOf(text)) {
      taint |= this.effect(effect, program, start, inside, taint, depth);
    }
  }

  private effect(effect: Effect, program: string, start: Start, inside: Circumstance, taint: number, depth: number): number {
    const plain: Start = { redirects: [], assignments: [], input: null, span: start.span, want: true, taint };
    if (effect.kind === "shell") return this.reader.text(effect.text, inside, { text: null, taint }, true).taint;
    if (effect.kind === "command") return effect.argv.length === 0 ? TAINT.none : this.run(effect.argv, plain, inside).taint;
    if (effect.text !== null) this.code(program, effect.text, start, inside, depth + 1);
    else if ((taint & (TAINT.network | TAINT.decoded)) !== 0) this.run(["sh"], { ...plain, input: { text: null, taint } }, inside);
    return TAINT.none;
  }

  /** A command line that a program was told to run. */
  hook(text: string, span: Span, circumstance: Circumstance): void {
    this.reader.text(text, deeper(circumstance, span, circumstance.via), null, false);
  }
}

/** Name of a program: the last segment of its path, globs of well-known folders resolved, as the shell would find it. */
export function programOf(name: string): string {
  const base = name.slice(name.lastIndexOf("/") + 1);
  if (/[?*[]/.test(base) || (name.includes("/") && /[?*[]/.test(name))) return resolveGlob(name) ?? base;
  return /^(?:[A-Z]+|[A-Z][a-z]+-[A-Z][A-Za-z]+)$/.test(base) || base.endsWith(".exe") ? base.toLowerCase().replace(/\.exe$/, "") : base;
}
