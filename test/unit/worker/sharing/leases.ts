import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LeaseRecord } from "../../../../src/worker/lease.js";
import { thisProcess } from "../../../../src/worker/sharing/processIdentity.js";

/** A folder below the system's temporary one, with a short path. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "spotter-"));
}

/** What this process would write into a lease. */
export function leaseRecord(changes: Partial<LeaseRecord> = {}): LeaseRecord {
  return { ...thisProcess(), version: "1.0.0", socketPath: "/nowhere/engine.sock", token: "0".repeat(64), createdAt: 0, ...changes };
}
