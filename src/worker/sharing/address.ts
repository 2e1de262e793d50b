import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { errorCode } from "../../disk/files.js";

/** Longest path of a Unix domain socket in bytes: `sun_path` is 104 bytes on macOS and 108 on Linux, with a final zero. */
const LONGEST_SOCKET_PATH = 103;
/** Beginning of the names of our named pipes. */
export const PIPE_PREFIX = "\\\\.\\pipe\\spotter-";
/** Beginning of the name of a folder that holds one socket and nothing else. */
export const SOCKET_FOLDER_PREFIX = "spotter-socket-";

export interface AddressEnvironment {
  readonly platform: NodeJS.Platform;
  /** Absolute path of the user's folder for sockets, where the system has one. */
  readonly runtimeDirectory: string | undefined;
  readonly temporaryDirectory: string;
}

export function thisEnvironment(): AddressEnvironment {
  return { platform: process.platform, runtimeDirectory: process.env["XDG_RUNTIME_DIR"], temporaryDirectory: tmpdir() };
}

/** True for a named pipe of ours, or an absolute path that fits a socket's address on every platform. */
export function isUsableAddress(path: string): boolean {
  if (path.includes("\0")) return false;
  return path.startsWith(PIPE_PREFIX) ? path.length <= 256 : isAbsolute(path) && Buffer.byteLength(path) <= LONGEST_SOCKET_PATH;
}

/**
 * A new address that nobody has used, in a folder that only this user can enter: the store's, or a fresh one where that
 * path is too long for a socket. `folder` is what has to be removed afterwards.
 *
 * @param directory the store's directory, mode 0700
 */
export function newAddress(
  directory: string,
  environment: AddressEnvironment = thisEnvironment(),
): { readonly path: string; readonly folder: string | null } | { readonly code: string } {
  const name = `engine-${randomBytes(6).toString("hex")}.sock`;
  // Other users may list and open a pipe on Windows; what keeps them out is the handshake.
  if (environment.platform === "win32") return { path: `${PIPE_PREFIX}${randomBytes(16).toString("hex")}`, folder: null };
  const direct = join(directory, name);
  if (isUsableAddress(direct)) return { path: direct, folder: null };
  let code = "ENAMETOOLONG";
  for (const parent of [environment.runtimeDirectory, environment.temporaryDirectory]) {
    // Measured with the six characters that the system adds, before anything is made.
    if (parent === undefined || !isUsableAddress(join(parent, `${SOCKET_FOLDER_PREFIX}XXXXXX`, "engine.sock"))) continue;
    try {
      const folder = mkdtempSync(join(parent, SOCKET_FOLDER_PREFIX));
      return { path: join(folder, "engine.sock"), folder };
    } catch (error) {
      code = errorCode(error);
    }
  }
  return { code };
}
