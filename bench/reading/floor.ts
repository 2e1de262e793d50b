import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openHostDatabase } from "./hostDatabase.js";

// `floor json|sqlite <data directory>`: what one thread needs just to list, read and parse all records. Prints `{ms, cpuMs, records}`.
const [generation, directory = ""] = process.argv.slice(2);
const begun = performance.now();
const before = process.cpuUsage();
const records = generation === "json" ? files(join(directory, "storage")) : rows(join(directory, "opencode.db"));
const { user, system } = process.cpuUsage(before);
process.stdout.write(JSON.stringify({ ms: performance.now() - begun, cpuMs: (user + system) / 1_000, records }));

function files(storage: string): number {
  let count = 0;
  for (const kind of ["session", "message", "part"]) {
    for (const folder of readdirSync(join(storage, kind))) {
      for (const name of readdirSync(join(storage, kind, folder))) {
        if (typeof JSON.parse(readFileSync(join(storage, kind, folder, name), "utf8")) === "object") count++;
      }
    }
  }
  return count;
}

function rows(path: string): number {
  const database = openHostDatabase(path, true);
  let count = 0;
  for (const { id } of database.prepare("SELECT * FROM session").iterate()) if (id !== null) count++;
  for (const table of ["message", "part"]) {
    for (const row of database.prepare(`SELECT * FROM ${table}`).iterate()) if (typeof JSON.parse(String(row["data"])) === "object") count++;
  }
  database.close();
  return count;
}
