/** What a transcript command is given: a node of the tree, or whatever another extension or a key binding passed. */
export type Argument = unknown;
/** What VS Code passes beside a tree's node: all nodes that are selected, where there are several. */
export type Selection = unknown;

/** Every command, with what it takes. package.json declares the same ones; a test compares the two. */
export interface Commands {
  readonly "spotter.refresh": () => Promise<void>;
  readonly "spotter.reenrichAll": () => Promise<void>;
  readonly "spotter.openDashboard": () => Promise<void>;
  readonly "spotter.openExplorer": () => Promise<void>;
  readonly "spotter.openSessions": () => Promise<void>;
  readonly "spotter.openCoverage": () => Promise<void>;
  readonly "spotter.pause": () => Promise<void>;
  readonly "spotter.resume": () => Promise<void>;
  readonly "spotter.retryUnreadable": (record: Argument) => Promise<void>;
  readonly "spotter.acceptUnreadable": (record: Argument) => Promise<void>;
  readonly "spotter.discardUnreadable": (record: Argument) => Promise<void>;
  readonly "spotter.markAllRead": () => Promise<void>;
  readonly "spotter.exclude": (target: Argument) => Promise<void>;
  readonly "spotter.showLog": () => Promise<void>;
  readonly "spotter.openTranscript": (target: Argument) => Promise<void>;
  readonly "spotter.openInOpenCode": (target: Argument) => Promise<void>;
  readonly "spotter.stopSession": (target: Argument) => Promise<void>;
  readonly "spotter.copyAsMarkdown": (target: Argument) => Promise<void>;
  readonly "spotter.showRule": (target: Argument) => Promise<void>;
  readonly "spotter.createRule": (target: Argument) => Promise<void>;
  readonly "spotter.openFile": (target: Argument) => Promise<void>;
  readonly "spotter.showDiff": (target: Argument) => Promise<void>;
  readonly "spotter.showRecord": (target: Argument) => Promise<void>;
  readonly "spotter.showSecretSource": (target: Argument) => Promise<void>;
  readonly "spotter.revealSecret": (secret: Argument) => Promise<void>;
  readonly "spotter.showHeldBack": (target: Argument) => Promise<void>;
  readonly "spotter.forget": (target: Argument) => Promise<void>;
  readonly "spotter.backUp": () => Promise<void>;
  readonly "spotter.restore": () => Promise<void>;
  readonly "spotter.showProblem": (problem: Argument) => Promise<void>;
  readonly "spotter.loadMore": (more: Argument) => Promise<void>;
  readonly "spotter.showRuleCalls": (rule: Argument) => Promise<void>;
  readonly "spotter.groupBy": (grouping: Argument) => Promise<void>;
  readonly "spotter.filter": (filter: Argument) => Promise<void>;
  readonly "spotter.clearFilter": () => Promise<void>;
  readonly "spotter.sortByRisk": () => Promise<void>;
  readonly "spotter.sortByTime": () => Promise<void>;
  readonly "spotter.showThisWorkspace": () => Promise<void>;
  readonly "spotter.showThisMachine": () => Promise<void>;
  readonly "spotter.acknowledge": (target: Argument, all: Selection) => Promise<void>;
  readonly "spotter.markFalsePositive": (target: Argument, all: Selection) => Promise<void>;
  readonly "spotter.acceptRisk": (target: Argument, all: Selection) => Promise<void>;
  readonly "spotter.resolve": (target: Argument, all: Selection) => Promise<void>;
  readonly "spotter.reopen": (target: Argument, all: Selection) => Promise<void>;
  readonly "spotter.decideListed": () => Promise<void>;
  readonly "spotter.suppress": (target: Argument) => Promise<void>;
  readonly "spotter.comment": (target: Argument) => Promise<void>;
  readonly "spotter.showHistory": (target: Argument) => Promise<void>;
  readonly "spotter.undoDecision": (decision: Argument) => Promise<void>;
  readonly "spotter.undoChosen": () => Promise<void>;
  readonly "spotter.nextFinding": (from: Argument) => Promise<void>;
  readonly "spotter.previousFinding": (from: Argument) => Promise<void>;
  readonly "spotter.liftSuppression": (suppression: Argument) => Promise<void>;
  readonly "spotter.changeSuppression": (suppression: Argument) => Promise<void>;
  readonly "spotter.shareSuppression": (suppression: Argument) => Promise<void>;
  readonly "spotter.takeBackTeamFile": (suppression: Argument) => Promise<void>;
  readonly "spotter.showDecisions": () => Promise<void>;
  readonly "spotter.exportDecisions": () => Promise<void>;
  readonly "spotter.reviewTeamSuppressions": () => Promise<void>;
}

export const COMMAND_IDS = [
  "spotter.refresh",
  "spotter.reenrichAll",
  "spotter.openDashboard",
  "spotter.openExplorer",
  "spotter.openSessions",
  "spotter.openCoverage",
  "spotter.pause",
  "spotter.resume",
  "spotter.retryUnreadable",
  "spotter.acceptUnreadable",
  "spotter.discardUnreadable",
  "spotter.markAllRead",
  "spotter.exclude",
  "spotter.showLog",
  "spotter.openTranscript",
  "spotter.openInOpenCode",
  "spotter.stopSession",
  "spotter.copyAsMarkdown",
  "spotter.showRule",
  "spotter.createRule",
  "spotter.openFile",
  "spotter.showDiff",
  "spotter.showRecord",
  "spotter.showSecretSource",
  "spotter.revealSecret",
  "spotter.showHeldBack",
  "spotter.forget",
  "spotter.backUp",
  "spotter.restore",
  "spotter.showProblem",
  "spotter.loadMore",
  "spotter.showRuleCalls",
  "spotter.groupBy",
  "spotter.filter",
  "spotter.clearFilter",
  "spotter.sortByRisk",
  "spotter.sortByTime",
  "spotter.showThisWorkspace",
  "spotter.showThisMachine",
  "spotter.acknowledge",
  "spotter.markFalsePositive",
  "spotter.acceptRisk",
  "spotter.resolve",
  "spotter.reopen",
  "spotter.decideListed",
  "spotter.suppress",
  "spotter.comment",
  "spotter.showHistory",
  "spotter.undoDecision",
  "spotter.undoChosen",
  "spotter.nextFinding",
  "spotter.previousFinding",
  "spotter.liftSuppression",
  "spotter.changeSuppression",
  "spotter.shareSuppression",
  "spotter.takeBackTeamFile",
  "spotter.showDecisions",
  "spotter.exportDecisions",
  "spotter.reviewTeamSuppressions",
] as const satisfies readonly (keyof Commands)[];

/** A session, or one call of it. */
export interface TranscriptTarget {
  readonly sessionId: string;
  /** Id of a part or a message; null means the session's beginning. */
  readonly callId: string | null;
}

/** Reads a target out of a command's argument; null where it holds none. */
export function targetOf(argument: Argument): TranscriptTarget | null {
  if (typeof argument !== "object" || argument === null) return null;
  const { sessionId, callId } = argument as { sessionId?: unknown; callId?: unknown };
  if (typeof sessionId !== "string" || sessionId === "") return null;
  return { sessionId, callId: typeof callId === "string" ? callId : null };
}
