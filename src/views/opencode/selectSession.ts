/** How long OpenCode's own server may take, in milliseconds. It runs on this machine. */
const ANSWER_MS = 5_000;
const ATTEMPTS = 2;

/** The variable by which OpenCode's own extension tells its terminals the port of their server. */
export const PORT_VARIABLE = "_EXTENSION_OPENCODE_PORT";

export type Post = (url: string, body: unknown, signal: AbortSignal) => Promise<{ readonly ok: boolean }>;

/** The port in a terminal's environment, or null where it names none that can be. */
export function portOf(environment: Readonly<Record<string, unknown>> | undefined): number | null {
  const value = String(environment?.[PORT_VARIABLE] ?? "");
  if (!/^[1-9]\d{0,4}$/.test(value)) return null;
  const port = Number(value);
  return port <= 65_535 ? port : null;
}

/**
 * Asks a running OpenCode (its HTTP interface, `POST /tui/select-session`) to show a session. True when it said that it does;
 * false when it refused, was not there or did not answer, each after one more attempt.
 */
export async function selectSession(port: number, sessionID: string, post: Post): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      const answer = await post(`http://127.0.0.1:${port}/tui/select-session`, { sessionID }, AbortSignal.timeout(ANSWER_MS));
      if (answer.ok) return true;
    } catch {
      continue; // not there, or too slow: the caller opens a terminal of its own instead
    }
  }
  return false;
}

/** The real request. Redirects are not followed: the answer must come from the port that was asked. */
export const postJson: Post = (url, body, signal) =>
  fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), redirect: "error", signal });
