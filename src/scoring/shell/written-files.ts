import { normalisePath } from "../paths/normalise.js";
import { NOTHING, TAINT, type Flow } from "./invocation.js";
import { operands } from "./options.js";
import type { Scope } from "./scope.js";

const COPIES: ReadonlySet<string> = new Set(["cp", "mv", "install", "ln", "gcp"]);
/** Filters that read the files they name, with the operands before the first file. */
const FILTERS: Readonly<Record<string, number>> = { cat: 0, head: 0, tail: 0, tac: 0, grep: 1, egrep: 1, fgrep: 1, sed: 1 };

/** What the files hold that a filter is given, unknown where the text did not write them all; null where it reads standard input. */
export function readFiles(program: string, args: readonly string[], scope: Scope): Flow | null {
  if (!Object.hasOwn(FILTERS, program)) return null;
  const files = operands(args, { values: program === "head" || program === "tail" ? "nc" : program === "sed" ? "ef" : program === "cat" ? "" : "efmABC" }).slice(FILTERS[program]);
  if (files.every((file) => file === "-")) return null;
  const flows = files.map((file) => scope.written(file));
  if (flows.some((flow) => flow?.text == null)) return NOTHING;
  return { text: flows.map((flow) => flow!.text).join("\n"), taint: flows.reduce((sum, flow) => sum | flow!.taint, TAINT.none as number) };
}

/** A copy, a move or a link of a file that the text wrote holds the same. */
export function copyFile(program: string, args: readonly string[], scope: Scope): void {
  if (!COPIES.has(program) || scope.files.size === 0) return;
  const [target, ...sources] = operands(args, { values: program === "install" ? "mogS" : "St" }).reverse();
  if (target === undefined) return;
  for (const source of sources) {
    const flow = scope.files.get(normalisePath(source, scope.cwd));
    if (flow === undefined) continue;
    const name = source.slice(source.lastIndexOf("/") + 1);
    const path = normalisePath(target, scope.cwd);
    scope.write(path, flow);
    scope.write(`${path}/${name}`, flow);
  }
}
