import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { commands, extensions } from "vscode";
import type { SpotterApi } from "../../src/views/api.js";
import { until } from "./spotter.js";

interface Welcome {
  readonly view: string;
  readonly when: string;
  readonly contents: string;
}

/** The welcome texts that the workbench shows: of a view without a row, the one whose condition holds. */
export class Welcomes {
  /** What the panel has made of its context key since this was made; undefined before its first change. */
  state: unknown;
  /** Told each time that it changes. */
  onState: (state: unknown) => void = () => undefined;
  private readonly declared: readonly Welcome[];
  private readonly kept = commands.executeCommand;

  constructor(private readonly api: SpotterApi) {
    // What the extension itself says of its manifest is translated; the names of the texts are not.
    const manifest = readFileSync(join(extensions.getExtension("spotter-dev.opencode-spotter")!.extensionPath, "package.json"), "utf8");
    this.declared = (JSON.parse(manifest) as { contributes: { viewsWelcome: Welcome[] } }).contributes.viewsWelcome;
    (commands as { executeCommand: unknown }).executeCommand = (id: string, ...rest: readonly unknown[]) => {
      if (id === "setContext" && rest[0] === "spotter.panelState") this.onState((this.state = rest[1]));
      return this.kept(id, ...rest);
    };
  }

  dispose(): void {
    (commands as { executeCommand: unknown }).executeCommand = this.kept;
  }

  /** Waits for a state, and gives what is shown in it: each text as `<view> <name of the text>`. */
  async shownIn(state: string): Promise<string[]> {
    await until(() => this.state, (now) => now === state);
    const shown = await this.shown();
    assert.equal(this.state, state, "the state was over before it could be looked at");
    return shown;
  }

  /** What is shown now. */
  async shown(): Promise<string[]> {
    const [{ explorer, message }, sessions, coverage] = await Promise.all([this.api.shown(), this.api.shownSessions(), this.api.shownCoverage()]);
    // The workbench shows no welcome text beside a view's message.
    const empty: Readonly<Record<string, boolean>> = { "spotter.findings": explorer.length === 0 && message === "", "spotter.sessions": sessions.length === 0, "spotter.coverage": coverage.length === 0 };
    return this.declared.filter(({ view, when }) => empty[view] === true && holds(when, this.state)).map(({ view, contents }) => `${view} ${contents}`);
  }
}

function holds(when: string, state: unknown): boolean {
  return when.split(" || ").some((clause) => {
    const [, not, value] = /^(!)?spotter\.panelState(?: == (\w+))?$/.exec(clause) ?? assert.fail(`a condition that this does not know: ${clause}`);
    return not === "!" ? state === undefined : state === value;
  });
}
