import type { Untrusted } from "../../model/untrusted.js";
import { label } from "./label.js";

/** A terminal's name: short, and free of escape sequences since it is free of control characters. */
export function terminalName(text: Untrusted): string {
  return label(text, 40);
}

/**
 * A session id that may stand on a command line, or null. OpenCode makes them of letters and digits; whatever else
 * claims to be one could be read as an option or worse.
 */
export function commandLineSessionId(id: string): string | null {
  return id.length <= 64 && /^ses_[A-Za-z0-9]+$/.test(id) ? id : null;
}
