import { existsSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import type { Machine, MachineKind } from "../model/machine.js";

/** What tells where this process runs; handed in, so that a test can be anywhere. */
export interface MachineEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly hostname: string;
  readonly exists: (path: string) => boolean;
}

export const thisMachine: MachineEnvironment = { env: process.env, hostname: hostname(), exists: existsSync };

/** Files that container engines put into what they run: Docker's, and Podman's. */
const CONTAINER_MARKS = ["/.dockerenv", "/run/.containerenv"];

/** By VS Code's name for a remote: the extension runs there, and the window here. */
const REMOTES: Readonly<Record<string, MachineKind>> = { wsl: "wsl", "ssh-remote": "ssh", "dev-container": "container", "attached-container": "container" };

/** A VS Code that is served on this machine is a remote of that name to its page, which is open here as well. */
const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;

/**
 * Which machine is read. OpenCode's data on another one (the Windows side of a WSL window, the host of a container, the laptop
 * before an SSH session) is not seen, and that has to be said.
 *
 * @param remoteName VS Code's name for the remote that the extension runs on; null where it runs beside its window, or without one
 */
export function machineOf({ env, hostname: host, exists }: MachineEnvironment, remoteName: string | null): Machine {
  if (remoteName !== null && !LOOPBACK.test(remoteName)) return { kind: REMOTES[remoteName] ?? "remote", host };
  if (env["WSL_DISTRO_NAME"]) return { kind: "wsl", host };
  if (CONTAINER_MARKS.some(exists)) return { kind: "container", host };
  return { kind: env["SSH_CONNECTION"] ? "ssh" : "local", host };
}

/** Name of the user account, or its number where the machine has no name for it, as in a container that runs under a number of its own. */
export function accountName(name: () => string = () => userInfo().username): string {
  try {
    return name();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_SYSTEM_ERROR") return String(process.getuid?.() ?? "");
    throw error;
  }
}
