import { l10n, Uri, workspace, type CancellationToken, type Disposable, type TextDocumentContentProvider } from "vscode";
import { rawText, untrusted } from "../../model/untrusted.js";
import type { TextChange } from "../../protocol/callDetails.js";
import { RequestError } from "../../protocol/channel.js";
import type { EngineClient } from "../engine/engineClient.js";
import { documentText } from "../render/document.js";
import { label } from "../render/label.js";
import { CHANGE_SCHEME, changePath, changeTarget, RECORD_SCHEME, recordPath, recordTarget, type ChangeSide } from "../render/uri.js";

/** The text of one side of what a call did to one of its files, counted from 0. */
export function changeUri(callId: string, file: number, side: ChangeSide, path: TextChange["path"]): Uri {
  return Uri.from({ scheme: CHANGE_SCHEME, path: changePath({ callId, file, side }, path) });
}

/** A call's record in OpenCode's storage. */
export function recordUri(callId: string): Uri {
  return Uri.from({ scheme: RECORD_SCHEME, path: recordPath(callId) });
}

/** What a call did to one file. A patch can change several places of it. */
export interface ChangedFile {
  readonly path: TextChange["path"];
  readonly changes: readonly TextChange[];
}

/** Changes by file, in the order in which the call made them. */
export function changedFiles(changes: readonly TextChange[]): ChangedFile[] {
  const byPath = new Map<string, TextChange[]>();
  for (const change of changes) {
    const path = rawText(change.path);
    byPath.set(path, [...(byPath.get(path) ?? []), change]);
  }
  return [...byPath.values()].map((own) => ({ path: own[0]!.path, changes: own }));
}

/** What parts places of a file that a patch changes from each other. */
const BETWEEN = "\n⋯\n";

/** Read-only documents about one call: what it did to a file, before and after, and its record in OpenCode's storage. Secrets in them are masked. */
export class CallDocuments implements TextDocumentContentProvider, Disposable {
  private readonly registrations: Disposable[];

  constructor(private readonly engine: EngineClient) {
    this.registrations = [CHANGE_SCHEME, RECORD_SCHEME].map((scheme) => workspace.registerTextDocumentContentProvider(scheme, this));
  }

  async provideTextDocumentContent(uri: Uri, token: CancellationToken): Promise<string> {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    try {
      return uri.scheme === CHANGE_SCHEME ? await this.change(uri, controller.signal) : await this.record(uri, controller.signal);
    } catch (error) {
      if (error instanceof RequestError && error.failure === "not-found") return l10n.t("OpenCode's storage does not hold this call any more, so there is nothing to show. What Spotter kept of it is still in the Risk Explorer.");
      throw error;
    }
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
  }

  private async change(uri: Uri, signal: AbortSignal): Promise<string> {
    const target = changeTarget(uri.path);
    if (!target) return l10n.t("This address names no call.");
    const { changes } = await this.engine.request("callChanges", { callId: target.callId }, { signal });
    const file = changedFiles(changes)[target.file];
    return documentText(untrusted((file?.changes ?? []).map(({ before, after }) => rawText(target.side === "before" ? (before ?? untrusted("")) : after)).join(BETWEEN)));
  }

  private async record(uri: Uri, signal: AbortSignal): Promise<string> {
    const callId = recordTarget(uri.path);
    if (callId === null) return l10n.t("This address names no call.");
    const { path, locator, text, cut } = await this.engine.request("storedRecord", { callId }, { signal });
    const heads = [label(path, 300), l10n.t("{0}, read just now; secrets are masked.", label(locator, 300))];
    if (cut > 0) heads.push(l10n.t("{0} more characters are not shown.", cut));
    return `${heads.map((head) => `// ${head}\n`).join("")}\n${documentText(text)}\n`;
  }
}
