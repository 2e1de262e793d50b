import { window, type Terminal } from "vscode";
import { portOf } from "./selectSession.js";

/** An OpenCode that runs in one of this window's terminals and serves HTTP on 127.0.0.1. */
export interface OpenCodeServer {
  readonly terminal: Terminal;
  readonly port: number;
}

/** The servers of this window. OpenCode tells its port nowhere else. */
export function knownServers(): OpenCodeServer[] {
  return window.terminals.flatMap((terminal) => {
    const port = terminal.exitStatus ? null : portOf(environmentOf(terminal));
    return port === null ? [] : [{ terminal, port }];
  });
}

function environmentOf(terminal: Terminal): Readonly<Record<string, unknown>> | undefined {
  return "env" in terminal.creationOptions ? (terminal.creationOptions.env ?? undefined) : undefined;
}
