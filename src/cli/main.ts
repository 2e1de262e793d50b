import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { CommanderError } from "commander";
import { untrusted } from "../model/untrusted.js";
import { EXIT } from "./exitCodes.js";
import { spotterProgram } from "./program.js";
import { terminalText } from "./terminalText.js";

/** Bundled beside its WASM file. */
const here = __dirname;

const terminal = {
  out: (text: string): void => void process.stdout.write(text),
  err: (text: string): void => void process.stderr.write(text),
  ...(process.stdin.isTTY && process.stderr.isTTY ? { confirm } : {}),
};

/** Anything but a yes is a no, the end of input included. */
async function confirm(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const ended = new Promise<null>((resolve) => lines.once("close", () => resolve(null)));
    const answer = await Promise.race([lines.question(`${question} [y/N] `), ended]);
    if (answer === null) terminal.err("\n");
    return answer !== null && /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}

/** Commands that answer line by line: whoever closes the pipe (`| head`) has enough, and there is nothing left to do. The others still owe a verdict. */
const STREAMING = ["score", "inspect"];

function mindClosedPipe(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") fail(error);
    if (STREAMING.includes(process.argv[2] ?? "")) process.exit(EXIT.clean);
  });
}

/** The one edge for what nobody foresaw: a sentence instead of a stack, and a code that never passes for a verdict. */
function fail(error: unknown): never {
  const { code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : { code: undefined, message: String(error) };
  const what = terminalText(untrusted(message), 400);
  terminal.err(`spotter: ${what}${code === undefined || message.includes(code) ? "" : ` (${code})`}. The work could not be finished, so nothing it printed is complete.\n`);
  process.exit(EXIT.unreadable);
}

async function main(): Promise<void> {
  mindClosedPipe();
  try {
    const { version } = JSON.parse(readFileSync(join(here, "..", "package.json"), "utf8")) as { version: string };
    const surroundings = { version, wasmPath: join(here, "sql-wasm.wasm"), terminal, state: { env: process.env, home: homedir() } };
    await spotterProgram({ ...surroundings, setExit: (code) => (process.exitCode = code) }).parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) fail(error);
    process.exitCode = error.exitCode === 0 ? EXIT.clean : EXIT.usage;
  }
}

void main();
