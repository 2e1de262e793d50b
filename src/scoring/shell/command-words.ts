import type { Assignment, Command, Redirection as ShellRedirection, Word } from "unbash";
import { normalisePath } from "../paths/normalise.js";
import { NOTHING, TAINT, type Flow, type Redirection } from "./invocation.js";
import type { Scope } from "./scope.js";
import type { WordReader } from "./words.js";

/** Reads what stands in one command: its words, its assignments, its redirections. */
export class CommandWords {
  constructor(
    private readonly scope: Scope,
    private readonly reader: WordReader,
  ) {}

  /** Taint of what was read since it was last taken. */
  takeTaint(): number {
    const taint = this.reader.taint;
    this.reader.taint = TAINT.none;
    return taint;
  }

  /** Name and arguments of a command, with the taint of each word that has one. */
  argv(node: Command): { readonly argv: string[]; readonly tainted: ReadonlyMap<string, number>; readonly taint: number } {
    const argv: string[] = [];
    const tainted = new Map<string, number>();
    let sum: number = TAINT.none;
    for (const word of node.name === undefined || this.reader.vanishes(node.name) ? node.suffix : [node.name, ...node.suffix]) {
      const from = argv.length;
      if (!("type" in word) || word.type === "Word") for (const field of this.reader.expand(word as Word)) argv.push(field);
      else if (word.type === "Assignment") argv.push(`${word.name}=${this.assigned(word)}`);
      const taint = this.takeTaint();
      if (taint === TAINT.none) continue;
      sum |= taint;
      for (const field of argv.slice(from)) tainted.set(field, taint | (tainted.get(field) ?? TAINT.none));
    }
    return { argv, tainted, taint: sum };
  }

  array({ name, value, append }: Assignment): void {
    if (value?.type !== "ArrayValue") {
      this.scope.arrays.delete(name);
      return;
    }
    const elements = value.elements.flatMap((word) => this.reader.expand(word));
    this.scope.arrays.set(name, append === true ? [...(this.scope.arrays.get(name) ?? []), ...elements] : elements);
  }

  assigned(assignment: Assignment): string {
    const { value, index } = assignment;
    if (index !== undefined) this.reader.single(index);
    const text = value.type === "ArrayValue" ? value.elements.map((word) => this.reader.single(word)).join(" ") : this.reader.single(value);
    if (assignment.append !== true) return text;
    return (this.scope.lookup(assignment.name)?.text ?? "") + text;
  }

  redirections(list: readonly ShellRedirection[]): { redirects: Redirection[]; input: Flow | null } {
    if (list.length === 0) return NO_REDIRECTIONS;
    const redirects: Redirection[] = [];
    let input: Flow | null = null;
    for (const redirect of list) {
      if (redirect.type === "HereDoc") {
        const text = redirect.delimiter?.quoted === false && redirect.body.parts !== undefined ? this.reader.heredoc(redirect.body.parts) : redirect.body.text;
        input = { text, taint: this.reader.taint };
      } else if (redirect.target !== undefined) {
        const target = this.reader.single(redirect.target);
        if (redirect.type === "HereString") input = { text: target, taint: this.reader.taint };
        else {
          const descriptor = redirect.descriptor?.type === "FileDescriptor" ? redirect.descriptor.value : null;
          redirects.push({ operator: redirect.operator, descriptor, target });
          if (redirect.operator === "<") input = this.scope.files.get(normalisePath(target, this.scope.cwd)) ?? this.scope.files.get(target) ?? NOTHING;
        }
      }
    }
    return { redirects, input };
  }
}

const NO_REDIRECTIONS: { redirects: Redirection[]; input: Flow | null } = { redirects: [], input: null };
