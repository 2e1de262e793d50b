import { readdirSync, realpathSync, statSync } from "node:fs";
import { posix, win32 } from "node:path";
import type { SourceProblem, StorageLocation } from "../model/storage.js";
import { isDenied, sourceProblem } from "./problems.js";

/** What decides where OpenCode keeps its data; handed in, so that a test needs no home of its own. */
export interface StorageEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

export interface LocatedStorage {
  readonly locations: readonly StorageLocation[];
  /** Paths that were named (by a setting, the command line or `OPENCODE_DB`) and could not be used. */
  readonly problems: ReadonlyArray<{ readonly path: string; readonly problem: SourceProblem }>;
}

/** `opencode.db`, and `opencode-<channel>.db` of other release channels. */
const DATABASE_NAME = /^opencode.*\.db$/;

/**
 * Finds OpenCode's storage: at `overrides` where there are any (a data directory, its `storage` folder, or a `.db` file
 * each), else in the usual places of the platform and at `OPENCODE_DB`. A directory with both generations gives the
 * database first. A place that was not named and does not exist is no problem.
 */
export function locateStorage(environment: StorageEnvironment, overrides: readonly string[]): LocatedStorage {
  const found = new Finding(environment);
  for (const path of overrides) found.named(path);
  if (overrides.length === 0) found.usual();
  return found;
}

class Finding implements LocatedStorage {
  readonly locations: StorageLocation[] = [];
  readonly problems: Array<{ path: string; problem: SourceProblem }> = [];
  private readonly seen = new Set<string>();
  private readonly path: typeof posix;

  constructor(private readonly environment: StorageEnvironment) {
    this.path = environment.platform === "win32" ? win32 : posix;
  }

  usual(): void {
    const directories = this.dataDirectories();
    for (const directory of directories) this.directory(directory);
    const database = this.environment.env["OPENCODE_DB"];
    if (!database || database === ":memory:") return;
    const absolute = this.path.isAbsolute(database);
    const candidates = absolute ? [database] : directories.map((directory) => this.path.join(directory, database));
    const existing = candidates.filter((candidate) => kindOf(candidate) === "file");
    for (const candidate of existing) this.add("sqlite", candidate);
    if (existing.length === 0) this.problem(candidates[0] ?? database, "OPENCODE_DB names a database that is not there");
  }

  named(given: string): void {
    const trimmed = given.trim();
    const path = trimmed === "~" || /^~[/\\]/.test(trimmed) ? this.path.join(this.environment.home, trimmed.slice(1)) : trimmed;
    if (!this.path.isAbsolute(path)) return this.problem(given, "A storage path that is not absolute");
    const kind = kindOf(path);
    if (kind === "file") return this.add("sqlite", path);
    if (kind === "denied") return this.problem(path, "A folder without permission to look into it", "permission-denied");
    if (kind !== "directory") return this.problem(path, "No folder and no file");
    // Somebody may name the `storage` folder itself: its parent is the data directory.
    const isStorage = this.path.basename(path) === "storage" && kindOf(this.path.join(path, "storage")) !== "directory";
    const holds = this.directory(isStorage ? this.path.dirname(path) : path);
    if (holds === "denied") this.problem(path, "A folder without permission to look into it", "permission-denied");
    if (holds === "nothing") this.problem(path, "A folder without storage of OpenCode", "empty");
  }

  /** OpenCode takes the XDG folder on every platform; the others are where its desktop app and its forks put it. */
  private dataDirectories(): string[] {
    const { env, home, platform } = this.environment;
    const roots = [env["XDG_DATA_HOME"], this.path.join(home, ".local", "share")];
    if (platform === "darwin") roots.push(this.path.join(home, "Library", "Application Support"));
    if (platform === "win32") roots.push(env["LOCALAPPDATA"], env["APPDATA"]);
    const usable = roots.filter((root): root is string => !!root && this.path.isAbsolute(root));
    return [...new Set(usable.map((root) => this.path.join(root, "opencode")))];
  }

  /** Adds what a data directory holds. */
  private directory(directory: string): "storage" | "nothing" | "denied" {
    let names: string[];
    try {
      names = readdirSync(directory);
    } catch (error) {
      // Not there: the usual case for all but one of the usual places.
      return isDenied(error) ? "denied" : "nothing";
    }
    const databases = names.filter((name) => DATABASE_NAME.test(name)).sort().map((name) => this.path.join(directory, name));
    const files = databases.filter((file) => kindOf(file) === "file");
    for (const file of files) this.add("sqlite", file);
    const storage = this.path.join(directory, "storage");
    // Under SQLite the folder stays, with nothing but diffs: only sessions make it a source.
    const hasSessions = kindOf(this.path.join(storage, "session")) !== "missing" || kindOf(this.path.join(storage, "message")) !== "missing";
    const hasJson = kindOf(storage) === "denied" || hasSessions;
    if (hasJson) this.add("json", directory);
    return hasJson || files.length > 0 ? "storage" : "nothing";
  }

  private add(kind: StorageLocation["kind"], path: string): void {
    const key = `${kind} ${realPath(path)}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.locations.push({ kind, path });
  }

  private problem(path: string, found: string, reason: SourceProblem["reason"] = "not-found"): void {
    this.problems.push({ path, problem: sourceProblem(reason, found, path) });
  }
}

/** Two names of one file are one source. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // It vanished in this moment, or a folder above is closed: its name has to do.
    return path;
  }
}

function kindOf(path: string): "file" | "directory" | "denied" | "missing" {
  try {
    const stats = statSync(path);
    return stats.isDirectory() ? "directory" : stats.isFile() ? "file" : "missing";
  } catch (error) {
    return isDenied(error) ? "denied" : "missing";
  }
}
