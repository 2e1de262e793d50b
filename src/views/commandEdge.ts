import { commands, env, l10n, type Disposable, type LogOutputChannel } from "vscode";
import { untrusted } from "../model/untrusted.js";
import { RequestError, type RequestFailure } from "../protocol/channel.js";
import { MOST_DECIDED } from "../protocol/triage.js";
import { COMMAND_IDS, type Argument, type Commands, type Selection } from "./commands.js";
import { logText } from "./render/log.js";
import { showError } from "./render/messages.js";

/** Where every unexpected failure ends: whole in the log, with secrets masked, and in plain words before the person who acted. */
export class CommandEdge {
  constructor(private readonly log: LogOutputChannel) {}

  /** Registers all commands. */
  register(handlers: Commands): Disposable[] {
    return COMMAND_IDS.map((id) => commands.registerCommand(id, (argument: Argument, all: Selection) => this.run(id, () => handlers[id](argument, all))));
  }

  /** Runs what a person asked for, and tells them when it failed. A cancelled request is no failure. */
  async run(name: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (error instanceof RequestError && error.failure === "cancelled") return;
      this.note(name, error);
      const showLog = l10n.t("Show Log");
      const chosen = await showError(sentenceOf(error), showLog);
      if (chosen === showLog) this.log.show();
    }
  }

  /** Logs a failure that nobody waits for. */
  note(name: string, error: unknown): void {
    const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.log.error(logText(untrusted(`${name}: ${cause}`)));
  }
}

/** What happened, why, and what to do next; never what the error's own message holds. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof RequestError)) return l10n.t("Spotter could not do this because of an error in Spotter itself. The log says more.");
  const sentences: Readonly<Record<RequestFailure, string>> = {
    cancelled: l10n.t("This was cancelled."),
    "timed-out": l10n.t("Spotter's engine did not answer in time. It may be busy with a long history: try again in a moment."),
    closed: l10n.t("Spotter's engine is not running, so nothing could be read. Run 'Spotter: Refresh' to start it again."),
    invalid: l10n.t("Spotter's engine and panel do not understand each other. Reload the window; if that does not help, install Spotter again."),
    "not-found": l10n.t("This is not in OpenCode's storage any more. OpenCode deleted it, or its storage was moved."),
    "not-kept": l10n.t("Nothing was changed: Spotter keeps no decisions in this window, so what is decided here would be lost. The Coverage view says why, and what to do."),
    "not-written": l10n.t("Nothing was changed: the journal of decisions could not be written, so what is decided would be lost. Check free space and permissions of the extension's storage folder, then try again; the log says more."),
    changed: l10n.t("Nothing was decided: other findings are listed now than those that you were shown. Look at them, and decide again."),
    ended: l10n.t("Nothing was changed: this finding is not there any more. Its calls are judged otherwise by now, or were forgotten; the Risk Explorer lists what there is."),
    "needs-consent": l10n.t("Nothing was changed: this would hide critical findings beyond a project, and that has to be confirmed."),
    unusable: l10n.t("Nothing was changed: the team's file of suppressions has problems. Open it and mend them, then try again."),
    "too-many": l10n.t("Nothing was decided: these are more than {0} findings, and no more are decided at once. Narrow the list by a filter, or select less of it, and decide again.", MOST_DECIDED.toLocaleString(env.language)),
    past: l10n.t("Nothing was decided: the expiry is in the past. Choose a day that is still to come."),
    failed: l10n.t("Spotter's engine failed at this. The log says more; 'Spotter: Refresh' reads everything again."),
  };
  return sentences[error.failure];
}
