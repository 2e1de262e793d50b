import { l10n, window, type Disposable, type Uri } from "vscode";
import type { CommandEdge } from "./commandEdge.js";
import type { TranscriptTarget } from "./commands.js";
import { showWarning } from "./render/messages.js";
import { linkTarget } from "./render/uri.js";

/**
 * Opens `<editor>://<this extension>/session/<id>` and `…/message/<id>` at that place. A link can come from any page: it opens a
 * read-only document of this machine's, and does nothing else.
 */
export function followSessionLinks(open: (target: TranscriptTarget) => Promise<unknown>, edge: CommandEdge): Disposable {
  return window.registerUriHandler({
    handleUri: (uri: Uri) =>
      edge.run("link", async () => {
        const target = linkTarget(uri.path);
        if (target) return void (await open(target));
        void showWarning(l10n.t("This link names no OpenCode session, so nothing was opened. A link to a session ends with /session/<id> or /session/<id>/message/<id>."));
      }),
  });
}
