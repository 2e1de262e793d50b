import { readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import * as v from "valibot";
import { diskFiles, errorCode, replaceFile } from "../../disk/files.js";

const location = v.object({
  version: v.literal(1),
  /** The store's directory. */
  directory: v.pipe(v.string(), v.check(isAbsolute)),
  /** Milliseconds since 1970. */
  recordedAt: v.number(),
});

export interface StateEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Home directory, absolute. */
  readonly home: string;
}

export type RecordedLocation =
  | { readonly kind: "found"; readonly directory: string }
  /** The extension has not run yet. */
  | { readonly kind: "none" }
  | { readonly kind: "unreadable"; readonly path: string; readonly why: "not-allowed" | "malformed" | "failed" };

/** `$XDG_STATE_HOME/spotter/store.json`, by default below `~/.local/state`; a relative `XDG_STATE_HOME` counts as unset, as its specification says. */
export function storeLocationPath({ env, home }: StateEnvironment): string {
  const state = env["XDG_STATE_HOME"];
  return join(state !== undefined && isAbsolute(state) ? state : join(home, ".local", "state"), "spotter", "store.json");
}

/** Records where the store is, so that the command line finds it; at any moment the file is the former one or the new one. @throws what writing files throws */
export function recordStoreLocation(environment: StateEnvironment, directory: string, now: number): void {
  const known = readStoreLocation(environment);
  if (known.kind === "found" && known.directory === directory) return;
  const record: v.InferOutput<typeof location> = { version: 1, directory, recordedAt: now };
  // Of two windows that record it at once, the later one is right.
  replaceFile(diskFiles, storeLocationPath(environment), Buffer.from(`${JSON.stringify(record)}\n`), () => true);
}

/** Where the extension last kept its store. */
export function readStoreLocation(environment: StateEnvironment): RecordedLocation {
  const path = storeLocationPath(environment);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return { kind: "none" };
    return { kind: "unreadable", path, why: code === "EACCES" || code === "EPERM" ? "not-allowed" : "failed" };
  }
  try {
    const parsed = v.safeParse(location, JSON.parse(text));
    return parsed.success ? { kind: "found", directory: parsed.output.directory } : { kind: "unreadable", path, why: "malformed" };
  } catch (error) {
    if (error instanceof SyntaxError) return { kind: "unreadable", path, why: "malformed" };
    throw error;
  }
}
