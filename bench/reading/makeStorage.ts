import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openHostDatabase } from "./hostDatabase.js";
import { madeSessions, projects, type MadeSession } from "./madeParts.js";

// `makeStorage <project root> <folder> <parts> json|sqlite [<end>]`: makes a data directory of OpenCode in the folder, in that generation; its
// last session begins before the end, in milliseconds since 1970.
const [root = "", folder = "", parts = "", generation = "", end] = process.argv.slice(2);
const sessions = madeSessions(Number(parts), commandsOf(root), end === undefined ? undefined : Number(end));
mkdirSync(folder, { recursive: true });
if (generation === "json") writeFiles(sessions);
else writeDatabase(sessions);

/** The project's own corpus of commands, one in twenty of them risky. */
function commandsOf(projectRoot: string): string[] {
  const corpus = (name: string): string[] =>
    readFileSync(join(projectRoot, "test", "corpus", `${name}.txt`), "utf8").split("\n").filter((line) => line !== "" && !line.startsWith("# ")).map((line) => line.replaceAll("⏎", "\n"));
  const risky = corpus("risky/attacks");
  const benign = corpus("benign/commands");
  return Array.from({ length: 20_000 }, (_, index) => {
    const list = index % 20 === 0 ? risky : benign;
    return `${list[(index * 7919) % list.length]!} # ${index}`;
  });
}

function writeFiles(all: Iterable<MadeSession>): void {
  const storage = join(folder, "storage");
  const file = (path: string, data: object): void => writeFileSync(path, JSON.stringify(data, null, 2));
  mkdirSync(join(storage, "project"), { recursive: true });
  for (const { id, directory } of projects()) {
    file(join(storage, "project", `${id}.json`), { id, worktree: directory, time: { created: 1, updated: 1 } });
    mkdirSync(join(storage, "session", id), { recursive: true });
  }
  for (const { id, projectId, directory, time, messages } of all) {
    file(join(storage, "session", projectId, `${id}.json`), { id, slug: "s", version: "1.1.65", projectID: projectId, directory, title: `Session ${id}`, time: { created: time, updated: time } });
    mkdirSync(join(storage, "message", id), { recursive: true });
    for (const message of messages) {
      file(join(storage, "message", id, `${message.id}.json`), { id: message.id, sessionID: id, ...message.data });
      mkdirSync(join(storage, "part", message.id), { recursive: true });
      for (const part of message.parts) file(join(storage, "part", message.id, `${part.id}.json`), { id: part.id, sessionID: id, messageID: message.id, ...part.data });
    }
  }
}

function writeDatabase(all: Iterable<MadeSession>): void {
  const database = openHostDatabase(join(folder, "opencode.db"), false);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
  database.exec(readFileSync(join(root, "test", "fixtures", "schemas", "schema-1.18.33.sql"), "utf8"));
  const project = database.prepare("INSERT INTO project (id, worktree, time_created, time_updated, sandboxes) VALUES (?, ?, 1, 1, '[]')");
  const session = database.prepare("INSERT INTO session (id, project_id, slug, directory, title, version, time_created, time_updated) VALUES (?, ?, 's', ?, ?, '1.18.33', ?, ?)");
  const message = database.prepare("INSERT INTO message (id, session_id, time_created, time_updated, data) VALUES (?, ?, ?, ?, ?)");
  const part = database.prepare("INSERT INTO part (id, message_id, session_id, time_created, time_updated, data) VALUES (?, ?, ?, ?, ?, ?)");
  const sequence = database.prepare("INSERT INTO event_sequence (aggregate_id, seq) VALUES (?, ?)");
  database.exec("BEGIN");
  for (const { id, directory } of projects()) project.run(id, directory);
  for (const { id, projectId, directory, time, messages } of all) {
    session.run(id, projectId, directory, `Session ${id}`, time, time);
    for (const made of messages) {
      message.run(made.id, id, made.time, made.time, JSON.stringify(made.data));
      for (const { id: partId, data } of made.parts) part.run(partId, made.id, id, made.time, made.time, JSON.stringify(data));
    }
    sequence.run(id, messages.length * 10);
  }
  database.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
}
