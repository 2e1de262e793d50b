import type { Database } from "./database.js";
import { migration as mainJob } from "./schema/001-main-job.js";
import { migration as decisions } from "./schema/002-decisions.js";
import { migration as accounting } from "./schema/003-accounting.js";
import { migration as auditor } from "./schema/004-auditor.js";
import { migration as inspection } from "./schema/005-inspection.js";
import { migration as sessionTree } from "./schema/006-session-tree.js";
import { migration as inspected } from "./schema/007-inspected.js";
import { migration as read } from "./schema/008-read.js";
import { migration as compact } from "./schema/009-compact.js";
import { migration as statistics } from "./schema/010-statistics.js";
import { migration as questions } from "./schema/011-questions.js";
import { migration as rules } from "./schema/012-rules.js";
import { migration as traces } from "./schema/013-traces.js";
import { migration as moved } from "./schema/014-moved.js";
import { migration as leftBehind } from "./schema/015-left-behind.js";
import { migration as triage } from "./schema/016-triage.js";
import { migration as dashboard } from "./schema/017-dashboard.js";
import { migration as seenUntil } from "./schema/018-seen-until.js";

export interface Migration {
  /** Number of the schema that it leads to; one more than that of the migration before. */
  readonly version: number;
  readonly title: string;
  readonly sql: string;
}

/** Every step from the empty database to today's schema, in order. A released step is never changed. */
export const MIGRATIONS: readonly Migration[] = [mainJob, decisions, accounting, auditor, inspection, sessionTree, inspected, read, compact, statistics, questions, rules, traces, moved, leftBehind, triage, dashboard, seenUntil];

export const SCHEMA_VERSION = MIGRATIONS.at(-1)!.version;

export function schemaVersion(db: Database): number {
  return db.count("PRAGMA user_version");
}

/** Brings a database to `target`, each step in a transaction of its own. */
export function migrate(db: Database, target: number = SCHEMA_VERSION): void {
  for (const step of MIGRATIONS) {
    if (step.version <= schemaVersion(db) || step.version > target) continue;
    db.transaction(() => {
      db.exec(step.sql);
      db.exec(`PRAGMA user_version = ${step.version}`);
    });
  }
}
