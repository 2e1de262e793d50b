import { commandAt, outputAt } from "../workload.js";

/** How much of everything the made storage has: that of a person who worked with an agent for half a year. */
export const PARTS_PER_MESSAGE = 4;
export const MESSAGES_PER_SESSION = 40;
const SPAN_MS = 180 * 86_400_000;
const END = Date.UTC(2026, 9, 1);
const PROJECTS = 40;
const STEP_MS = 4_000;

export interface MadeSession {
  readonly id: string;
  readonly projectId: string;
  readonly directory: string;
  readonly time: number;
  readonly messages: readonly MadeMessage[];
}
export interface MadeMessage {
  readonly id: string;
  readonly time: number;
  /** What OpenCode writes of it, without the ids that a row has as columns. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly parts: ReadonlyArray<{ readonly id: string; readonly data: Readonly<Record<string, unknown>> }>;
}

/** Sessions with `parts` parts in all, half of them tool calls; the same in every run. `commands`: what the shell calls run; `end`: milliseconds since 1970. */
export function* madeSessions(parts: number, commands: readonly string[], end: number = END): Generator<MadeSession> {
  const sessions = Math.ceil(parts / (PARTS_PER_MESSAGE * MESSAGES_PER_SESSION));
  for (let index = 0; index < sessions; index++) {
    const time = end - SPAN_MS + Math.round((index * SPAN_MS) / sessions);
    const project = index % PROJECTS;
    const messages = Array.from({ length: MESSAGES_PER_SESSION }, (_, message) => madeMessage(index, message, time + message * STEP_MS * PARTS_PER_MESSAGE, commands));
    yield { id: `ses_${padded(index)}`, projectId: projectId(project), directory: directoryOf(project), time, messages };
  }
}

export function projects(): Array<{ readonly id: string; readonly directory: string }> {
  return Array.from({ length: PROJECTS }, (_, index) => ({ id: projectId(index), directory: directoryOf(index) }));
}

function projectId(index: number): string {
  return index.toString(16).padStart(40, "0");
}

function directoryOf(index: number): string {
  return `/home/dev/project-${index}`;
}

function padded(index: number): string {
  return index.toString(36).padStart(12, "0");
}

function madeMessage(session: number, message: number, time: number, commands: readonly string[]): MadeMessage {
  const number = session * MESSAGES_PER_SESSION + message;
  const isUser = message === 0;
  const parts = Array.from({ length: PARTS_PER_MESSAGE }, (_, part) => {
    const index = number * PARTS_PER_MESSAGE + part;
    const at = time + part * STEP_MS;
    return { id: `prt_${padded(index)}`, data: isToolCall(message, part) ? toolPart(index, at, commands) : textPart(index, part, at, isUser) };
  });
  return { id: `msg_${padded(number)}`, time, data: isUser ? userMessage(time) : assistantMessage(number, time), parts };
}

/** Two of four parts of an answer; three in two of the answers of a session, since its question has none. */
function isToolCall(message: number, part: number): boolean {
  if (message === 0) return false;
  return part === 1 || part === 2 || (part === 3 && message <= 2);
}

function userMessage(time: number): Record<string, unknown> {
  return { role: "user", time: { created: time }, agent: "build", model: { providerID: "lab", modelID: "lab-coder" } };
}

function assistantMessage(number: number, time: number): Record<string, unknown> {
  return {
    role: "assistant", time: { created: time, completed: time + STEP_MS * PARTS_PER_MESSAGE }, modelID: "lab-coder", providerID: "lab", mode: "build", agent: "build",
    path: { cwd: directoryOf(number % PROJECTS), root: directoryOf(number % PROJECTS) }, cost: 0.0108,
    tokens: { total: 11_740, input: 10_616, output: 60, reasoning: 0, cache: { read: 1024, write: 0 } }, finish: "tool-calls",
  };
}

function textPart(index: number, part: number, time: number, isUser: boolean): Record<string, unknown> {
  if (isUser) return { type: "text", text: `Please mend case ${index}: the total is wrong when a cart holds the same item twice. Look at the tests first.`, time: { start: time, end: time } };
  if (part === 0) return { type: "step-start", snapshot: "4b825dc642cb6eb9a060e54bf8d69288fbee4904" };
  if (index % 3 === 0) return { type: "reasoning", text: `The handler of case ${index} sums prices before it merges lines. I read the module and its tests, then change the order.`, time: { start: time, end: time + 900 } };
  if (index % 3 === 1) return { type: "text", text: `I changed the order in \`src/module-${index}.ts\` and ran the tests; all pass.`, time: { start: time, end: time + 900 } };
  return { type: "step-finish", reason: "tool-calls", snapshot: "4b825dc642cb6eb9a060e54bf8d69288fbee4904", cost: 0.0108, tokens: { input: 10_616, output: 60, reasoning: 0, cache: { read: 1024, write: 0 } } };
}

/**
 * A number below `limit` for a part, the same in every run, in which no place of the part shows: what is taken from the index by a
 * remainder falls together with which of a message's parts are calls, so that some tools and most commands would never occur.
 */
function drawn(index: number, draw: number, limit: number): number {
  let mixed = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(draw, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return ((mixed ^ (mixed >>> 15)) >>> 0) % limit;
}

/** Of twenty calls: nine in the shell, five that read, three that edit or write, three that search. */
function toolPart(index: number, time: number, commands: readonly string[]): Record<string, unknown> {
  const path = `/home/dev/project-${index % PROJECTS}/src/module-${index % 500}.ts`;
  const kind = drawn(index, 1, 20);
  const output = outputAt(drawn(index, 2, 1_000_000));
  if (kind < 9) return call(index, "bash", { command: `${commands[drawn(index, 3, commands.length)]!}`, description: "What the agent says that it does" }, time, output, { output, exit: index % 11 === 0 ? 1 : 0, truncated: false });
  if (kind < 14) return call(index, "read", { filePath: path, offset: index % 200 }, time, output, { preview: output.slice(0, 200), truncated: false });
  if (kind < 16) return call(index, "edit", { filePath: path, oldString: `const total = sum(lines) // ${index}`, newString: `const total = sum(merged(lines)) // ${index}` }, time, "Edit applied successfully.", { diff: `--- ${path}\n+++ ${path}\n@@ -1 +1 @@\n-a\n+b\n` });
  if (kind < 17) return call(index, "write", { filePath: path, content: `#!/bin/sh\nset -e\n${commandAt(index)}\n${output}` }, time, "Wrote file successfully.", { exists: false });
  if (kind < 19) return call(index, "grep", { pattern: `handler${index % 90}`, path: "src" }, time, output, { matches: 12, truncated: false });
  return call(index, "webfetch", { url: `https://docs.example.org/shop/page-${index}`, format: "markdown" }, time, output, {});
}

function call(index: number, tool: string, input: object, time: number, output: string, metadata: object): Record<string, unknown> {
  return { type: "tool", callID: `call_${index}`, tool, state: { status: "completed", input, output, title: tool, metadata, time: { start: time, end: time + 500 } } };
}
