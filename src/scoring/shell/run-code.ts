import { effectsOf, printedBy, type Effect } from "../code/effects.js";
import { base64Bytes } from "./decode.js";
import { deeper, type Circumstance } from "./circumstance.js";
import { interpreterOf, interpreterUse } from "./interpreters.js";
import { TAINT, type Flow } from "./invocation.js";
import type { Launcher, Start } from "./launcher.js";
import { firstOperand, hasFlag } from "./options.js";
import { programOf } from "./program-globs.js";
import { SHELL_OPTIONS, SHELLS } from "./wrappers.js";

/** A shell: `-c` text, a script that the text wrote, or its standard input. */
export function runShell(launcher: Launcher, args: readonly string[], start: Start, circumstance: Circumstance): Flow | null {
  const { scope } = launcher.reader;
  const plain = deeper(circumstance, start.span, circumstance.via);
  const unveiled = (text: string, taint: number): Circumstance => (taint & TAINT.unveiled ? { ...plain, decoded: text } : plain);
  const at = args.findIndex((arg) => /^-[a-zA-Z]*c[a-zA-Z]*$/.test(arg) || arg === "--command" || arg === "-Command");
  const operand = firstOperand(args, SHELL_OPTIONS);
  const encoded = args.findIndex((arg) => /^-e(?:nc|ncodedcommand|c)?$/i.test(arg));
  const command = encoded >= 0 && encoded <= operand ? utf16(base64Bytes(args[encoded + 1] ?? "")) : null;
  if (command !== null) return launcher.reader.text(command, { ...plain, decoded: command }, null, start.want);
  if (at >= 0 && at <= operand) {
    const code = firstOperand(args, {}, at + 1);
    const text = args[code];
    if (text === undefined) return null;
    return scope.inShell(args[code + 1] ?? "bash", args.slice(code + 2), start.assignments, () =>
      launcher.reader.text(text, unveiled(text, start.taint ?? TAINT.none), start.input, start.want));
  }
  const script = args[operand];
  const fromInput = script === undefined || script === "-" || script === "/dev/stdin" || hasFlag(args.slice(0, operand), "-s");
  const code = fromInput ? start.input : scope.written(script);
  if (code?.text == null) return null;
  const { text, taint } = { text: code.text, taint: code.taint };
  return scope.inShell(fromInput ? "bash" : script, args.slice(operand + 1), start.assignments, () => launcher.reader.text(text, unveiled(text, taint), fromInput ? null : start.input, start.want));
}

/** Runs a file that the text itself wrote: as its first line says, else as shell. */
export function runFile(launcher: Launcher, text: string, program: string, start: Start, circumstance: Circumstance): Flow | null {
  const first = /^#!\s*(\S+)(?:\s+(\S+))?/.exec(text);
  const named = first === null ? "sh" : programOf(first[1]!) === "env" ? (first[2] ?? "sh") : programOf(first[1]!);
  if (SHELLS.has(named)) return launcher.reader.text(text, deeper(circumstance, start.span, program), null, start.want);
  if (interpreterOf(named) !== null) runCode(launcher, named, text, start, circumstance);
  return null;
}

export function interpret(launcher: Launcher, program: string, args: readonly string[], start: Start, circumstance: Circumstance): Flow | null {
  const use = interpreterUse(interpreterOf(program)!, args);
  const printed = start.want && use.code.length === 1 ? printedBy(use.code[0]!) : null;
  for (const code of use.code) runCode(launcher, program, code, start, circumstance);
  if (use.script !== null) {
    const written = launcher.reader.scope.written(use.script);
    if (written?.text != null) runCode(launcher, program, written.text, start, circumstance);
  }
  if (use.readsInput && start.input?.text != null) runCode(launcher, program, start.input.text, start, circumstance);
  return printed === null ? null : { text: launcher.bounded(printed), taint: start.taint ?? TAINT.none };
}

/** Code of an interpreter: what it does, as commands. */
export function runCode(launcher: Launcher, program: string, text: string, start: Start, circumstance: Circumstance, depth = 0): void {
  if (depth > 4) {
    launcher.reader.budget.cut = true;
    return;
  }
  const inside = deeper(circumstance, start.span, program);
  let taint: number = TAINT.none;
  for (const effect of effectsOf(text)) {
    taint |= runEffect(launcher, effect, program, start, inside, taint, depth);
  }
}

function runEffect(launcher: Launcher, effect: Effect, program: string, start: Start, inside: Circumstance, taint: number, depth: number): number {
  const plain: Start = { redirects: [], assignments: [], input: null, span: start.span, want: true, taint };
  if (effect.kind === "shell") return launcher.reader.text(effect.text, inside, { text: null, taint }, true).taint;
  if (effect.kind === "command") return effect.argv.length === 0 ? TAINT.none : launcher.run(effect.argv, plain, inside).taint;
  if (effect.text !== null) runCode(launcher, program, effect.text, start, inside, depth + 1);
  else if ((taint & (TAINT.network | TAINT.decoded)) !== 0) launcher.run(["sh"], { ...plain, input: { text: null, taint } }, inside);
  return TAINT.none;
}

/** PowerShell's `-EncodedCommand`: 16-bit units, little end first; null where the bytes are no text. */
function utf16(bytes: Uint8Array | null): string | null {
  if (bytes === null || bytes.length < 2 || bytes.length % 2 === 1 || bytes.length > 32_768) return null;
  let text = "";
  for (let index = 0; index < bytes.length; index += 2) text += String.fromCharCode(bytes[index]! | (bytes[index + 1]! << 8));
  return /^[\t\n\r -~]+$/.test(text) ? text : null;
}
