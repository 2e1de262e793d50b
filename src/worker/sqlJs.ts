import { readFileSync } from "node:fs";
import initSqlJs, { type SqlJsStatic } from "sql.js";

/** Loads the WASM SQLite. @throws where the file cannot be read: the installation is broken then */
export function loadSqlJs(wasmPath: string): Promise<SqlJsStatic> {
  const bytes = readFileSync(wasmPath);
  return initSqlJs({ wasmBinary: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer });
}
