import { commands, env, l10n, ProgressLocation, window, type LogOutputChannel } from "vscode";
import { untrusted } from "../model/untrusted.js";
import { RequestError } from "../protocol/channel.js";
import type { SessionRow } from "../protocol/rows.js";
import { callHandlers, type CallHandlerParts } from "./callHandlers.js";
import { targetOf, type Argument, type Commands, type TranscriptTarget } from "./commands.js";
import { decideUnreadable, exclude, pause, resume, retryUnreadable } from "./coverage/coverageActions.js";
import type { CoverageView } from "./coverage/coverageView.js";
import { COVERAGE_VIEW, type ProblemNode } from "./coverage/nodes.js";
import type { Dashboard } from "./dashboard/dashboardPanel.js";
import type { EngineClient } from "./engine/engineClient.js";
import { chooseFilter, chooseGrouping } from "./explorer/choosing.js";
import type { Choice, FindingsChoice } from "./explorer/findingsChoice.js";
import { FINDINGS_VIEW } from "./explorer/nodes.js";
import type { RiskExplorer } from "./explorer/riskExplorer.js";
import { backUp, forget, restore } from "./keeping.js";
import { moreNodeOf } from "./lists/more.js";
import { openedWords, openInOpenCode } from "./opencode/openInOpenCode.js";
import { stopSession } from "./opencode/stopSession.js";
import { callMarkdown, sessionMarkdown } from "./render/callMarkdown.js";
import { label } from "./render/label.js";
import { showInStatusBar, showInformation, showWarning } from "./render/messages.js";
import { chooseRuleCall } from "./rules/ruleCalls.js";
import { triageHandlers, type TriageParts } from "./triage/triageHandlers.js";
import { SESSIONS_VIEW } from "./sessions/nodes.js";
import type { SessionsView } from "./sessions/sessionsView.js";

/** How long the status bar says that something was copied, in milliseconds. */
const COPIED_SHOWN_MS = 3_000;

export interface HandlerParts extends CallHandlerParts, TriageParts {
  readonly explorer: RiskExplorer;
  readonly sessions: SessionsView;
  readonly coverage: CoverageView;
  readonly dashboard: Dashboard;
  readonly log: LogOutputChannel;
  readonly choice: FindingsChoice;
}

/** What each command does. */
export function commandHandlers(parts: HandlerParts): Commands {
  const { engine, explorer, transcripts, dashboard, log } = parts;
  return {
    ...choiceHandlers(parts.choice),
    ...coverageHandlers(parts),
    ...triageHandlers(parts),
    "spotter.refresh": () => refresh(parts),
    "spotter.reenrichAll": () => reenrichAll(engine),
    "spotter.openDashboard": () => Promise.resolve(dashboard.show()),
    "spotter.openExplorer": async () => void (await commands.executeCommand(`${FINDINGS_VIEW}.focus`)),
    "spotter.markAllRead": () => markAllRead(engine),
    "spotter.openSessions": async () => void (await commands.executeCommand(`${SESSIONS_VIEW}.focus`)),
    "spotter.showLog": () => Promise.resolve(log.show()),
    "spotter.openTranscript": async (argument) => {
      const target = chosen(argument, parts);
      if (target) await transcripts.open(target);
    },
    "spotter.openInOpenCode": async (argument) => {
      const target = chosen(argument, parts);
      if (target) await showInOpenCode(engine, target);
    },
    "spotter.stopSession": async (argument) => {
      const target = chosen(argument, parts);
      if (target) await stopSession(await knownSession(engine, target.sessionId));
    },
    "spotter.copyAsMarkdown": async (argument) => {
      const target = chosen(argument, parts);
      if (target) await copyAsMarkdown(engine, target);
    },
    ...callHandlers(parts, () => chosen(undefined, parts)),
    "spotter.showHeldBack": async (argument) => {
      const target = chosen(argument, parts);
      if (!target?.callId) return;
      await engine.request("showHeldBack", { callId: target.callId });
      await transcripts.open(target);
    },
    "spotter.forget": (argument) => forget(engine, targetOf(argument === undefined ? explorer.view.selection[0] : argument)),
    "spotter.backUp": () => backUp(engine),
    "spotter.restore": () => restore(engine),
    "spotter.showProblem": (argument) => showProblem(argument, log),
    "spotter.showRuleCalls": async (argument) => {
      const target = await chooseRuleCall(argument);
      if (target) await transcripts.open(target);
    },
    "spotter.loadMore": (argument) => {
      const node = moreNodeOf(argument);
      if (node?.view === FINDINGS_VIEW) explorer.loadMore(node.list);
      if (node?.view === SESSIONS_VIEW) parts.sessions.loadMore(node.list);
      if (node?.view === COVERAGE_VIEW) parts.coverage.loadMore(node.list);
      return Promise.resolve();
    },
  };
}

type ChoiceCommand = "spotter.groupBy" | "spotter.filter" | "spotter.clearFilter" | "spotter.sortByRisk" | "spotter.sortByTime" | "spotter.showThisWorkspace" | "spotter.showThisMachine";

function choiceHandlers(choice: FindingsChoice): Pick<Commands, ChoiceCommand> {
  const change = (changes: Partial<Choice>) => () => Promise.resolve(choice.change(changes));
  return {
    "spotter.groupBy": (argument) => chooseGrouping(choice, argument),
    "spotter.filter": (argument) => chooseFilter(choice, argument),
    "spotter.clearFilter": change({ filter: "", scope: "machine" }),
    "spotter.sortByRisk": change({ order: "risk" }),
    "spotter.sortByTime": change({ order: "time" }),
    "spotter.showThisWorkspace": change({ scope: "workspace" }),
    "spotter.showThisMachine": change({ scope: "machine" }),
  };
}

type CoverageCommand = "spotter.openCoverage" | "spotter.pause" | "spotter.resume" | "spotter.retryUnreadable" | "spotter.acceptUnreadable" | "spotter.discardUnreadable" | "spotter.exclude";

function coverageHandlers(parts: HandlerParts): Pick<Commands, CoverageCommand> {
  const { engine, explorer, sessions } = parts;
  return {
    "spotter.openCoverage": async () => void (await commands.executeCommand(`${COVERAGE_VIEW}.focus`)),
    "spotter.pause": () => pause(engine),
    "spotter.resume": () => resume(engine),
    "spotter.retryUnreadable": (argument) => retryUnreadable(engine, argument),
    "spotter.acceptUnreadable": (argument) => decideUnreadable(engine, argument, "accept"),
    "spotter.discardUnreadable": (argument) => decideUnreadable(engine, argument, "discard"),
    "spotter.exclude": async (argument) => {
      const target = argument === undefined ? targetOf(sessions.view.selection[0] ?? explorer.view.selection[0]) : targetOf(argument);
      await exclude(target ? await knownSession(engine, target.sessionId) : null);
    },
  };
}

/** Reads again what changed; starts the engine again where it gave up. */
export async function refresh({ engine, explorer }: Pick<HandlerParts, "engine" | "explorer">): Promise<void> {
  if (engine.state.kind === "failed") return engine.restart();
  if (engine.state.kind === "running" && engine.state.status.phase === "failed") return engine.replace();
  await engine.request("refresh", {}, { timeoutMs: 0 });
  explorer.redrawAll();
}

/** What is seen raises no colour in the status bar any more; it stays open, and listed. */
async function markAllRead(engine: EngineClient): Promise<void> {
  const { findings } = await engine.request("markRead", { calls: null });
  void showInformation(l10n.t("Findings marked as read: {0}. They stay open, and listed.", findings));
}

async function reenrichAll(engine: EngineClient): Promise<void> {
  const title = l10n.t("Spotter: scoring every tool call again");
  const result = await window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    let shown = 0;
    const following = engine.onReenrichProgress.on(({ done, total }) => {
      const percent = total === 0 ? 100 : (done / total) * 100;
      progress.report({ increment: Math.max(0, percent - shown), message: l10n.t("{0} of {1}", done, total) });
      shown = Math.max(shown, percent);
    });
    try {
      return await engine.request("reenrich", {}, { signal: controller.signal, timeoutMs: 0 });
    } catch (error) {
      if (error instanceof RequestError && error.failure === "cancelled") return null;
      throw error;
    } finally {
      following.dispose();
    }
  });
  const words = result && !result.cancelled ? l10n.t("Spotter scored {0} tool calls again.", result.scored) : l10n.t("Scoring was cancelled. The calls that were left keep the scores that they have.");
  void showInformation(words);
}

async function showInOpenCode(engine: EngineClient, target: TranscriptTarget): Promise<void> {
  const session = await knownSession(engine, target.sessionId);
  const words = openedWords(await openInOpenCode(session), session);
  if (words !== null) void showWarning(words);
}

/** @throws {RequestError} `not-found` where the engine has no such session */
async function knownSession(engine: EngineClient, sessionId: string): Promise<SessionRow> {
  const session = await engine.request("getSession", { sessionId });
  if (!session) throw new RequestError("not-found", "There is no such session.");
  return session;
}

/** Copies a call with its verdict and reasons; a session where no call is named. */
async function copyAsMarkdown(engine: EngineClient, { sessionId, callId }: TranscriptTarget): Promise<void> {
  const session = await engine.request("getSession", { sessionId });
  const call = callId === null ? null : await engine.request("getCall", { id: callId });
  if (!session || (callId !== null && call?.sessionId !== sessionId)) throw new RequestError("not-found", "There is no such call.");
  await env.clipboard.writeText(call ? callMarkdown(call, session.title) : sessionMarkdown(session));
  showInStatusBar(l10n.t("Copied as Markdown"), COPIED_SHOWN_MS);
}

async function showProblem(argument: Argument, log: LogOutputChannel): Promise<void> {
  const node = argument as Partial<ProblemNode> | undefined;
  if (node?.kind !== "problem" || typeof node.message !== "string") return;
  const settings = l10n.t("Storage Settings");
  const again = l10n.t("Read Again");
  const showLog = l10n.t("Show Log");
  const answer = await showWarning(label(untrusted(node.message), 1_000), settings, again, showLog);
  if (answer === settings) await commands.executeCommand("workbench.action.openSettings", "spotter.storage.paths");
  if (answer === again) await commands.executeCommand("spotter.refresh");
  if (answer === showLog) log.show();
}

/** What a command is about: its argument, or what is selected in a view on the screen where it was run without one; says so where that is nothing. */
function chosen(argument: Argument, { explorer, sessions }: HandlerParts): TranscriptTarget | null {
  const selected = [explorer.view, sessions.view].filter(({ visible }) => visible).map((view) => targetOf(view.selection[0])).find(Boolean);
  const target = argument === undefined ? selected : targetOf(argument);
  if (!target) {
    void showInformation(l10n.t("Select a session or a call in the Risk Explorer first."));
    return null;
  }
  return target;
}
