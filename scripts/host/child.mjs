import { spawn } from "node:child_process";

/** Process groups that this process started and that still run. */
const running = new Set();

function endAll() {
  for (const pid of running) signalGroup(pid, "SIGKILL");
  running.clear();
}

process.once("exit", endAll);
for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]]) {
  // Exiting runs `endAll`; without a listener a signal would end this process and leave the children behind.
  process.once(signal, () => process.exit(code));
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error; // no such process: it ended by itself, which is what we want
  }
}

/**
 * Starts a command in a process group of its own, which ends when this process does, whatever ends it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { ...options, detached: true });
  const { pid } = child;
  if (pid !== undefined) running.add(pid);
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      // The leader is gone, its children may not be: an extension host outlives a killed server.
      if (pid !== undefined) {
        signalGroup(pid, "SIGKILL");
        running.delete(pid);
      }
      resolve(code ?? (signal === null ? 1 : 128));
    });
  });
  // A caller may look at `ended` later or never; a failed start must not end the process as an unhandled rejection.
  ended.catch(() => undefined);
  return {
    child,
    /** Exit code (128 when a signal ended it); rejects when the command could not be started. */
    ended,
    /** Asks the group to end, insists after `graceMs`, and resolves once it has. */
    async stop(graceMs = 3000) {
      if (pid === undefined || !running.has(pid)) return;
      signalGroup(pid, "SIGTERM");
      const insist = setTimeout(() => signalGroup(pid, "SIGKILL"), graceMs);
      await ended.finally(() => clearTimeout(insist));
    },
  };
}

/** Runs a command to its end with this terminal's streams; gives its exit code. */
export async function run(command, args, options = {}) {
  return start(command, args, { stdio: "inherit", ...options }).ended;
}

/** Runs a command and gives what it wrote. Rejects with its last lines when it fails. */
export async function capture(command, args, options = {}) {
  const { child, ended } = start(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const chunks = { stdout: [], stderr: [] };
  child.stdout.on("data", (data) => chunks.stdout.push(data));
  child.stderr.on("data", (data) => chunks.stderr.push(data));
  const closed = new Promise((resolve) => child.once("close", resolve));
  const code = await ended;
  await closed;
  const [stdout, stderr] = [chunks.stdout, chunks.stderr].map((list) => Buffer.concat(list).toString("utf8"));
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${(stderr || stdout).trim().split("\n").slice(-15).join("\n")}`);
  return { stdout, stderr };
}
