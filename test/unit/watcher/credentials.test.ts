import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const watcher = join(import.meta.dirname, "..", "..", "..", "src", "watcher");

/** Tables of OpenCode's database that hold tokens in clear. */
const CREDENTIAL_TABLES = ["credential", "account", "account_state", "control_account", "session_share"];

describe("the reader of OpenCode's database", () => {
  it("names no table that holds credentials in any of its statements", () => {
    const named = readdirSync(watcher).flatMap((file) => {
      const source = readFileSync(join(watcher, file), "utf8");
      return CREDENTIAL_TABLES.filter((table) => new RegExp(`\\b(from|join|into|update|table_info\\()\\s*["'\`(]*${table}\\b`, "i").test(source)).map((table) => `${file}: ${table}`);
    });
    assert.deepEqual(named, []);
  });
});
