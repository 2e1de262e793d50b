import { createRequire } from "node:module";
import { CommanderError } from "commander";
import { spotterProgram } from "../../../src/cli/program.js";

const wasmPath = createRequire(import.meta.url).resolve("sql.js/dist/sql-wasm.wasm");

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Situation {
  /** The user's home, and so the place of the state folder. */
  readonly home: string;
  readonly version?: string;
  /** Answers questions; nobody does where it is left out. */
  readonly confirm?: (question: string) => Promise<boolean>;
}

/** Runs a command line as `spotter` does. */
export async function spotter(args: readonly string[], { home, version = "1", confirm }: Situation): Promise<Ended> {
  let [code, out, err] = [0, "", ""];
  const terminal = { out: (text: string): void => void (out += text), err: (text: string): void => void (err += text), ...(confirm ? { confirm } : {}) };
  const program = spotterProgram({ version, wasmPath, terminal, state: { env: {}, home }, setExit: (given) => (code = given) });
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    code = error.exitCode === 0 ? 0 : 2;
  }
  return { code, out, err };
}
