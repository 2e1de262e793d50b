import { spawn } from "node:child_process";
import { once } from "node:events";

/** Writes in an exclusive transaction, says so, and commits when its input ends: it never outlives the test. */
const HOLDER = `
  const { DatabaseSync } = require("node:sqlite");
  const database = new DatabaseSync(process.argv[1]);
  database.exec("BEGIN EXCLUSIVE; CREATE TABLE todo (id TEXT)");
  process.stdout.write("locked");
  process.stdin.resume().on("end", () => { database.exec("COMMIT"); database.close(); });
`;

/** Has a second process hold an exclusive lock on a database; gives what makes it commit and end. Needs the host's own SQLite. */
export async function lockDatabase(path: string): Promise<() => Promise<void>> {
  // In a desktop VS Code the executable is Electron, which is a Node only where it is told so.
  const environment = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
  const holder = spawn(process.execPath, ["-e", HOLDER, path], { env: environment, stdio: ["pipe", "pipe", "ignore"] });
  const ended = once(holder, "exit");
  const [locked] = (await Promise.race([once(holder.stdout, "data"), ended])) as unknown[];
  if (String(locked) !== "locked") throw new Error(`the process that was to hold the lock ended with ${String(locked)}`);
  return async () => {
    holder.stdin.end();
    await ended;
  };
}
