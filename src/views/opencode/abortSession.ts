import * as v from "valibot";

/** How long OpenCode's own server may take, in milliseconds. It runs on this machine. */
const ANSWER_MS = 5_000;

/** What a server said of a session that it was asked to stop. */
export type AbortAnswer =
  /** It worked on it, and was told to stop. */
  | "stopped"
  /** It has the session, but was not working on it. */
  | "idle"
  /** It was not there, refused, or does not work on this session. */
  | "unknown";

export interface Answer {
  readonly ok: boolean;
  /** The body, parsed; undefined where it is no JSON. */
  readonly body: unknown;
}
export type Ask = (method: "GET" | "POST", url: string, signal: AbortSignal) => Promise<Answer>;

/** `GET /session/status`: what a server works on, by session id. Those at rest are left out, or said to be idle. */
const statuses = v.record(v.string(), v.object({ type: v.string() }));

/**
 * Has an OpenCode server stop a session (`POST /session/{id}/abort`), where it says that it is working on it.
 *
 * A server has one instance for each directory and answers `true` whether there was something to stop or not, so it is asked first.
 *
 * @param directory of the session: chooses the instance
 */
export async function abortSession(port: number, sessionId: string, directory: string, ask: Ask): Promise<AbortAnswer> {
  const where = `?directory=${encodeURIComponent(directory)}`;
  try {
    const answer = await ask("GET", `http://127.0.0.1:${port}/session/status${where}`, AbortSignal.timeout(ANSWER_MS));
    const status = v.safeParse(statuses, answer.body);
    if (!answer.ok || !status.success) return "unknown";
    const own = Object.hasOwn(status.output, sessionId) ? status.output[sessionId] : undefined;
    if (own === undefined || own.type === "idle") return "idle";
    const aborted = await ask("POST", `http://127.0.0.1:${port}/session/${encodeURIComponent(sessionId)}/abort${where}`, AbortSignal.timeout(ANSWER_MS));
    return aborted.ok ? "stopped" : "unknown";
  } catch {
    return "unknown"; // not there, or too slow: the person is told that no server is known
  }
}

/** The real request. Redirects are not followed: the answer must come from the port that was asked. */
export const askJson: Ask = async (method, url, signal) => {
  const response = await fetch(url, { method, redirect: "error", signal });
  const text = await response.text();
  try {
    return { ok: response.ok, body: JSON.parse(text) };
  } catch {
    return { ok: response.ok, body: undefined };
  }
};
