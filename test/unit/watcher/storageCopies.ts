import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import initSqlJs, { type SqlJsStatic } from "sql.js";
import type { SourceBatch, SourceProblem, SourceRecord } from "../../../src/model/storage.js";
import { nodeSqlite, type NodeSqlite } from "../../../src/watcher/readableDatabase.js";
import type { CursorReader, ReadScope, StorageSource } from "../../../src/watcher/source.js";

const RECORDED = join(import.meta.dirname, "..", "..", "fixtures", "recorded");

let temporary: string[] = [];

/** An empty folder that `removeCopies` takes away. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "spotter-watcher-"));
  temporary.push(folder);
  return folder;
}

/**
 * A copy of a recorded data directory, since SQLite leaves files beside a database that is only read. It is old enough to be
 * read once: files of this very moment are read once more.
 */
export function copyOf(recording: "json-storage/opencode" | "sqlite/opencode" | "sqlite/live/opencode"): string {
  const folder = join(temporaryFolder(), "opencode");
  cpSync(join(RECORDED, recording), folder, { recursive: true });
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  return folder;
}

export function removeCopies(): void {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
  temporary = [];
}

export function loadSqlJs(): Promise<SqlJsStatic> {
  const wasm = createRequire(import.meta.url).resolve("sql.js/dist/sql-wasm.wasm");
  return initSqlJs({ locateFile: () => wasm });
}

/** The two ways to read a database: through a copy (null), and in place where the host has an SQLite of its own. */
export const WAYS: ReadonlyArray<{ readonly name: string; readonly sqlite: NodeSqlite | null | undefined }> = [
  { name: "through a copy", sqlite: null },
  { name: nodeSqlite() ? "in place" : "in place (skipped: this Node has no SQLite of its own, 22.15 has)", sqlite: nodeSqlite() },
];

/** A cursor as a store keeps it. */
export class KeptCursor implements CursorReader {
  readonly kept = new Map<string, string>();

  get(key: string): string | undefined {
    return this.kept.get(key);
  }

  entries(): Iterable<readonly [string, string]> {
    return this.kept.entries();
  }

  apply(batch: SourceBatch): void {
    for (const [key, value] of batch.cursor) {
      if (value === null) this.kept.delete(key);
      else this.kept.set(key, value);
    }
  }
}

export interface Drained {
  readonly records: SourceRecord[];
  readonly batches: number;
  readonly problem: SourceProblem | undefined;
}

/** Reads a source to its end, keeping the cursor as a store would. */
export function drain(source: StorageSource, cursor: KeptCursor, scope?: ReadScope): Drained {
  const records: SourceRecord[] = [];
  const reading = source.read(cursor, scope);
  for (let batches = 0; ; batches++) {
    const next = reading.next();
    if (next.done) return { records, batches, problem: next.value };
    records.push(...next.value.records);
    cursor.apply(next.value);
  }
}

/** As `drain`, of files: each of them is afterwards, byte for byte, what it was. */
export function drainUntouched(source: StorageSource, cursor: KeptCursor, scope?: ReadScope): Drained {
  const before = contentHashes(source.location.path);
  const drained = drain(source, cursor, scope);
  assert.deepEqual(contentHashes(source.location.path), before);
  return drained;
}

/** The records of a kind; prompts are rows like calls, and no calls. */
export function ofKind<K extends SourceRecord["kind"]>(records: readonly SourceRecord[], kind: K): Array<SourceRecord & { kind: K }> {
  return records.filter((record): record is SourceRecord & { kind: K } => record.kind === kind && !(record.kind === "toolCall" && record.prompt !== undefined));
}

/** The counts that a scan prints of a source. */
export function counts(records: readonly SourceRecord[]): Record<string, number> {
  const censuses = ofKind(records, "census");
  const sum = (of: (census: (typeof censuses)[number]) => number): number => censuses.reduce((total, census) => total + of(census), 0);
  return {
    sessions: ofKind(records, "session").length,
    messages: sum(({ messageIds }) => messageIds.length),
    parts: sum(({ parts }) => parts),
    toolParts: sum(({ toolParts }) => toolParts),
    toolCalls: sum(({ toolCallIds }) => toolCallIds.length),
    unknownShapes: sum(({ unknownShapes }) => unknownShapes),
    deadLetters: ofKind(records, "deadLetter").length,
  };
}

/** Hash of each file of a folder, without the `-shm` that SQLite keeps beside a database. */
export function contentHashes(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !entry.name.endsWith("-shm"));
  return Object.fromEntries(
    names
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length), createHash("sha256").update(readFileSync(path)).digest("hex")]),
  );
}
