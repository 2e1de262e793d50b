import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commands, Uri, window, workspace } from "vscode";
import type { Shown, ShownItem, SpotterApi } from "../../src/views/api.js";
import { answering } from "./answers.js";
import { isSettled, sessionsIn, shownWhen, spotter, until } from "./spotter.js";
import { writeStorage, type WrittenSession } from "./writtenStorage.js";

const HOSTILE = "\u202Efdp $(flame) [click](command:workbench.action.quit)";
// eslint-disable-next-line no-control-regex -- naming the control characters is what this expression is for
const DECEPTIVE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/;
const REASON = "Our own test rig";

describe("suppressing findings", () => {
  let api: SpotterApi;
  let folder: string;
  let root: string;
  const target = (id: string) => ({ sessionId: `ses_sup_${id}`, callId: `prt_ses_sup_${id}` });

  before(async () => {
    api = await spotter();
    await shownWhen(api, isSettled);
    folder = mkdtempSync(join(tmpdir(), "spotter-suppressions-"));
    root = workspace.workspaceFolders![0]!.uri.fsPath;
    const session = (id: string, title: string, command: string, directory = join(folder, "shop")): WrittenSession => ({ id: `ses_sup_${id}`, title, directory, command, output: "" });
    writeStorage(join(folder, "opencode"), [
      { ...session("both", "Both", "git push --force origin sup-main"), commandsAfter: ["git push --force origin sup-main"] },
      session("grave", "Grave", "rm -rf /", root),
      session("hostile", HOSTILE, `cat ~/.ssh/id_rsa # ${HOSTILE}`),
      ...[1, 2, 3, 4, 5, 6].map((n) => session(`noisy${n}`, `Noisy ${n}`, "git push --force origin sup-main")),
    ]);
    await workspace.getConfiguration("spotter").update("storage.paths", [join(folder, "opencode")], true);
    await listed("both", "grave", "hostile", "noisy6");
  });

  after(async () => {
    await commands.executeCommand("spotter.clearFilter");
    await workspace.getConfiguration("spotter").update("storage.paths", undefined, true);
    await commands.executeCommand("workbench.action.closeAllEditors");
    for (const path of [folder, join(root, ".spotter")]) rmSync(path, { recursive: true, force: true });
    await shownWhen(api, isSettled);
  });

  const has = (shown: Shown, id: string): boolean => sessionsIn(shown).some((item) => item.id === `session:ses_sup_${id}`);
  const listed = (...ids: readonly string[]): Promise<Shown> => shownWhen(api, (shown) => isSettled(shown) && ids.every((id) => has(shown, id)));
  const gone = (...ids: readonly string[]): Promise<Shown> => shownWhen(api, (shown) => isSettled(shown) && ids.every((id) => !has(shown, id)));
  const group = (id: string) => api.shownCoverage().then((items) => items.find((item) => item.id === id));
  const suppression = (accept: (row: ShownItem) => boolean): Promise<ShownItem> =>
    until(async () => (await group("suppressions"))?.children.find(accept), (row) => row !== undefined).then((row) => row!);

  /** What the view passes to a command on a suppression's line. */
  function nodeOf({ id, label, children }: ShownItem, reason = REASON): unknown {
    return { kind: "suppression", row: { id: id.slice("suppression:".length), origin: "person", title: label, reason, hides: children.length, scope: "session", critical: false } };
  }

  it("offers each scope with what it hides, says exactly what will be hidden, lists it, and offers to undo", async () => {
    const asked = await answering({ pick: ["In this session", "For 30 days"], type: REASON, press: ["Show Which", "Suppress"] }, () => commands.executeCommand("spotter.suppress", target("both")));
    assert.deepEqual(asked.picks.slice(0, asked.picks.indexOf("For good")), ["For this call only", "In this session", "Everywhere"]);
    assert.match(asked.details[0] ?? "", /Of the last 30 days: .+\. Of all that is kept: 1 (critical|high|medium)\.$/);
    assert.equal(asked.hints[1], "Until when does it hold? Afterwards it hides nothing: each finding is as another decision has it, or open.");
    const [, question, again] = asked.questions;
    assert.match(question ?? "", /^Suppress '.+'\? It holds in this session: Both\.$/);
    assert.equal(again, question, "what is to be read stays on the screen while it is asked again");
    assert.match(asked.details.join("\n"), /\nIt recognises: .*git push.*\.\nThis is hidden now, and what is like it from now on:\nFindings: 1 \(.+\)\.\n• .+: git push --force origin sup-main, in session Both \(calls: 2\)\n/);
    const which = await until(() => window.visibleTextEditors.find(({ document }) => document.uri.path.startsWith("/which/")), (editor) => editor !== undefined);
    assert.match(which!.document.getText(), /^Suppress .+\n\n1\. .+ \(.+, calls: 2\)\n {4}git push --force origin sup-main\n {4}in session Both, .+\n$/);
    assert.match(asked.told.join(), /^Suppressed in this session: .+\. Findings that it hides: 1\. The Coverage view lists it\.$/);
    const shown = await gone("both");
    await commands.executeCommand("spotter.showDecisions");
    const decisions = await until(() => window.activeTextEditor?.document, (document) => document?.uri.path.startsWith("/decisions/") === true);
    assert.match(decisions!.getText(), /^Decisions: \d+, newest first\n\n.+ · suppression, in this session · .+ · until .+\n {4}Our own test rig\n {4}git push .+\n/);
    assert.match(shown.explorer.at(-1)!.description, /1 suppressed/);
    await commands.executeCommand("spotter.filter", "state:suppressed");
    const suppressed = await listed("both");
    assert.match(sessionsIn(suppressed)[0]!.children[0]!.description, /^suppressed · /);
    await commands.executeCommand("spotter.clearFilter");
  });

  it("lists it in the Coverage view, with what it hides and until when, in words, and leads to what it hides", async () => {
    const row = await suppression(({ description }) => description.endsWith(" · Both"));
    assert.match(row.description, /^in this session · hides 1 (critical|high|medium), last .+ · until .+ · Both$/);
    assert.match(row.sentence, /^Suppression of .+: in this session, hides 1 .+, until .+, Both\. Reason: Our own test rig\.$/);
    assert.match(row.tooltip, /It expires/);
    const [finding] = row.children;
    assert.match(finding!.sentence, /^Suppressed finding, .+: git push --force origin sup-main, in session Both\.$/);
    const offered = await answering({}, () => commands.executeCommand("spotter.undoChosen"));
    assert.match(offered.picks[0] ?? "", /^suppression, in this session, [\w-]+$/);
    assert.match(offered.details[0] ?? "", /^hides 1 finding · .+ · "Our own test rig"$/);
  });

  it("changes its expiry and its reason", async () => {
    const row = await suppression(({ description }) => description.endsWith(" · Both"));
    const asked = await answering({ pick: "For good", type: "A better reason", press: "Change" }, () => commands.executeCommand("spotter.changeSuppression", nodeOf(row)));
    assert.match(asked.details.join("\n"), /(^|\n)Findings: 1 \(.+\)\.\n• .+: git push --force origin sup-main/);
    assert.match(asked.told.join(), /^Changed: the suppression of .+\.$/);
    const changed = await suppression(({ description, sentence }) => description.endsWith(" · Both") && sentence.includes("A better reason"));
    assert.doesNotMatch(changed.description, /until/);
  });

  it("shares it with the team, in a file of the workspace", async () => {
    const row = await suppression(({ sentence }) => sentence.includes("A better reason"));
    const file = join(root, ".spotter", "suppressions.json");
    // The file that is written is new to this window, which asks about it.
    const asked = await answering({}, async () => {
      await commands.executeCommand("spotter.shareSuppression", nodeOf(row));
      await until(() => window.activeTextEditor, (editor) => editor?.document.uri.fsPath === file);
    });
    assert.match(asked.told.join("\n"), /^The suppression of .+ is in \.spotter\/suppressions\.json\. Who commits that file shares it; each of the team is asked before it counts\.$/m);
    assert.match(readFileSync(file, "utf8"), /"A better reason"/);
    rmSync(join(root, ".spotter"), { recursive: true });
    assert.ok(!existsSync(file));
  });

  it("lifts it, which lists what it hid, and takes that back, too", async () => {
    const row = await suppression(({ sentence }) => sentence.includes("A better reason"));
    const asked = await answering({ press: "Undo" }, () => commands.executeCommand("spotter.liftSuppression", nodeOf(row)));
    assert.match(asked.told[0] ?? "", /^Lifted: .+\. What it hid is listed again, unless another decision keeps it away\.$/);
    await gone("both");
    const again = await suppression(({ sentence }) => sentence.includes("A better reason"));
    await answering({}, () => commands.executeCommand("spotter.liftSuppression", nodeOf(again)));
    await listed("both");
    // Rows that are on the screen still.
    for (const command of ["spotter.liftSuppression", "spotter.shareSuppression"]) {
      const stale = await answering({}, () => commands.executeCommand(command, nodeOf(again)));
      assert.deepEqual(stale.told, ["This suppression is gone already: it was lifted, changed or forgotten meanwhile. Nothing was changed."]);
    }
    assert.ok(!existsSync(join(root, ".spotter")));
    assert.equal(await until(() => group("suppressions"), (rows) => rows === undefined), undefined);
  });

  it("asks a second time before critical findings are hidden beyond a project, and hides nothing where that is declined", async () => {
    const answers = { pick: ["Everywhere", "For good"], type: REASON };
    const declined = await answering({ ...answers, press: "Suppress" }, () => commands.executeCommand("spotter.suppress", target("grave")));
    assert.match(declined.details.join("\n"), /^\$\(flame\) Hides critical findings: [1-9]\d*\. /m);
    assert.match(declined.questions.at(-1) ?? "", /^Hide what is critical, everywhere\? Critical findings: [1-9]\d*\.$/);
    assert.deepEqual(declined.told, []);
    await listed("grave");
    assert.equal(await group("suppressions"), undefined);
    const asked = await answering({ ...answers, press: ["Suppress", "Hide Critical Findings"] }, () => commands.executeCommand("spotter.suppress", target("grave")));
    assert.match(asked.told.join(), /^Suppressed everywhere: /);
    await gone("grave");
    assert.equal((await suppression(({ description }) => description.includes("everywhere"))).icon, "flame");
    await answering({}, () => commands.executeCommand("spotter.undoDecision"));
    await listed("grave");
  });

  it("shows what an agent wrote as text, in the list and in its tooltip", async () => {
    await answering({ pick: ["For this call only", "For good"], type: REASON, press: "Suppress" }, () => commands.executeCommand("spotter.suppress", target("hostile")));
    await gone("hostile");
    await answering({ type: "" }, () => commands.executeCommand("spotter.reopen", target("hostile")));
    await listed("hostile");
    const row = await suppression(({ description }) => description.includes("for this call only"));
    for (const text of [row.label, row.description, row.sentence]) assert.ok(!DECEPTIVE.test(text) && !text.includes("$("), text);
    assert.doesNotMatch(row.tooltip, DECEPTIVE);
    assert.doesNotMatch(row.tooltip, /(?<!\\)(?:\]\(|<\w)/);
    for (let decision = 0; decision < 2; decision++) await answering({}, () => commands.executeCommand("spotter.undoDecision"));
    await until(() => group("suppressions"), (rows) => rows === undefined);
  });

  it("says how many of its kind a verdict has settled, which it does not touch, and hides what was acknowledged before", async () => {
    await answering({ type: REASON, pick: "For good" }, () => commands.executeCommand("spotter.markFalsePositive", target("noisy1")));
    await answering({ type: "", pick: "For good" }, () => commands.executeCommand("spotter.acknowledge", target("noisy2")));
    const asked = await answering({ pick: ["Everywhere", "For good"], type: REASON, press: ["Suppress", "Hide Critical Findings"] }, () => commands.executeCommand("spotter.suppress", target("noisy3")));
    // Other suites' findings may be of the same kind.
    const [, hides, settled] = /\nFindings: (\d+) \(.+\)\.\n[^]*\n(Already settled by a verdict, and not touched by this: [1-9]\d*\.)\n/.exec(asked.details.join("\n")) ?? [];
    assert.ok(Number(hides) >= 6, hides);
    assert.ok(asked.told.join().endsWith(`Findings that it hides: ${hides}. The Coverage view lists it. ${settled}`), asked.told.join());
    await gone("noisy2", "noisy3", "both");
    assert.match((await suppression(({ description }) => description.includes("everywhere"))).description, new RegExp(`hides ${hides} `));
    for (let decision = 0; decision < 3; decision++) await answering({}, () => commands.executeCommand("spotter.undoDecision"));
    await listed("noisy1", "noisy2", "noisy3", "both");
    await until(() => group("suppressions"), (rows) => rows === undefined);
  });

  it("names the rules that were often judged wrong, with their numbers and what could be done", async () => {
    const nodes = [1, 2, 3, 4, 5, 6].map((n) => ({ kind: "call", ...target(`noisy${n}`) }));
    await answering({ type: REASON, pick: "For good", press: "Decide" }, () => commands.executeCommand("spotter.markFalsePositive", nodes[0], nodes));
    const rules = await until(() => group("noisyRules"), (item) => item !== undefined);
    assert.equal(rules!.label, "Rules often judged wrong");
    const [rule] = rules!.children;
    assert.match(rule!.description, /^\d+ of \d+ judged wrong \(\d+%\)$/);
    assert.match(rule!.tooltip, /What could be done/);
    await answering({}, () => commands.executeCommand("spotter.undoDecision"));
    await until(() => group("noisyRules"), (item) => item === undefined);
  });

  it("exports every decision, as CSV without formulas and as JSON lines", async () => {
    await answering({ type: "=1+1" }, () => commands.executeCommand("spotter.comment", target("both")));
    const csv = Uri.file(join(folder, "decisions.csv"));
    const asked = await answering({ save: csv }, () => commands.executeCommand("spotter.exportDecisions"));
    assert.match(asked.told.join(), /^Decisions written to .+decisions\.csv: [1-9]\d*\.$/);
    assert.match(readFileSync(csv.fsPath, "utf8"), /^time,actor,kind,.*\r\n"[^"]+","[^"]+","note",.*"'=1\+1"/);
    const lines = Uri.file(join(folder, "decisions.jsonl"));
    await answering({ save: lines }, () => commands.executeCommand("spotter.exportDecisions"));
    const [first] = readFileSync(lines.fsPath, "utf8").trim().split("\n").map((line) => JSON.parse(line) as { kind: string; reason: string });
    assert.deepEqual([first!.kind, first!.reason], ["note", "=1+1"]);
    assert.deepEqual((await answering({}, () => commands.executeCommand("spotter.exportDecisions"))).told, []);
  });
});
