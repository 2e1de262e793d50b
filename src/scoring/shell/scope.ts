import { normalisePath } from "../paths/normalise.js";
import { TAINT, type Flow } from "./invocation.js";
import { startsShell } from "./starts-shell.js";
import type { Function as ShellFunction } from "unbash";

export interface Variable {
  readonly text: string;
  readonly taint: number;
}

/** Names of variables whose value is a secret, by how they are called in practice. */
const SECRET_NAME =
  /(?:^|_)(?:SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|APIKEY|API_KEY|ACCESS_KEY|PRIVATE_KEY|CREDENTIALS?|SECRET_KEY|AUTH_KEY|PAT)(?:$|_)/i;

/** True for the name of a variable that holds a credential by convention. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

const INHERITED: Readonly<Record<string, string>> = {
  HOME: "~",
  IFS: " \t\n",
  TMPDIR: "/tmp",
  TMP: "/tmp",
  TEMP: "/tmp",
  SHELL: "/bin/bash",
  PATH: "/usr/local/bin:/usr/bin:/bin",
  XDG_CONFIG_HOME: "~/.config",
  XDG_DATA_HOME: "~/.local/share",
  XDG_CACHE_HOME: "~/.cache",
};

/** What the shell knows while a command text is read: variables, functions, aliases, written files, the folder. */
export class Scope {
  readonly variables = new Map<string, Variable>();
  /** Elements of those variables that are arrays. */
  readonly arrays = new Map<string, readonly string[]>();
  readonly functions = new Map<string, ShellFunction["body"]>();
  readonly aliases = new Map<string, string>();
  /** Files that the text itself wrote, by resolved path. */
  readonly files = new Map<string, Flow>();
  /** Those of them that start a shell when something runs them. */
  readonly shells = new Set<string>();
  /** Worktrees that the text itself added, by resolved path. */
  readonly worktrees = new Set<string>();
  /** Files that the text encrypted, by resolved path. */
  readonly encrypted = new Set<string>();
  /** Folder before the last change; null where it is not known. */
  previous: string | null = null;
  positional: readonly string[] = [];
  /** `$0`: the shell's name, or what a `-c` script was given as its name. */
  zero = "bash";
  /** Functions that are being run, with how often each has called itself meanwhile. */
  readonly running = new Map<string, number>();

  constructor(public cwd: string | null) {}

  /** The variable's value; null where it is not known. */
  lookup(name: string): Variable | null {
    const own = this.variables.get(name);
    if (own !== undefined) return own;
    if (name === "PWD") return this.cwd === null ? null : { text: this.cwd, taint: TAINT.none };
    if (name === "0") return { text: this.zero, taint: TAINT.none };
    const inherited = Object.hasOwn(INHERITED, name) ? INHERITED[name] : undefined;
    if (inherited !== undefined) return { text: inherited, taint: TAINT.none };
    if (name >= "1" && name <= "9" && name.length === 1) {
      const text = this.positional[Number(name) - 1];
      return text === undefined ? null : { text, taint: TAINT.none };
    }
    if ((name === "@" || name === "*") && this.positional.length > 0) {
      return { text: this.positional.join(" "), taint: TAINT.none };
    }
    return null;
  }

  /** What a file holds that the text wrote, by the name it was given or by its path in that folder; undefined for a file that it did not write. */
  written(path: string, folder: string | null = this.cwd): Flow | undefined {
    return this.files.get(path) ?? this.files.get(normalisePath(path, folder));
  }

  /** Remembers what a file holds from now on. */
  write(path: string, flow: Flow): void {
    this.files.set(path, flow);
    if (flow.text !== null && startsShell(flow.text)) this.shells.add(path);
    else this.shells.delete(path);
  }

  assign(name: string, value: Variable): void {
    this.variables.set(name, value);
  }

  /** Does something as a shell of its own would, which is given a name, arguments and variables; what it had before is there again afterwards. */
  inShell<T>(zero: string, positional: readonly string[], environment: ReadonlyArray<readonly [string, string]>, action: () => T): T {
    const saved = { zero: this.zero, positional: this.positional, variables: environment.map(([name]) => [name, this.variables.get(name)] as const) };
    this.zero = zero;
    this.positional = positional;
    for (const [name, text] of environment) this.assign(name, { text, taint: isSecretName(name) ? TAINT.secret : TAINT.none });
    const result = action();
    this.zero = saved.zero;
    this.positional = saved.positional;
    for (const [name, value] of saved.variables) {
      if (value === undefined) this.variables.delete(name);
      else this.variables.set(name, value);
    }
    return result;
  }
}
