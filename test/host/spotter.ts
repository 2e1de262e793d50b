import assert from "node:assert/strict";
import { extensions } from "vscode";
import type { Shown, ShownItem, SpotterApi } from "../../src/views/api.js";

const POLL_MS = 100;
const PATIENCE_MS = 120_000;

/** The extension under test, active. */
export async function spotter(): Promise<SpotterApi> {
  const extension = extensions.getExtension<SpotterApi>("spotter-dev.opencode-spotter");
  assert.ok(extension, "the extension is not installed");
  return extension.activate();
}

/** What the panel shows as soon as `accept` likes it. Fails with what it showed last, since that says more than a time-out. */
export async function shownWhen(api: SpotterApi, accept: (shown: Shown) => boolean): Promise<Shown> {
  return until(() => api.shown(), accept);
}

/** Asks until the answer is accepted. */
export async function until<T>(ask: () => PromiseLike<T> | T, accept: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await ask();
    if (accept(value)) return value;
    if (Date.now() > deadline) assert.fail(`still not as expected: ${String(JSON.stringify(value, null, 1)).slice(0, 4_000)}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** True once everything is read and scored. */
export function isSettled(shown: Shown): boolean {
  return shown.phase === "following" && shown.explorer.length > 0;
}

export function sessionsIn(shown: Shown): readonly ShownItem[] {
  return shown.explorer.filter((item) => item.id.startsWith("session:"));
}

/** The session of that title, which the sample holds. */
export function sessionTitled(shown: Shown, title: string): ShownItem {
  const session = sessionsIn(shown).find((item) => item.label === title);
  assert.ok(session, `no session "${title}" among ${sessionsIn(shown).map((item) => item.label).join(", ")}`);
  return session;
}

/** The call of that session whose subject holds `text`. */
export function callWith(session: ShownItem, text: string): ShownItem {
  const call = session.children.find((item) => item.label.includes(text));
  assert.ok(call, `no call with "${text}" among ${session.children.map((item) => item.label).join(" | ")}`);
  return call;
}

/** Session and part id of a call's line, as the transcript command takes them. */
export function targetOf(call: ShownItem): { sessionId: string; callId: string } {
  const [, sessionId, callId] = call.id.split(":");
  assert.ok(sessionId !== undefined && callId !== undefined, call.id);
  return { sessionId, callId };
}
