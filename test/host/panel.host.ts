import assert from "node:assert/strict";
import { commands, extensions, languages, window, workspace } from "vscode";
import type { SpotterApi } from "../../src/views/api.js";
import { callWith, isSettled, sessionTitled, sessionsIn, shownWhen, spotter, targetOf, until } from "./spotter.js";

const SCORE = /, (critical|high|medium|low), score (\d+) of 100/i;
const RISKY_SESSION = "Clean build and ship hotfix";
const RISKY_CALL = "git push --force";

function scoreOf(sentence: string): number {
  return Number(SCORE.exec(sentence)?.[2] ?? Number.NaN);
}

function problemsShown(): ReadonlyArray<readonly [uri: string, line: number, message: string]> {
  return languages
    .getDiagnostics()
    .flatMap(([uri, list]) => list.filter((diagnostic) => diagnostic.source === "Spotter").map((diagnostic) => [uri.toString(), diagnostic.range.start.line, diagnostic.message] as const));
}

describe("the panel on recorded storage", () => {
  let api: SpotterApi;

  before(async () => {
    api = await spotter();
    await shownWhen(api, isSettled);
  });

  it("registers exactly the commands that package.json declares", async () => {
    const declared = (extensions.getExtension("spotter-dev.opencode-spotter")?.packageJSON as { contributes: { commands: Array<{ command: string }> } }).contributes.commands;
    const registered = (await commands.getCommands(true)).filter((id) => /^spotter\.\w+$/.test(id) && !/\.(focus|open|resetViewLocation|removeView|toggleVisibility)$/.test(id));
    assert.deepEqual(registered.filter((id) => declared.some(({ command }) => command === id)).sort(), declared.map(({ command }) => command).sort());
  });

  it("shows sessions with risky calls, worst first, and the calls below them, worst first", async () => {
    const shown = await api.shown();
    const scores = sessionsIn(shown).map((session) => session.children.map((call) => scoreOf(call.sentence)));
    assert.ok(scores.length > 1 && scores.every((list) => list.length > 0), JSON.stringify(scores));
    for (const list of scores) assert.deepEqual(list, [...list].sort((one, other) => other - one));
    const worst = scores.map((list) => list[0]);
    assert.deepEqual(worst, [...worst].sort((one, other) => (other ?? 0) - (one ?? 0)));
  });

  it("names the call and why it is risky, for the eye and for a screen reader", async () => {
    const call = callWith(sessionTitled(await api.shown(), RISKY_SESSION), RISKY_CALL);
    assert.match(call.sentence, SCORE);
    assert.match(call.sentence, /Reason: \w/);
    assert.match(call.tooltip, /\w/);
  });

  it("counts in the badge what the status bar names", async () => {
    const { badge, statusBar } = await api.shown();
    assert.ok(badge > 0);
    // Of the machine where OpenCode never worked in the folder of the tests, as before other tests wrote sessions there.
    assert.match(statusBar.text, /^\$\(\w+\) Spotter: \d+ (critical|high)( on this machine)?$/);
    assert.ok(!statusBar.alarming || statusBar.text.includes("critical"));
  });

  it("opens the transcript at the call", async () => {
    const call = callWith(sessionTitled(await api.shown(), RISKY_SESSION), RISKY_CALL);
    await commands.executeCommand("spotter.openTranscript", targetOf(call));
    const editor = await until(() => window.activeTextEditor, (active) => active?.document.uri.scheme === "spotter-session");
    assert.ok(editor);
    const below = editor.document.getText().split("\n").slice(editor.selection.active.line, editor.selection.active.line + 12).join("\n");
    assert.ok(below.includes(RISKY_CALL), below);
  });

  it("puts each open finding into Problems, at a line that its transcript has", async () => {
    const problems = await until(problemsShown, (list) => list.some(([, line]) => line > 0));
    for (const uri of new Set(problems.map(([address]) => address))) {
      const address = languages.getDiagnostics().find(([candidate]) => candidate.toString() === uri)?.[0];
      assert.ok(address);
      const { lineCount } = await workspace.openTextDocument(address);
      assert.ok(problems.every(([other, line]) => other !== uri || line < lineCount));
    }
  });

  it("takes its findings out of Problems and puts them back as the setting says", async () => {
    const before = await until(problemsShown, (list) => list.length > 0);
    const configuration = workspace.getConfiguration("spotter");
    await configuration.update("problems.enabled", false, true);
    await until(problemsShown, (list) => list.length === 0);
    await configuration.update("problems.enabled", undefined, true);
    await until(problemsShown, (list) => list.length === before.length);
  });

  it("shows the same after everything was scored again", async () => {
    const before = await api.shown();
    await commands.executeCommand("spotter.reenrichAll");
    const after = await shownWhen(api, isSettled);
    assert.deepEqual(sessionsIn(after).map(({ id, children }) => [id, children.length]), sessionsIn(before).map(({ id, children }) => [id, children.length]));
    assert.equal(after.badge, before.badge);
  });

  it("opens the dashboard once, however often it is asked for", async () => {
    const dashboards = (): number => window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => /Spotter/.test(tab.label)).length;
    await commands.executeCommand("spotter.openDashboard");
    await commands.executeCommand("spotter.openDashboard");
    assert.equal(await until(dashboards, (count) => count > 0), 1);
  });
});
