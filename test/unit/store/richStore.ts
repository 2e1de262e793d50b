import type { Adjustment, Assessment } from "../../../src/model/assessment.js";
import { levelOf } from "../../../src/model/risk.js";
import type { SourceRecord } from "../../../src/model/storage.js";
import { PROMPT_TOOL } from "../../../src/model/toolKind.js";
import { listFindings } from "../../../src/store/queries/findings.js";
import type { Store } from "../../../src/store/store.js";
import { bash, batch, census, message, session } from "./records.js";

export const DAY = 86_400_000;
/** The moment at which the rich store's last call is a day old. */
export const NOW = 1_000 * DAY;
export const SESSIONS = ["ses_a", "ses_b", "ses_sub", "ses_copy"] as const;
export const SECRET_HASH = "5ec4e7";
const DAYS = 24;

/** By the first word of a command: what it scores, and by which rules and techniques. */
const JUDGED: Readonly<Record<string, { readonly score: number; readonly rules: readonly string[]; readonly techniques: readonly string[] }>> = {
  rm: { score: 90, rules: ["delete-root"], techniques: ["T1485"] },
  chmod: { score: 20, rules: ["wide-mode", "quiet"], techniques: ["T1222", "T1485"] },
  curl: { score: 12, rules: ["fetch"], techniques: ["T1105"] },
  git: { score: 0, rules: ["unread-part"], techniques: [] },
};

function judge(text: string): Assessment {
  const { score, rules, techniques } = JUDGED[text.split(" ")[0]!] ?? { score: 0, rules: [], techniques: [] };
  return { score, level: levelOf(score), reasons: rules.map((rule) => ({ rule, score, args: {}, span: null })), techniques: [...techniques], normalised: text, shadow: [], target: null };
}

function ownRules(text: string): Adjustment[] {
  const rule = { kind: "user-rule", techniques: [], args: {} } as const;
  if (text.startsWith("curl")) return [{ ...rule, rule: "own-fetch", score: 5, shown: true }];
  return text.startsWith("ls") ? [{ ...rule, rule: "own-trial", score: 0, shown: false }] : [];
}

/** Scores what waits as the engine would. */
export function scoreAll(store: Store): void {
  const calls = store.scores.unscored(10_000);
  store.scores.write(calls.map((call) => {
    const { command = "", text = command } = JSON.parse(call.arguments) as { command?: string; text?: string };
    return { call, assessment: judge(text), adjustments: ownRules(text) };
  }), "1");
}

/** A day of a session: its messages by one of two models, and its calls, the older the lower the day. */
function dayOf(sessionId: string, day: number): SourceRecord[] {
  const time = NOW - (DAYS - day) * DAY;
  const id = `${sessionId}_${day}`;
  const tokens = { input: 10 + day, output: 20, reasoning: 3, cacheRead: 4, cacheWrite: 5 };
  const call = (n: number, command: string, fields: Parameters<typeof bash>[3] = {}): SourceRecord =>
    bash(`prt_${id}_${n}`, sessionId, command, { callId: `c_${id}_${n}`, messageId: `msg_${id}`, timeStart: time + n, ...fields });
  const secret = { kind: "secret:github-token", start: 0, end: 9, hash: SECRET_HASH } as const;
  return [
    message(`msg_${id}`, sessionId, { agent: day % 2 ? "build" : "plan", providerId: "lab", modelId: day % 3 ? "lab-coder" : "lab-large", cost: 0.25, tokens, timeCreated: time }),
    call(1, ["ls word", "chmod 777 x", "curl example.org", "rm -rf /", "git log"][day % 5]!),
    call(2, "curl example.org/token", { observations: [{ ...secret, place: "/command", leftTo: "host" }, { ...secret, place: "output", leftTo: "model" }] }),
    call(3, "", { tool: day % 2 ? "read" : "write", arguments: { filePath: `/home/dev/${day}` }, observations: [{ ...secret, hash: "0the4", place: "output", leftTo: "model" }] }),
    call(4, "", { tool: PROMPT_TOOL, prompt: "typed", arguments: { text: day % 2 ? "chmod it" : "say" }, observations: [{ kind: "personal:mail", place: "prompt", start: 0, end: 3, hash: null }] }),
  ];
}

/** Two sources' sessions of 24 days, with one that a sub-agent ran and a fork: every kind of row that statistics come from. */
export function fillRich(store: Store): void {
  const days = (sessionId: string): SourceRecord[] => Array.from({ length: DAYS }, (_, day) => dayOf(sessionId, day)).flat();
  const one = store.sourceId({ kind: "sqlite", path: "/data/opencode.db" });
  const two = store.sourceId({ kind: "json", path: "/data" });
  store.apply(one, batch([
    { kind: "project", id: "shop", worktree: "/home/dev/shop" },
    session("ses_a", { projectId: "shop", timeUpdated: NOW }), ...days("ses_a"),
    session("ses_sub", { projectId: "shop", parentId: "ses_a", timeUpdated: NOW }), ...dayOf("ses_sub", 1), ...dayOf("ses_sub", 3),
    // A fork: other ids, the same calls.
    session("ses_copy", { projectId: "shop", timeCreated: NOW, timeUpdated: NOW }), ...copyOf(days("ses_a")),
    { kind: "deadLetter", locator: "part/1", sessionId: "ses_a", reason: "empty", detail: "no bytes", hash: "h" },
    census("ses_a", { parts: 5, toolParts: 4, messageIds: ["msg_ses_a_0"], toolCallIds: [], deadLetters: ["part/1"] }),
  ]));
  store.apply(two, batch([session("ses_b", { projectId: "garden", directory: "/home/dev/garden" }), ...days("ses_b"), bash("prt_running", "ses_b", "sleep 9", { outcome: "running", status: "running", timeStart: NOW - 2 * DAY })]));
  scoreAll(store);
  // One whose scoring failed afterwards, and one that waits for its score.
  const [failed] = store.rescoring.begin("1") > 0 ? store.rescoring.next(1) : [];
  store.scores.write([{ call: failed!, assessment: { error: "RangeError" } }], "1");
  store.rescoring.cancel();
  store.apply(two, batch([bash("prt_waiting", "ses_b", "ls", { callId: "waiting", timeStart: NOW - DAY / 2 })]));
  store.decisions.record([{ kind: "deadLetter", source: "/data/opencode.db", locator: "part/1", hash: "h", action: "accept", reason: "known" }]);
  decideRich(store);
  store.text.fill(10_000);
}

/** Of the findings one is resolved and one suppressed; what a team decided hides nothing yet. */
function decideRich(store: Store): void {
  const [resolved, suppressed] = listFindings(store.db, 0, null, 2).rows;
  if (!resolved || !suppressed) return;
  const held = { reason: "ours", expires: null, critical: false };
  store.decisions.record([
    { kind: "verdict", finding: resolved.finding_id, state: "resolved", reason: "done", expires: null },
    { kind: "read", findings: [resolved.finding_id] },
  ]);
  store.decisions.record([{ kind: "suppress", pattern: { rule: suppressed.rule, normalised: suppressed.command ?? "", target: "" }, scope: { kind: "session", sessionId: suppressed.session_id }, ...held }]);
  store.decisions.record([{ kind: "team", folder: "/home/dev/garden", entries: [{ rule: "delete-root", normalised: "rm -rf /nowhere", target: "", by: "ada", ...held }] }]);
}

function copyOf(records: readonly SourceRecord[]): SourceRecord[] {
  return records.map((record) => {
    if (record.kind === "toolCall") return { ...record, id: `${record.id}_copy`, sessionId: "ses_copy", messageId: `${record.messageId}_copy` };
    return record.kind === "message" ? { ...record, id: `${record.id}_copy`, sessionId: "ses_copy" } : record;
  });
}
