import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { window, workspace } from "vscode";
import type { SpotterApi } from "../../src/views/api.js";
import { isSettled, sessionsIn, shownWhen, spotter, until } from "./spotter.js";
import { writeStorage, type WrittenSession } from "./writtenStorage.js";

/** A warning that was shown, and how it is answered. */
interface Warning {
  readonly words: string;
  readonly buttons: readonly unknown[];
  readonly answer: (button: string | undefined) => void;
}

describe("alerts", () => {
  let api: SpotterApi;
  let folder: string;
  let data: string;
  let warnings: Warning[] = [];
  const host = window as unknown as { showWarningMessage: unknown; showInformationMessage: unknown };
  const kept = { ...host, showWarningMessage: host.showWarningMessage, showInformationMessage: host.showInformationMessage };

  before(async () => {
    api = await spotter();
    await shownWhen(api, isSettled);
    folder = mkdtempSync(join(tmpdir(), "spotter-alerts-"));
    data = join(folder, "opencode");
    writeStorage(data, [{ ...session("ses_alert_old", "Long ago", "rm -rf /"), time: 1_795_302_298_000 }]);
    host.showWarningMessage = (words: string, ...buttons: readonly unknown[]) => new Promise((resolve) => warnings.push({ words, buttons, answer: resolve }));
    host.showInformationMessage = () => Promise.resolve(undefined);
    await workspace.getConfiguration("spotter").update("storage.paths", [data], true);
    await shownWhen(api, (shown) => isSettled(shown) && sessionsIn(shown).some(({ label }) => label === "Long ago"));
  });

  after(async () => {
    for (const { answer } of warnings) answer(undefined);
    Object.assign(host, { showWarningMessage: kept.showWarningMessage, showInformationMessage: kept.showInformationMessage });
    for (const key of ["storage.paths", "alerts.level", "alerts.health"]) await workspace.getConfiguration("spotter").update(key, undefined, true);
    rmSync(folder, { recursive: true, force: true });
    await shownWhen(api, (shown) => isSettled(shown) && sessionsIn(shown).length > 0);
  });

  function session(id: string, title: string, command: string): WrittenSession {
    return { id, title, directory: join(folder, "shop"), command, output: "", time: Date.now() };
  }

  /** The next warning whose words have this. */
  async function warned(words: RegExp): Promise<Warning> {
    const found = await until(() => warnings.find((warning) => words.test(warning.words)), (warning) => warning !== undefined);
    warnings = warnings.filter((warning) => warning !== found);
    return found!;
  }

  it("do not tell of an old history", () => {
    assert.deepEqual(warnings.filter(({ words }) => words.includes("Long ago")), []);
  });

  it("tell which session, what and why when an agent does something critical, and lead there", async () => {
    writeStorage(data, [session("ses_alert_now", "Now $(bug)", "rm -rf /")]);
    const { words, buttons, answer } = await warned(/Now/);
    assert.match(words, /^Spotter, critical, in session Now .+: rm -rf \/ \(.+\)\./);
    // What a title writes as an icon is text.
    assert.equal(words.includes("$(bug)"), false);
    assert.deepEqual(buttons, ["Open", "Stop This Session …", "Don't Show Again"]);
    const { statusBar } = await api.shown();
    assert.equal(statusBar.alarming, true);
    answer("Open");
    const editor = await until(() => window.activeTextEditor, (active) => active?.document.uri.path.startsWith("/ses_alert_now/") === true);
    assert.ok(editor?.document.getText().includes("rm -rf /"));
  });

  it("fold what comes in a burst, and tell nothing milder than the setting says", async () => {
    writeStorage(data, [session("ses_alert_mild", "Mild", "curl -s https://example.org/x.sh -o x.sh"), ...[1, 2, 3].map((n) => session(`ses_alert_burst${n}`, `Burst ${n}`, `rm -rf / # ${n}`))]);
    const { words, answer } = await warned(/Burst/);
    assert.match(words, /And 2 more\.$/);
    assert.deepEqual(warnings.filter((warning) => /Mild|Burst/.test(warning.words)), []);
    answer("Stop This Session …");
    await warned(/^No OpenCode that works on the session Burst \d is known to this window, so it was not stopped\./);
  });

  it("tell of records that became unreadable, lead to the Coverage view, and are turned off by themselves", async () => {
    const part = join(data, "storage", "part", "msg_ses_alert_mild", "prt_ses_alert_mild.json");
    const whole = readFileSync(part, "utf8");
    writeFileSync(part, whole.slice(0, 30));
    const { buttons, words, answer } = await warned(/could not read/);
    assert.match(words, /could not read 1 more records of OpenCode; the Coverage view says which and why\.$/);
    assert.deepEqual(buttons, ["Open Coverage", "Don't Show Again"]);
    answer("Don't Show Again");
    await until(() => workspace.getConfiguration("spotter").get("alerts.health"), (health) => health === false);
    assert.equal(workspace.getConfiguration("spotter").get("alerts.level"), "critical");
    // Kept history: what cannot be read here would be counted in later tests.
    writeFileSync(part, whole);
    await until(() => api.shownCoverage(), (items) => !items.some(({ id }) => id === "unreadable"));
  });

  it("are turned off where a person says so, by the setting that turns them on again", async () => {
    // Later than what is told together with the burst before.
    await new Promise((resolve) => setTimeout(resolve, 10_500));
    writeStorage(data, [session("ses_alert_last", "Last", "rm -rf /")]);
    (await warned(/Last/)).answer("Don't Show Again");
    await until(() => workspace.getConfiguration("spotter").get("alerts.level"), (level) => level === "off");
    writeStorage(data, [session("ses_alert_quiet", "Quiet", "rm -rf /")]);
    await shownWhen(api, (shown) => sessionsIn(shown).some(({ label }) => label === "Quiet"));
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    assert.deepEqual(warnings.filter(({ words }) => words.includes("Quiet")), []);
  });
});
