import assert from "node:assert/strict";
import { RequestError } from "../../../src/protocol/channel.js";
import type { DashboardStrings } from "../../../src/protocol/dashboardStrings.js";
import type { TranscriptAnchors } from "../../../src/protocol/engine.js";
import { targetOf } from "../../../src/views/commands.js";
import { ContextKeys } from "../../../src/views/contextKeys.js";
import { dashboardHtml } from "../../../src/views/dashboard/dashboardHtml.js";
import { portOf, selectSession, type Post } from "../../../src/views/opencode/selectSession.js";
import { panelStateOf } from "../../../src/views/panelState.js";
import { shortTime } from "../../../src/views/render/time.js";
import { problemFloor, readSettings } from "../../../src/views/settings.js";
import { TranscriptIndex, type TranscriptSource } from "../../../src/views/transcript/transcriptIndex.js";
import { NO_COUNTS, sourceRow, statusRow } from "./rows.js";

describe("the panel's state", () => {
  it("is told by what was found, and not by what is still being read", () => {
    const running = (changes: Parameters<typeof statusRow>[0]): string => panelStateOf({ kind: "running", status: statusRow(changes) }, "medium");
    const missing = sourceRow({ problem: { reason: "not-found", message: "" } });
    assert.deepEqual(
      [
        panelStateOf({ kind: "starting" }, "medium"),
        panelStateOf({ kind: "failed", crashes: 4 }, "medium"),
        running({ phase: "failed" }),
        running({ phase: "starting" }),
        running({ phase: "reading" }),
        running({ phase: "reading", byLevel: { ...NO_COUNTS, medium: 1 } }),
        running({ byLevel: { ...NO_COUNTS, low: 9 } }),
        running({ sources: [] }),
        running({ sources: [missing] }),
        running({ sources: [missing, sourceRow()] }),
        running({ sources: [sourceRow(), sourceRow({ lastRead: null })] }),
        running({ sources: [sourceRow({ lastRead: null, problem: { reason: "locked", message: "" } })] }),
      ],
      ["starting", "failed", "failed", "starting", "reading", "findings", "nothingRisky", "noStorage", "noStorage", "nothingRisky", "reading", "nothingRisky"],
    );
  });
});

describe("the settings", () => {
  it("fall back to their defaults where settings.json holds something else", () => {
    const wrong: Record<string, unknown> = { "spotter.storage.paths": "no list", "spotter.explorer.minimumLevel": "awful", "spotter.problems.enabled": "yes", "spotter.problems.severity.high": 3 };
    assert.deepEqual(readSettings((key) => wrong[key]), readSettings(() => undefined));
  });

  it("drop empty paths", () => {
    assert.deepEqual(readSettings((key) => (key === "spotter.storage.paths" ? [" /a ", "", " "] : undefined)).storagePaths, ["/a"]);
  });

  it("give the mildest level that Problems shows", () => {
    const { problems } = readSettings(() => undefined);
    const none = { ...problems.severity, critical: "none", high: "none", medium: "none" } as const;
    assert.deepEqual([problemFloor(problems), problemFloor({ ...problems, enabled: false }), problemFloor({ enabled: true, severity: none })], ["medium", null, null]);
  });
});

describe("a command's argument", () => {
  it("is a target only where it names a session", () => {
    assert.deepEqual(
      [undefined, null, "ses_a", {}, { sessionId: 3 }, { sessionId: "" }, { sessionId: "a" }, { sessionId: "a", callId: "p", kind: "call" }].map(targetOf),
      [null, null, null, null, null, null, { sessionId: "a", callId: null }, { sessionId: "a", callId: "p" }],
    );
  });
});

describe("context keys", () => {
  it("are set only when their value changes", () => {
    const calls: unknown[] = [];
    const keys = new ContextKeys((key, value) => calls.push([key, value]));
    keys.set("spotter.panelState", "reading");
    keys.set("spotter.panelState", "reading");
    keys.set("spotter.panelState", "findings");
    assert.deepEqual(calls, [["spotter.panelState", "reading"], ["spotter.panelState", "findings"]]);
  });
});

describe("a transcript's lines", () => {
  const anchors: TranscriptAnchors = { messages: { msg: 4 }, calls: { prt: { line: 9, lines: 3, level: "high", score: 70, rule: "a.b", evidence: null, held: false, state: null } } };

  function answering(asked: string[]): TranscriptSource {
    return {
      request: (name: string, { sessionId, at }: { sessionId: string; at?: number }) => {
        asked.push(`${name} ${sessionId}${at === undefined ? "" : ` ${at}`}`);
        if (sessionId === "gone") return Promise.reject(new RequestError("not-found", ""));
        return Promise.resolve(name === "transcript" ? { anchors } : { prt: { part: 1, line: 9 } });
      },
    } as unknown as TranscriptSource;
  }

  it("are asked for once for each document, again after a change, and not where OpenCode has the session no more", async () => {
    const asked: string[] = [];
    const index = new TranscriptIndex(answering(asked));
    for (const [id, part] of [["a", 0], ["a", 0], ["a", 1], ["gone", 0], ["gone", 0]] as const) await index.anchorsOf(id, part);
    index.forget(["a"]);
    assert.deepEqual([await index.anchorsOf("a", 1), await index.anchorsOf("gone", 0)], [anchors, null]);
    assert.deepEqual(asked, ["transcript a 0", "transcript a 1", "transcript gone 0", "transcript a 1"]);
  });

  it("are known of a call once its session was asked about, also that it has none", async () => {
    const asked: string[] = [];
    const index = new TranscriptIndex(answering(asked));
    assert.equal(index.placeOf("a", "prt"), undefined);
    for (let round = 0; round < 2; round++) for (const id of ["a", "gone"]) await index.learnPlaces(id, ["prt", "other"]);
    assert.deepEqual([index.placeOf("a", "prt"), index.placeOf("a", "other"), index.placeOf("gone", "prt")], [{ part: 1, line: 9 }, null, null]);
    index.forget(["a"]);
    assert.equal(index.placeOf("a", "prt"), undefined);
    assert.deepEqual(asked, ["transcriptPlaces a", "transcriptPlaces gone"]);
  });
});

describe("the running OpenCode", () => {
  it("is asked at the port that its terminal names, where that can be a port", () => {
    const values = ["4096", 4096, "0", "65536", "80/../x", "", undefined];
    assert.deepEqual(values.map((value) => portOf({ _EXTENSION_OPENCODE_PORT: value })), [4096, 4096, null, null, null, null, null]);
  });

  it("is asked twice at most, and believed only when it agrees", async () => {
    const answers = [Promise.reject(new Error("refused")), Promise.resolve({ ok: true })];
    for (const answer of answers) answer.catch(() => undefined);
    const calls: unknown[] = [];
    const post: Post = (url, body) => (calls.push([url, body]), answers[calls.length - 1] ?? Promise.resolve({ ok: false }));
    assert.equal(await selectSession(4096, "ses_a", post), true);
    assert.deepEqual(calls, Array(2).fill(["http://127.0.0.1:4096/tui/select-session", { sessionID: "ses_a" }]));
    assert.equal(await selectSession(4096, "ses_a", post), false);
    assert.equal(calls.length, 4);
  });
});

describe("the dashboard's page", () => {
  const strings = { title: `"><script>alert(1)</script>` } as DashboardStrings;
  const html = dashboardHtml({ nonce: "abc", cspSource: "https://csp.example", scriptUri: "https://x/dashboard.js", chartsUri: "https://x/charts.js", styleUri: "https://x/dashboard.css", language: "en", strings });

  it("allows what carries the nonce and what is bundled, and nothing else", () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.replaceAll("&#39;", "'");
    assert.equal(policy, "default-src 'none'; base-uri 'none'; form-action 'none'; script-src 'nonce-abc'; style-src 'nonce-abc' https://csp.example");
  });

  it("holds its words as data, whatever they are", () => {
    assert.equal(html.match(/<script/g)?.length, 1);
    const data = /data-strings="([^"]*)"/.exec(html)?.[1]?.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
    assert.deepEqual(JSON.parse(data ?? ""), strings);
  });
});

describe("a short time", () => {
  const now = new Date(2026, 10, 22, 12, 0).getTime();

  it("is the clock for today, the day for this year, the whole date for others, and nothing for nonsense", () => {
    const times = [new Date(2026, 10, 22, 9, 5).getTime(), new Date(2026, 9, 3).getTime(), new Date(2024, 0, 1).getTime(), Number.NaN, 1e300];
    assert.deepEqual(times.map((time) => shortTime(time, now, "en-GB")), ["09:05", "3 Oct", "1 Jan 2024", "", ""]);
  });
});
