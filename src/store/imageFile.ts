import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { SqlJsStatic } from "sql.js";
import { Database } from "./database.js";
import { type ImageBytes, PIECE_BYTES } from "./databaseFile.js";
import { type Files, TEMPORARY_SUFFIX, errorCode, readIfThere, replaceFile } from "../disk/files.js";
import { SCHEMA_VERSION, migrate, schemaVersion } from "./migrations.js";
import { unsealed } from "./imageSeal.js";
import type { OpenNotice } from "./openNotice.js";
import { hasOurSchema } from "./schemaCheck.js";

/** What became of the image at a path. */
export interface OpenedImage {
  /** At today's schema; null where there is none that can be used. */
  readonly db: Database | null;
  /** There is one that must not be written over. */
  readonly readOnly: boolean;
}

/** Why bytes are no image of a store that this version can use. */
export type ImageFault = { readonly kind: "corrupt" | "foreign" | "unmigrated"; readonly detail: string } | { readonly kind: "newer"; readonly version: number };

/** Bytes to a database at today's schema. */
export function databaseOf(sql: SqlJsStatic, image: ImageBytes): { readonly db: Database; readonly from: number } | ImageFault {
  const { database, seal } = unsealed(image);
  if (seal === "broken") return { kind: "corrupt", detail: "it is not what was written" };
  const opened = Database.fromImage(sql, database, seal === "sound");
  if ("problem" in opened) return { kind: "corrupt", detail: opened.problem };
  const { db } = opened;
  const from = schemaVersion(db);
  const fault = from > SCHEMA_VERSION ? ({ kind: "newer", version: from } as const) : isForeign(db) ? FOREIGN : bringUpToDate(sql, db);
  if (fault === null) return { db, from };
  db.close();
  return fault;
}

const FOREIGN = { kind: "foreign", detail: "a database of another program" } as const;

/** Each version of the store has had this table from the first on. */
function isForeign(db: Database): boolean {
  return db.count("SELECT count(*) FROM sqlite_schema WHERE name = 'tool_call' AND type = 'table'") === 0;
}

function bringUpToDate(sql: SqlJsStatic, db: Database): ImageFault | null {
  try {
    db.repage(sql);
    migrate(db);
    return hasOurSchema(sql, db) ? null : { kind: "corrupt", detail: "its tables are not as Spotter makes them" };
  } catch (error) {
    return { kind: "unmigrated", detail: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Opens the image at a path. One that cannot be used is kept aside under another name, or left as it is when a newer version
 * wrote it. The image from before a migration is kept until the next start, which finds it migrated.
 *
 * @param isNamed a person named this file: what is no store of ours in it is somebody's, and neither it nor anything beside it is touched
 * @param mayReplace asked before each change on the disk: false once another engine has taken over
 */
export function openImage(sql: SqlJsStatic, path: string, isNamed: boolean, notices: OpenNotice[], files: Files, mayReplace: () => boolean): OpenedImage {
  let image: readonly Uint8Array[] | null;
  let opened: ReturnType<typeof databaseOf> | null;
  try {
    image = readIfThere(() => files.readPieces(path, PIECE_BYTES));
    // An empty file that a person named, as `mktemp` makes it, holds nothing to keep.
    opened = image === null || (image.length === 0 && isNamed) ? null : databaseOf(sql, image);
    if (isNamed && opened !== null && "kind" in opened && (opened.kind === "foreign" || opened.kind === "corrupt")) {
      notices.push({ kind: "not-ours" });
      return { db: null, readOnly: true };
    }
    if (mayReplace()) sweepTemporaries(path, files);
  } catch (error) {
    if (errorCode(error) === "UNKNOWN") throw error;
    notices.push({ kind: "unreadable", code: errorCode(error) });
    return { db: null, readOnly: true };
  }
  if (image === null || opened === null) return { db: null, readOnly: false };
  if ("db" in opened) {
    return { db: opened.db, readOnly: !keepBeforeMigration(path, opened.from, notices, files, mayReplace) };
  }
  if (opened.kind === "newer") {
    notices.push(opened);
    return { db: null, readOnly: true };
  }
  return { db: null, readOnly: !mayReplace() || !keepAside(path, opened, notices, files) };
}

/** Behind the image's name, those of the files that are replaced beside it. */
const REPLACED = /^(?:\.key|\.decisions\.jsonl|\.status\.json|\.before-schema-\d+)?$/;

/**
 * Removes what processes that were killed while they wrote left behind. One that lives has lost the store, and puts nothing in place any
 * more; its number may be another's by now.
 */
function sweepTemporaries(path: string, files: Files): void {
  const folder = dirname(path);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const [suffix, pid] = TEMPORARY_SUFFIX.exec(name) ?? [];
    if (suffix === undefined || Number(pid) === process.pid || !name.startsWith(basename(path))) continue;
    if (REPLACED.test(name.slice(basename(path).length, -suffix.length))) files.remove(join(folder, name));
  }
}

const BEFORE_MIGRATION = ".before-schema-";

/** Gives false where the image from before a migration could not be kept: it must not be written over then. */
function keepBeforeMigration(path: string, from: number, notices: OpenNotice[], files: Files, mayReplace: () => boolean): boolean {
  try {
    // What was opened has been migrated by now; the file has not.
    if (from < SCHEMA_VERSION) return replaceFile(files, `${path}${BEFORE_MIGRATION}${SCHEMA_VERSION}`, files.read(path), mayReplace);
    const prefix = `${basename(path)}${BEFORE_MIGRATION}`;
    for (const name of readdirSync(dirname(path))) if (name.startsWith(prefix) && mayReplace()) files.remove(join(dirname(path), name));
    return true;
  } catch (error) {
    if (from === SCHEMA_VERSION) return true; // litter, which the next start removes
    notices.push({ kind: "not-kept", code: errorCode(error) });
    return false;
  }
}

/**
 * Removes the store's own images that were kept under other names: what a person had erased is in them.
 *
 * @param at moment of the forgetting, in milliseconds since 1970: what was written later may be of use
 * @param andMigrated also the image from before a migration, which the next start removes by itself
 * @throws what listing and removing files throws
 */
export function removeKeptImages(path: string, files: Files, at: number, andMigrated: boolean): void {
  sweepTemporaries(path, files);
  const own = `${basename(path)}.`;
  for (const name of readdirSync(dirname(path))) {
    const [, kind, number] = /^(before-schema|corrupt|unmigrated)-(\d+)$/.exec(name.startsWith(own) ? name.slice(own.length) : "") ?? [];
    if (kind === undefined) continue;
    const isOlder = (): boolean => Number(number) <= at || (statSync(join(dirname(path), name), { throwIfNoEntry: false })?.mtimeMs ?? Infinity) <= at;
    // The number is a schema's version, or the moment when it was put aside; it may have been written long before that.
    if (kind === "before-schema" ? andMigrated : isOlder()) files.remove(join(dirname(path), name));
  }
}

/** Moves an unusable image out of the way, never over another one. Gives false where that failed: then it must not be written over. */
function keepAside(path: string, fault: Exclude<ImageFault, { kind: "newer" }>, notices: OpenNotice[], files: Files): boolean {
  const keptAs = `${path}.${fault.kind}-${Date.now()}`;
  try {
    files.rename(path, keptAs);
    notices.push({ ...fault, keptAs });
    return true;
  } catch (error) {
    notices.push({ kind: "unreadable", code: errorCode(error) });
    return false;
  }
}
