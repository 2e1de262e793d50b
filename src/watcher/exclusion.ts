import micromatch from "micromatch";

/** Longest glob that is taken; micromatch refuses longer ones, and nobody types one. */
const LONGEST_GLOB = 1_000;
const OPTIONS: micromatch.Options = { dot: true, nonegate: true, nocase: process.platform === "win32" || process.platform === "darwin" };

/** What of a session decides whether it is left out. */
export interface ExcludableSession {
  readonly id: string;
  readonly projectId: string;
  /** Absolute path of the folder that it works in. */
  readonly directory: string;
}

/**
 * Globs that leave projects or sessions out: matched against the session's id, its project's id and its directory, so that
 * `ses_abc*`, `/home/dev/private` and `/home/dev/clients/**` all do what they say.
 */
export class Exclusion {
  private readonly matchers: ReadonlyArray<(text: string) => boolean>;

  constructor(globs: readonly string[]) {
    this.matchers = globs
      .map((glob) => glob.trim())
      .filter((glob) => glob !== "" && glob.length <= LONGEST_GLOB)
      .map((glob) => micromatch.matcher(withSlashes(glob).replace(/(?<=.)\/$/, ""), OPTIONS));
  }

  /** False where nothing can be left out: then nobody need look at a session for that. */
  get isActive(): boolean {
    return this.matchers.length > 0;
  }

  leavesOut(session: ExcludableSession): boolean {
    const texts = [session.id, session.projectId, withSlashes(session.directory)].filter((text) => text !== "");
    return this.matchers.some((matches) => texts.some((text) => matches(text)));
  }
}

/** Windows writes backslashes, which are escapes in a glob. */
function withSlashes(path: string): string {
  return process.platform === "win32" ? path.replaceAll("\\", "/") : path;
}
