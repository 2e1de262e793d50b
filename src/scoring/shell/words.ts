import type { ParameterExpansionPart, ParsedScript, SyntaxNode, Word, WordPart } from "unbash";
import { forEachChild } from "unbash";
import { bothEnds, expandBraces } from "./braces.js";
import type { Budget } from "./budget.js";
import { TAINT, UNKNOWN, type Flow } from "./invocation.js";
import { expandParameter } from "./parameters.js";
import { isSecretName, type Scope } from "./scope.js";

/** Combinations of brace alternatives in one word that are read. */
const ALTERNATIVES = 64;

/** Parts of one word with brace expressions that are read; longer ones hide more than they say. */
const BRACE_PARTS = 64;

/** What a field of a list costs the budget besides its characters. */
const FIELD = 16;

/** Runs the script of a substitution and gives what it prints. */
export type Substitute = (script: ParsedScript) => Flow;

const SPECIAL = /[\\'"$`{<>(]/;
/** Length to which one word grows by expansion at most. */
const WORD_LIMIT = 65_536;

/**
 * Turns words into the fields that a program would be given. Parts that cannot be known are `UNKNOWN`; the taint of
 * what was expanded adds up in `taint` until the caller takes it.
 */
export class WordReader {
  taint: number = TAINT.none;
  private fields: string[] = [];
  private current = "";
  private started = false;

  constructor(
    private readonly scope: Scope,
    private readonly substitute: Substitute,
    /** Gives the path under which the output of a process substitution is known. */
    private readonly processPath: (script: ParsedScript, operator: "<" | ">") => string,
    private readonly budget: Budget,
  ) {}

  /** Fields of a word, with word splitting and brace expansion. */
  expand(word: Word): string[] {
    const text = word.text;
    if (!SPECIAL.test(text)) return [text];
    const parts = word.parts;
    if (parts === undefined) return [word.value];
    if (parts.some((part) => part.type === "BraceExpansion")) return this.expandAlternatives(parts);
    return this.expandParts(parts);
  }

  private expandParts(parts: readonly WordPart[]): string[] {
    this.begin();
    parts.forEach((part, index) => this.part(part, false, startsWithLetter(parts[index + 1])));
    return this.end();
  }

  /** True for an unquoted positional parameter that is not set, alone: no word is left of it. */
  vanishes(word: Word): boolean {
    return /^\$(?:[@*1-9]|\{[@*1-9]\})$/.test(word.text) && this.scope.lookup(word.text.replace(/[${}]/g, "")) === null;
  }

  /** Each combination of the brace alternatives, as a word of its own. */
  private expandAlternatives(parts: readonly WordPart[]): string[] {
    let heads: WordPart[][] = [[]];
    for (const part of bothEnds(parts, BRACE_PARTS, this.budget)) {
      const choices = part.type === "BraceExpansion" ? expandBraces(part.text, this.budget).map(literalPart) : [part];
      heads = bothEnds(heads.flatMap((head) => choices.map((choice) => [...head, choice])), ALTERNATIVES, this.budget);
    }
    return heads.flatMap((head) => this.expandParts(head));
  }

  /** The word as one string, without splitting: for assignments, redirections and here-strings. */
  single(word: Word): string {
    if (!SPECIAL.test(word.text)) return word.text;
    const parts = word.parts;
    if (parts === undefined) return word.value;
    this.begin();
    parts.forEach((part, index) => this.part(part, true, startsWithLetter(parts[index + 1])));
    return this.end().join(" ");
  }

  /** Text of heredoc parts, which know no quotes. */
  heredoc(parts: readonly WordPart[]): string {
    this.begin();
    for (const part of parts) this.part(part, true);
    return this.end().join("");
  }

  private begin(): void {
    this.fields = [];
    this.current = "";
    this.started = false;
  }

  private end(): string[] {
    if (this.started) this.fields.push(this.current);
    return this.fields;
  }

  private literal(text: string): void {
    this.started = true;
    if (this.current.length + text.length <= WORD_LIMIT) this.current += text;
    else this.budget.cut = true;
  }

  /** `beforeLetter`: a letter of the same word follows. */
  private part(part: WordPart, quoted: boolean, beforeLetter = false): void {
    switch (part.type) {
      case "Literal":
      case "SingleQuoted":
      case "AnsiCQuoted":
      case "Glob":
        return this.literal(part.value);
      case "DoubleQuoted":
      case "LocaleString":
        this.started = true;
        part.parts.forEach((child, index) => this.part(child, true, index === part.parts.length - 1 ? beforeLetter : startsWithLetter(part.parts[index + 1])));
        return;
      case "SimpleExpansion":
        return this.variable(part.text.slice(1), quoted, beforeLetter);
      case "ParameterExpansion":
        if (part.operation === undefined && part.prefix === undefined && part.index === undefined) return this.variable(part.parameter, quoted, beforeLetter);
        return this.parameter(part, quoted);
      case "CommandExpansion":
        return this.flow(part.script === undefined ? { text: null, taint: 0 } : this.nested(part.script), quoted);
      case "ProcessSubstitution":
        return this.literal(part.script === undefined ? UNKNOWN : this.aside(() => this.processPath(part.script!, part.operator)));
      case "BraceExpansion":
        return this.literal(part.text);
      case "ArithmeticExpansion":
        this.substitutions(part);
        return this.literal(UNKNOWN);
      case "ExtendedGlob":
        for (const child of part.parts ?? []) this.substitutions(child);
        return this.literal(part.text);
    }
  }

  /** Runs a substitution while this word is half built. */
  private nested(script: ParsedScript): Flow {
    return this.aside(() => this.substitute(script));
  }

  /** Does something that reads other words, and goes on with this one afterwards. */
  private aside<T>(action: () => T): T {
    const saved = [this.fields, this.current, this.started] as const;
    const result = action();
    [this.fields, this.current, this.started] = saved;
    return result;
  }

  /** Runs the substitutions in a node that is no word: a test, arithmetic. */
  substitutions(node: SyntaxNode, depth = 0): void {
    if (depth > 40) {
      this.budget.cut = true;
      return;
    }
    forEachChild(node, (child) => {
      if (child.type === "Script") this.nested(child as ParsedScript);
      else this.substitutions(child, depth + 1);
    });
  }

  private variable(name: string, quoted: boolean, beforeLetter: boolean): void {
    const fields = quoted && name === "@" ? this.scope.positional : [];
    if (fields.length > 1) return this.each(fields, TAINT.none);
    const value = this.scope.lookup(name);
    if (value === null && this.isEmptyInside(name, beforeLetter)) {
      this.started = true;
      return;
    }
    this.flow(value ?? { text: null, taint: isSecretName(name) ? TAINT.secret : TAINT.none }, quoted);
  }

  /**
   * A positional parameter that was not set is empty, and stands in the middle of a name only to hide it. By itself, or as a
   * segment of a path, it may be one that a script is given later.
   */
  private isEmptyInside(name: string, beforeLetter: boolean): boolean {
    return /^[@*1-9]$/.test(name) && (beforeLetter || /[A-Za-z]$/.test(this.current) || (name === "@" && this.current !== ""));
  }

  private parameter(part: ParameterExpansionPart, quoted: boolean): void {
    const array = quoted && part.index?.text === "@" && part.operation === undefined && part.prefix === undefined ? this.scope.arrays.get(part.parameter) : undefined;
    if (array !== undefined) return this.each(array, this.scope.lookup(part.parameter)?.taint ?? TAINT.none);
    const read = new Set<Word>();
    const flow = expandParameter(part, this.scope, this.budget, (word) => {
      read.add(word);
      return this.aside(() => this.single(word));
    });
    for (const word of wordsOf(part)) if (!read.has(word)) this.substitutions(word);
    this.flow(flow, quoted);
  }

  private flow(flow: Flow, quoted: boolean): void {
    this.taint |= flow.taint;
    if (flow.text === null || !this.budget.expand(flow.text.length)) return this.literal(UNKNOWN);
    if (quoted) return this.literal(flow.text);
    this.split(flow.text);
  }

  /** `"$@"` and `"${array[@]}"`: a field of its own for each element. */
  private each(elements: readonly string[], taint: number): void {
    this.taint |= taint;
    for (const [index, element] of elements.entries()) {
      if (index > 0) {
        this.fields.push(this.current);
        this.current = "";
      }
      if (!this.budget.expand(element.length + FIELD)) return this.literal(UNKNOWN);
      this.literal(element);
    }
  }

  /** Word splitting of an unquoted expansion, at the separators that the text has set. */
  private split(text: string): void {
    const separators = this.scope.variables.get("IFS")?.text;
    const pieces = separators === undefined ? text.split(/[ \t\n]+/) : splitAt(text, separators);
    for (let index = 0; index < pieces.length; index++) {
      if (index > 0 && this.started) {
        this.fields.push(this.current);
        this.current = "";
        this.started = false;
      }
      if (pieces[index] !== "") this.literal(pieces[index]!);
    }
  }
}

function splitAt(text: string, separators: string): string[] {
  const pieces = [""];
  for (const char of text) {
    if (separators.includes(char)) pieces.push("");
    else pieces[pieces.length - 1] += char;
  }
  return pieces;
}

function literalPart(value: string): WordPart {
  return { type: "Literal", pos: 0, end: 0, value, text: value };
}

function startsWithLetter(part: WordPart | undefined): boolean {
  return part !== undefined && /^["']?[A-Za-z]/.test(part.text);
}

/** Words of an expansion that need not be read for its value; a shell may read them all the same. */
function wordsOf({ index, operation }: ParameterExpansionPart): readonly Word[] {
  const words = index === undefined ? [] : [index];
  if (operation?.type === "Slice") words.push(operation.offset, ...(operation.length === undefined ? [] : [operation.length]));
  else if (operation?.type === "Remove" || operation?.type === "Default") words.push(operation.operand);
  return words;
}
