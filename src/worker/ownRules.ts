import type { RuleBook } from "../scoring/sigma/ruleBook.js";
import { readRuleBook, ruleFilesState } from "./ruleFiles.js";

/** The person's files and folders of rules, and the book that they make; read anew when one of them changes. */
export class OwnRules {
  private readonly asked: Set<string>;
  private state: string;
  book: RuleBook;

  constructor(paths: readonly string[]) {
    this.asked = new Set(paths);
    this.state = ruleFilesState(paths);
    this.book = readRuleBook(paths);
  }

  get paths(): readonly string[] {
    return [...this.asked];
  }

  /** A window asks for these, too. Paths that one asked for stay until the engine ends, so that a window that closes changes no score. */
  ask(paths: readonly string[]): void {
    for (const path of paths) this.asked.add(path);
  }

  /** Looks at the files. Gives true where the book is another one now. */
  look(): boolean {
    const state = ruleFilesState(this.paths);
    if (state === this.state) return false;
    this.state = state;
    this.book = readRuleBook(this.paths);
    return true;
  }
}
