import type { ExtensionContext } from "vscode";
import { shownBy, type SpotterApi } from "./views/api.js";
import { createPanel, type Panel } from "./views/panel.js";

let panel: Panel | undefined;

/** Puts the panel together and returns at once; the engine starts after that, in its own thread. */
export function activate(context: ExtensionContext): SpotterApi {
  const created = createPanel(context);
  panel = created;
  setImmediate(() => created.engine.start());
  return shownBy(created);
}

/** Lets the engine save what it knows. */
export async function deactivate(): Promise<void> {
  await panel?.engine.dispose();
}
