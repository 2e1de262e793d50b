import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What one call of a session is, where it is no command. */
export interface WrittenCall {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A session of one call, to be written as OpenCode up to 1.1.65 writes it. */
export interface WrittenSession {
  readonly id: string;
  readonly title: string;
  readonly directory: string;
  readonly command: string;
  readonly output: string;
  /** The call, where it is no command. */
  readonly call?: WrittenCall;
  /** Outputs of further calls of that kind, in the same message. */
  readonly more?: readonly string[];
  /** Further commands, in the same message, after those; they say nothing. */
  readonly commandsAfter?: readonly string[];
  /** Its calls have begun and not ended. */
  readonly running?: boolean;
  /** The session that started it, where one did. */
  readonly parentId?: string;
  /** Milliseconds since 1970; sessions without one are a millisecond apart, in 2026. */
  readonly time?: number;
}

/** Writes sessions as a JSON data directory at `folder`. */
export function writeStorage(folder: string, sessions: readonly WrittenSession[]): void {
  const write = (name: string, content: unknown): void => {
    const path = join(folder, "storage", name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(content));
  };
  write("project/global.json", { id: "global", worktree: "/", time: { created: 1, updated: 1 } });
  sessions.forEach(({ id, title, directory, command, output, call = { tool: "bash", input: { command } }, more = [], commandsAfter = [], running = false, parentId, ...session }, index) => {
    const time = session.time ?? 1_795_302_298_000 + index;
    // As OpenCode's are, ids are nobody else's: the history keeps what earlier tests wrote.
    const messageId = `msg_${id}`;
    write(`session/global/${id}.json`, { id, slug: "written", version: "1.1.65", projectID: "global", directory, title, ...(parentId === undefined ? {} : { parentID: parentId }), time: { created: time, updated: time } });
    write(`message/${id}/${messageId}.json`, {
      id: messageId,
      sessionID: id,
      role: "assistant",
      time: { created: time, completed: time },
      modelID: "model",
      providerID: "provider",
      mode: "build",
      agent: "build",
      path: { cwd: directory, root: directory },
      cost: 0,
      tokens: { input: 1, output: 1, reasoning: 0, cache: { read: 0, write: 0 } },
    });
    const calls = [...[output, ...more].map((text) => ({ ...call, output: text })), ...commandsAfter.map((next) => ({ tool: "bash", input: { command: next }, output: "" }))];
    calls.forEach(({ tool, input, output: text }, at) => {
      const suffix = at === 0 ? id : `${id}_${at}`;
      write(`part/${messageId}/prt_${suffix}.json`, {
        id: `prt_${suffix}`,
        sessionID: id,
        messageID: messageId,
        type: "tool",
        callID: `call_${suffix}`,
        tool,
        state: running ? { status: "running", input, time: { start: time + at } } : { status: "completed", input, output: text, title: "written", metadata: { exit: 0 }, time: { start: time + at, end: time + at } },
      });
    });
  });
}
