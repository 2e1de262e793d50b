import { errorCode } from "../disk/files.js";

/** True while a process of that id is there; another user's counts, too. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== "ESRCH";
  }
}
