import { join } from "node:path";
import { commands, env, window, workspace, type ExtensionContext, type LogOutputChannel } from "vscode";
import { untrusted } from "../model/untrusted.js";
import { Alerts } from "./alerts/alerts.js";
import { CommandEdge } from "./commandEdge.js";
import { ContextKeys } from "./contextKeys.js";
import { CoverageView } from "./coverage/coverageView.js";
import { Dashboard } from "./dashboard/dashboardPanel.js";
import { EngineClient, type EngineLogLevel } from "./engine/engineClient.js";
import { startWorkerThread } from "./engine/workerThread.js";
import { typedFilter } from "./explorer/filterText.js";
import { FindingsChoice } from "./explorer/findingsChoice.js";
import { RiskExplorer } from "./explorer/riskExplorer.js";
import { RuleFiles, rulePathsOf } from "./rules/ruleFiles.js";
import { RuleLenses } from "./rules/ruleLenses.js";
import { commandHandlers, refresh } from "./handlers.js";
import { ProblemActions } from "./problems/problemActions.js";
import { Problems } from "./problems/problems.js";
import { RulePages } from "./problems/rulePages.js";
import { CallDocuments } from "./jumps/callDocuments.js";
import { LevelMarks } from "./lists/levelMarks.js";
import { logText } from "./render/log.js";
import { SessionsView } from "./sessions/sessionsView.js";
import { readSettings, type Settings } from "./settings.js";
import { followSessionLinks } from "./sessionLinks.js";
import { StatusBar } from "./statusBar.js";
import { WorkspaceThreat } from "./threat.js";
import { folderPaths } from "./workspaceFolders.js";
import { placeOf } from "./triage/pickedBy.js";
import { TeamWatch } from "./triage/teamWatch.js";
import { Walking } from "./triage/walking.js";
import { TriageDocuments } from "./triage/triageDocuments.js";
import { TranscriptDocuments } from "./transcript/transcriptDocuments.js";
import { TranscriptIndex } from "./transcript/transcriptIndex.js";
import { TranscriptLinks } from "./transcript/transcriptLinks.js";
import { TranscriptMarks } from "./transcript/transcriptMarks.js";
import { TranscriptOutline } from "./transcript/transcriptOutline.js";

/** Everything that a person sees, and the engine behind it. */
export interface Panel {
  readonly engine: EngineClient;
  readonly explorer: RiskExplorer;
  readonly sessions: SessionsView;
  readonly coverage: CoverageView;
  readonly statusBar: StatusBar;
  readonly transcripts: TranscriptDocuments;
}

/** Puts the panel together. Nothing is read and no thread runs before `engine.start()`. */
export function createPanel(context: ExtensionContext): Panel {
  const { subscriptions } = context;
  const log = window.createOutputChannel("Spotter", { log: true });
  subscriptions.push(log);
  const edge = new CommandEdge(log);
  const settings = currentSettings();
  const engine = createEngine(context, log);
  const contextKeys = new ContextKeys((key, value) => void commands.executeCommand("setContext", key, value));
  const index = new TranscriptIndex(engine);

  const choice = new FindingsChoice(context.workspaceState, folderPaths);
  subscriptions.push(new LevelMarks());
  const explorer = new RiskExplorer(engine, contextKeys, choice, settings.explorerMinLevel, (error) => edge.note("Risk Explorer", error));
  subscriptions.push(explorer);
  const sessions = new SessionsView(engine, (error) => edge.note("Sessions", error));
  subscriptions.push(sessions);
  const coverage = new CoverageView(engine, contextKeys, (error) => edge.note("Coverage", error));
  subscriptions.push(coverage);
  const threat = new WorkspaceThreat(engine, (error) => edge.note("Status bar", error));
  const statusBar = new StatusBar(engine, threat);
  subscriptions.push(threat, new Alerts(engine, () => currentSettings().alerts, afterTimeout, (error) => edge.note("Alerts", error)));
  subscriptions.push(statusBar);
  const transcripts = new TranscriptDocuments(engine, index, (error) => edge.note("Transcript", error));
  subscriptions.push(transcripts, new TranscriptOutline(index), new TranscriptLinks(index), new CallDocuments(engine), new TranscriptMarks(index, (error) => edge.note("Transcript", error)));
  subscriptions.push(followSessionLinks((target) => transcripts.open(target), edge));
  const rules = new RulePages(engine);
  subscriptions.push(rules);
  const problems = new Problems(engine, index, rules, settings.problems, (error) => edge.note("Problems", error));
  subscriptions.push(problems, new ProblemActions(engine, problems));
  const triageDocuments = new TriageDocuments(engine);
  subscriptions.push(triageDocuments, new TeamWatch(engine, () => currentSettings().teamSuppressions, (error) => edge.note("Team's suppressions", error)));
  const walking = new Walking({ engine, explorer, transcripts, place: () => placeOf({ explorer, sessions, index }) });
  subscriptions.push(walking);
  const dashboard = new Dashboard({
    engine,
    extensionUri: context.extensionUri,
    openTranscript: async (target) => void (await transcripts.open(target)),
    openFindings: async (wanted, folder) => {
      choice.change({ filter: typedFilter({ ...wanted, folder }), scope: wanted.here ? "workspace" : "machine" });
      await commands.executeCommand("spotter.openExplorer");
    },
    openCoverage: async () => void (await commands.executeCommand("spotter.openCoverage")),
    refresh: () => refresh({ engine, explorer }),
    onFailure: (error) => edge.note("Dashboard", error),
    onDrop: (why) => log.warn(`Dashboard: dropped ${why}.`),
  });
  subscriptions.push(dashboard);
  subscriptions.push(new RuleLenses(engine, () => rulePathsOf(currentSettings())));
  subscriptions.push(new RuleFiles(engine, () => rulePathsOf(currentSettings()), (error) => edge.note("Rules", error)));
  subscriptions.push(...edge.register(commandHandlers({ engine, explorer, sessions, coverage, transcripts, dashboard, log, choice, index, triageDocuments, walking, rulePaths: () => currentSettings().rulePaths })));
  subscriptions.push(followSettings(settings, { engine, explorer, problems, edge }));
  return { engine, explorer, sessions, coverage, statusBar, transcripts };
}

function createEngine(context: ExtensionContext, log: LogOutputChannel): EngineClient {
  const write: Readonly<Record<EngineLogLevel, (message: string) => void>> = {
    debug: (message) => log.debug(message),
    info: (message) => log.info(message),
    warning: (message) => log.warn(message),
    error: (message) => log.error(message),
  };
  return new EngineClient({
    startThread: () =>
      startWorkerThread(join(context.extensionPath, "dist", "worker.js"), {
        storeDirectory: context.globalStorageUri.fsPath,
        storeFile: null,
        storagePaths: [...currentSettings().storagePaths],
        storageExclude: [...currentSettings().storageExclude],
        maskPersonalData: currentSettings().maskPersonalData,
        indicatorPaths: [...currentSettings().indicatorPaths],
        rulePaths: rulePathsOf(currentSettings()),
        retention: currentSettings().retention,
        remoteName: env.remoteName ?? null,
        follow: true,
        readingMode: currentSettings().readingMode,
        version: String((context.extension.packageJSON as { version?: unknown }).version),
        wasmPath: join(context.extensionPath, "dist", "sql-wasm.wasm"),
      }),
    log: (level, message) => write[level](logText(untrusted(message))),
    after: afterTimeout,
    now: () => Date.now(),
  });
}

interface Configured {
  readonly engine: EngineClient;
  readonly explorer: RiskExplorer;
  readonly problems: Problems;
  readonly edge: CommandEdge;
}

/** Hands a changed setting to whom it concerns. What the engine is told at its start needs one that is started with it. */
function followSettings(initial: Settings, { engine, explorer, problems, edge }: Configured): { dispose(): void } {
  let settings = initial;
  return workspace.onDidChangeConfiguration((event) => {
    if (!event.affectsConfiguration("spotter")) return;
    const before = settings;
    settings = currentSettings();
    if (settings.explorerMinLevel !== before.explorerMinLevel) explorer.setMinLevel(settings.explorerMinLevel);
    if (JSON.stringify(settings.problems) !== JSON.stringify(before.problems)) problems.configure(settings.problems);
    if (engineSettingsOf(settings) !== engineSettingsOf(before)) void edge.run("settings", () => engine.replace());
  });
}

function engineSettingsOf({ storagePaths, storageExclude, readingMode, maskPersonalData, indicatorPaths, rulePaths, retention }: Settings): string {
  return JSON.stringify([storagePaths, storageExclude, readingMode, maskPersonalData, indicatorPaths, rulePaths, retention]);
}

function afterTimeout(ms: number, action: () => void): () => void {
  const timer = setTimeout(action, ms);
  return () => clearTimeout(timer);
}

function currentSettings(): Settings {
  // The section alone: VS Code copies what it gives.
  const configuration = workspace.getConfiguration("spotter");
  return readSettings((key) => configuration.get(key.slice("spotter.".length)));
}
