import { TAINT, type Flow } from "./invocation.js";
import { optionValues } from "./options.js";
import type { Scope } from "./scope.js";
import { normalisePath } from "../paths/normalise.js";

/** Names that make looks for where it is given none (make(1)). */
const NAMES = ["GNUmakefile", "makefile", "Makefile"];

/** The makefile that make is given, where the command itself has it: its standard input, a process substitution, a file that was written before. Null where it is not known. */
export function makefileOf(args: readonly string[], input: Flow | null, scope: Scope): Flow | null {
  const given = optionValues(args, "-f", "--file", "--makefile")[0];
  if (given === "-" || given === "/dev/stdin") return input;
  const folder = optionValues(args, "-C", "--directory")[0];
  const names = given === undefined ? NAMES : [given];
  for (const name of names) {
    const flow = scope.files.get(name) ?? scope.files.get(normalisePath(folder === undefined ? name : `${folder}/${name}`, scope.cwd));
    if (flow !== undefined) return flow;
  }
  return null;
}

/** What make gives to a shell: the lines of recipes, and what stands in `$(shell …)`. */
export function recipeLines({ text, taint }: Flow): { readonly lines: readonly string[]; readonly taint: number } {
  if (text === null) return { lines: [], taint };
  const joined = text.replace(/\\\n\t?/g, " ");
  const recipes = [...joined.matchAll(/^(?:\t|[^\s#:=][^:=\n]*:[^=\n;]*;)[ \t]*[-@+]*(.+)$/gm)].map(([, line]) => line!.replaceAll("$$", "$"));
  const calls = [...joined.matchAll(/\$\(shell ([^()]*(?:\([^()]*\)[^()]*)*)\)/g)].map(([, line]) => line!);
  return { lines: [...recipes, ...calls], taint: TAINT.none };
}
