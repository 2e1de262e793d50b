import { realpathSync } from "node:fs";
import { errorCode } from "./files.js";

/** An absolute path without links; as it is where nothing is there, or it cannot be looked at. */
export function withoutLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (errorCode(error) === "UNKNOWN") throw error;
    return path;
  }
}
