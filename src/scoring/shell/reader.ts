import { parse, type Command, type CommandNode, type CompoundList, type ParsedScript, type PipelineNode, type AndOr, type Statement, type Word } from "unbash";
import type { Span } from "../../model/assessment.js";
import { bothEnds } from "./braces.js";
import { TOP, type Circumstance } from "./circumstance.js";
import { NOTHING, TAINT, UNKNOWN, type Flow, type Observer } from "./invocation.js";
import { interpreterOf } from "./interpreters.js";
import { CommandWords } from "./command-words.js";
import { Launcher } from "./launcher.js";
import { runCode } from "./run-code.js";
import { isSecretName, type Scope } from "./scope.js";
import { WordReader } from "./words.js";
import { boundText, needsBound, SCARCE } from "./bounds.js";
import type { Budget } from "./budget.js";

/** Words that open a command inside a command; the parser goes one level deeper for each. */
const NESTING = /(?:\bcoproc\s+){64}/;
/** Nesting of text in text (`bash -c`, `eval`, substitutions) that is followed. */
const DEPTH_LIMIT = 12;

/** Values of a loop for which its body is read, and how many where they are numbers, or where loops stand in loops. */
const VALUES = 64;
const COUNTED = 8;

/** Reads a command text as a shell would, and reports each program that it runs, in order. */
export class ShellReader {
  readonly words: WordReader;
  private readonly parts: CommandWords;
  readonly launcher: Launcher;
  private circumstance: Circumstance = TOP;
  /** Of a text that is read in part: where its end begins in what is read, and how far from that it stands. */
  private gap = { from: Infinity, length: 0 };
  /** The command whose words are read. */
  private current: Span = { start: 0, end: 0 };

  constructor(
    readonly scope: Scope,
    readonly observer: Observer,
    readonly budget: Budget,
  ) {
    this.words = new WordReader(
      scope,
      (script) => this.substitute(script),
      (script, operator) => this.processPath(script, operator),
      this.budget,
    );
    this.parts = new CommandWords(scope, this.words);
    this.launcher = new Launcher(this);
  }

  /** Reads text that is code; gives what it prints, where `want` asks for it. */
  text(text: string, circumstance: Circumstance, input: Flow | null = null, want = false): Flow {
    if (circumstance.depth > DEPTH_LIMIT) {
      this.budget.cut = true;
      return NOTHING;
    }
    let bounded = text;
    const scarce = circumstance.depth === 0 && !this.budget.command(text.length);
    if (scarce ? text.length > SCARCE : needsBound(text)) {
      const { head, tail } = boundText(text, scarce);
      bounded = `${head}\n${tail}`;
      this.budget.cut = true;
      if (circumstance.depth === 0) this.gap = { from: head.length + 1, length: text.length - bounded.length };
    }
    if (circumstance.depth > 0 && !this.budget.nest(bounded.length)) return NOTHING;
    const saved = this.circumstance;
    this.circumstance = circumstance;
    const script = this.parsed(bounded);
    const flow = script === null ? NOTHING : this.script(script, input, want);
    // What is no shell may be lines for an interactive program that the first line starts.
    const lineEnd = bounded.indexOf("\n");
    if (script?.errors !== undefined && circumstance.depth === 0 && lineEnd > 0 && lineEnd < 200 && !bounded.includes("<<")) {
      const rest = bounded.slice(lineEnd + 1);
      if (/\/bin\/\w*sh\b/.test(rest)) runCode(this.launcher, "text", rest, { redirects: [], assignments: [], input: null, span: { start: lineEnd + 1, end: text.length }, want: false }, circumstance);
    }
    this.circumstance = saved;
    return flow;
  }

  /** Null for a text that is nested deeper than the parser can go, which counts as unread. */
  private parsed(text: string): ParsedScript | null {
    if (NESTING.test(text)) {
      this.budget.cut = true;
      return null;
    }
    return parse(text);
  }

  /**
   * Reads what follows the first line as the input of an interactive interpreter or editor: `python3`, line break, code.
   * Written into one text like that, the lines are meant for the program, not for the shell.
   */
  rest(text: string): void {
    const first = /^\s*(?:sudo\s+)?([\w.-]{2,20})[ \t]*\r?\n/.exec(text.slice(0, 200));
    if (first === null || interpreterOf(first[1]!) === null) return;
    const rest = text.slice(first[0].length, 65_536);
    const start = { redirects: [], assignments: [], input: null, span: { start: first[0].length, end: text.length }, want: false };
    runCode(this.launcher, first[1]!, rest, start, { ...TOP, elevated: text.trimStart().startsWith("sudo") });
  }

  private script(script: ParsedScript, input: Flow | null, want: boolean): Flow {
    return this.statements(script.commands, input, want);
  }

  private substitute(script: ParsedScript): Flow {
    if (this.circumstance.depth >= DEPTH_LIMIT || !this.budget.program()) {
      this.budget.cut = true;
      return NOTHING;
    }
    const saved = this.circumstance;
    // A script with a source of its own (escaped backticks) has positions that mean nothing outside it.
    this.circumstance = { ...saved, depth: saved.depth + 1, span: script.source === undefined ? saved.span : (saved.span ?? this.current) };
    const current = this.current;
    const taint = this.words.taint;
    this.words.taint = TAINT.none;
    const fromFile = this.fileSubstitution(script);
    const flow = fromFile ?? (printsNothing(script) ? EMPTY : this.script(script, null, true));
    this.words.taint = taint;
    this.current = current;
    this.circumstance = saved;
    return { text: flow.text?.replace(/\n+$/, "") ?? null, taint: flow.taint };
  }

  /** `$(< file)`: no program is run, the file is read. */
  private fileSubstitution(script: ParsedScript): Flow | null {
    const only = script.commands.length === 1 ? script.commands[0]!.command : undefined;
    if (only?.type !== "Command" || only.name !== undefined || only.redirects.length !== 1) return null;
    const [redirect] = only.redirects;
    if (redirect?.type !== "Redirect" || redirect.operator !== "<" || redirect.target === undefined) return null;
    const target = this.words.single(redirect.target);
    return this.launcher.run(["cat"], { redirects: [{ operator: "<", descriptor: null, target }], assignments: [], input: null, span: this.span(only.pos, only.end), want: true }, this.circumstance);
  }

  private processPath(script: ParsedScript, operator: "<" | ">"): string {
    const flow = this.substitute(script);
    const path = `/dev/fd/${63 - (this.scope.files.size % 50)}${operator}`;
    this.scope.write(path, flow);
    return path;
  }

  private statements(list: readonly Statement[], input: Flow | null, want: boolean): Flow {
    if (list.length === 1) return this.node(list[0]!.command, input, want);
    let text: string | null = "";
    let taint: number = TAINT.none;
    for (const statement of list) {
      const flow = this.node(statement.command, input, want);
      taint |= flow.taint;
      text = text === null || flow.text === null ? null : `${text}${flow.text}\n`;
    }
    return want ? { text: text === "" ? null : text, taint } : { text: null, taint };
  }

  private node(node: PipelineNode | AndOr, input: Flow | null, want: boolean): Flow {
    if (!this.budget.step()) return NOTHING;
    switch (node.type) {
      case "Pipeline":
        return this.pipeline(node.commands, input, want);
      case "AndOr": {
        let flow = NOTHING;
        let taint: number = TAINT.none;
        for (const command of node.commands) {
          const next = this.node(command, input, want);
          taint |= next.taint;
          if (next.text !== null) flow = next;
        }
        return { text: flow.text, taint };
      }
      case "Command":
        return this.command(node, input, want);
      default:
        return this.compound(node, input, want);
    }
  }

  private pipeline(commands: readonly CommandNode[], input: Flow | null, want: boolean): Flow {
    let flow = input;
    commands.forEach((command, index) => {
      flow = this.node(command, flow, want || index < commands.length - 1);
    });
    return flow ?? NOTHING;
  }

  private compound(node: Exclude<CommandNode, Command>, input: Flow | null, want: boolean): Flow {
    switch (node.type) {
      case "Subshell": {
        const cwd = this.scope.cwd;
        const flow = this.list(node.body, input, want);
        this.scope.cwd = cwd;
        return flow;
      }
      case "BraceGroup":
        return this.list(node.body, input, want);
      case "If":
        return this.branches([node.clause, node.then, ...node.elif.flatMap((elif) => [elif.clause, elif.then]), ...(node.else ? [node.else] : [])], input, want);
      case "While":
        return this.branches([node.clause, node.body], input, want);
      case "For":
      case "Select":
        return this.loop(node.name.value, node.wordlist ?? [], node.body, input, want);
      case "ArithmeticFor":
        for (const expression of [node.initialize, node.test, node.update]) if (expression !== undefined) this.words.substitutions(expression);
        return this.list(node.body, input, want);
      case "Case":
        this.words.single(node.word);
        for (const item of node.items) for (const pattern of item.pattern) this.words.single(pattern);
        return this.branches(node.items.map((item) => item.body), input, want);
      case "Function":
        this.scope.functions.set(node.name.value, node.body);
        return NOTHING;
      case "Coproc":
        return node.body.type === "CompoundList" ? this.list(node.body, input, want) : this.node(node.body, input, want);
      case "Redirected":
        return this.redirected(node, input, want);
      case "TestCommand":
      case "ArithmeticCommand":
        if (node.expression !== undefined) this.words.substitutions(node.expression);
        return NOTHING;
    }
  }

  private redirected(node: Extract<CommandNode, { type: "Redirected" }>, input: Flow | null, want: boolean): Flow {
    const writes = node.redirects.some((redirect) => redirect.type === "Redirect" && redirect.operator.includes(">"));
    const { redirects, input: own } = this.parts.redirections(node.redirects);
    const flow = this.node(node.command, own ?? input, want || writes);
    if (redirects.length > 0) {
      this.launcher.redirectOnly(redirects, { text: flow.text, taint: flow.taint }, this.span(node.pos, node.end), this.circumstance);
    }
    return flow;
  }

  /** Body of a function, or any list that is run in the present circumstances. */
  body(node: CompoundList | Exclude<CommandNode, Command>, input: Flow | null, want: boolean): Flow {
    return node.type === "CompoundList" ? this.list(node, input, want) : this.node(node, input, want);
  }

  private list(list: CompoundList, input: Flow | null, want: boolean): Flow {
    return this.statements(list.commands, input, want);
  }

  private branches(lists: readonly CompoundList[], input: Flow | null, want: boolean): Flow {
    let taint: number = TAINT.none;
    let text: string | null = null;
    for (const list of lists) {
      const flow = this.list(list, input, want);
      taint |= flow.taint;
      text = flow.text ?? text;
    }
    return { text, taint };
  }

  /** The body is read once for each value, since any of them may be the one that matters; counting repeats itself. */
  private loop(name: string, wordlist: readonly Word[], body: CompoundList, input: Flow | null, want: boolean): Flow {
    const given = [...new Set(wordlist.flatMap((word) => this.words.expand(word)))];
    const values = given.filter((value, index) => index < COUNTED || !/^\d+$/.test(value));
    const taint = this.parts.takeTaint();
    let flow: Flow = NOTHING;
    for (const value of values.length === 0 ? [UNKNOWN] : bothEnds(values, this.budget.roomy ? VALUES : COUNTED, this.budget)) {
      if (!this.budget.step()) break;
      this.scope.assign(name, { text: value, taint });
      flow = this.list(body, input, want);
    }
    return flow;
  }

  private span(start: number, end: number): Span {
    const { from, length } = this.gap;
    return this.circumstance.span ?? { start: start < from ? start : start + length, end: end < from ? end : end + length };
  }

  private command(node: Command, input: Flow | null, want: boolean): Flow {
    this.words.taint = TAINT.none;
    const span = this.span(node.pos, node.end);
    this.current = span;
    const { argv, tainted, taint: argvTaint } = this.parts.argv(node);
    const assignments: Array<[string, string]> = [];
    for (const prefix of node.prefix) if (prefix.type === "Assignment") assignments.push([prefix.name, this.parts.assigned(prefix)]);
    const wordTaint = argvTaint | this.parts.takeTaint();
    const { redirects, input: own } = this.parts.redirections(node.redirects);
    const taint = wordTaint | this.parts.takeTaint();
    if (argv.length === 0) {
      for (const [name, text] of assignments) this.assign(name, text, taint);
      for (const prefix of node.prefix) if (prefix.type === "Assignment") this.parts.array(prefix);
      if (redirects.length > 0) this.launcher.redirectOnly(redirects, NOTHING, span, this.circumstance);
      this.launcher.assignOnly(assignments, taint, span, this.circumstance);
      return { text: null, taint };
    }
    return this.launcher.run(argv, { redirects, assignments, input: own ?? input, span, want, taint, tainted }, this.circumstance);
  }

  /** Sets a shell variable; a name that says secret makes its value one. */
  assign(name: string, text: string, taint: number): void {
    this.scope.assign(name, { text, taint: taint | (isSecretName(name) && text !== "" ? TAINT.secret : TAINT.none) });
  }
}

const EMPTY: Flow = { text: "", taint: TAINT.none };

/** `$()`, `$(:)`: nothing is printed, whatever the machine is like. */
function printsNothing({ commands }: ParsedScript): boolean {
  const only = commands[0]?.command;
  return only === undefined || (commands.length === 1 && only.type === "Command" && only.redirects.length === 0 && /^(?::|true|false)$/.test(only.name?.text ?? "") && only.suffix.length === 0);
}
