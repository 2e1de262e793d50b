import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { commands, l10n, TabInputTextDiff, window, workspace } from "vscode";
import type { Shown, SpotterApi } from "../../src/views/api.js";
import { untrusted } from "../../src/model/untrusted.js";
import type { SuppressionRow } from "../../src/protocol/triage.js";
import { PROBLEM_TEXTS } from "../../src/reports/suppressions/problemTexts.js";
import { tooltipOf } from "../../src/views/coverage/coverageItems.js";
import { answering, type Answers, type Asked } from "./answers.js";
import { isSettled, sessionsIn, shownWhen, spotter, until } from "./spotter.js";
import { writeStorage } from "./writtenStorage.js";

const REASON = "The team's own mirror";
// eslint-disable-next-line no-control-regex -- naming the control characters is what this expression is for
const DECEPTIVE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/;
const NEW = /^The team's suppressions of .+ are new, or have changed\. They count for nothing until you accept them\.$/;

describe("a team's suppressions", () => {
  let api: SpotterApi;
  let folder: string;
  let file: string;
  /** The file with one entry. */
  let shared: string;

  before(async () => {
    api = await spotter();
    await shownWhen(api, isSettled);
    folder = mkdtempSync(join(tmpdir(), "spotter-team-"));
    const root = workspace.workspaceFolders![0]!.uri.fsPath;
    file = join(root, ".spotter", "suppressions.json");
    writeStorage(join(folder, "opencode"), [
      { id: "ses_team_here", title: "Here", directory: root, command: "git push --force origin team-main", output: "" },
      { id: "ses_team_grave", title: "Grave", directory: join(root, "below"), command: "rm -rf /", output: "" },
      { id: "ses_team_there", title: "There", directory: folder, command: "git push --force origin team-main", output: "" },
    ]);
    await workspace.getConfiguration("spotter").update("storage.paths", [join(folder, "opencode")], true);
    await listed("here", "grave", "there");
    // As a file can have it, whoever wrote it.
    shared = (await entryFor("here")).text.replace(REASON, `${REASON} \\u202e$(bug)`);
  });

  after(async () => {
    for (const key of ["storage.paths", "suppressions.team"]) await workspace.getConfiguration("spotter").update(key, undefined, true);
    await commands.executeCommand("workbench.action.closeAllEditors");
    for (const path of [folder, dirname(file)]) rmSync(path, { recursive: true, force: true });
    await shownWhen(api, isSettled);
  });

  const has = (shown: Shown, id: string): boolean => sessionsIn(shown).some((item) => item.id === `session:ses_team_${id}`);
  const listed = (...ids: readonly string[]): Promise<Shown> => shownWhen(api, (shown) => isSettled(shown) && ids.every((id) => has(shown, id)));
  const gone = (...ids: readonly string[]): Promise<Shown> => shownWhen(api, (shown) => isSettled(shown) && ids.every((id) => !has(shown, id)));
  const review = (answers: Answers): Promise<Asked> => answering(answers, () => commands.executeCommand("spotter.reviewTeamSuppressions"));

  function write(text: string): void {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** The text of a file with an entry for that session's finding, which the editor writes; nothing of it stays decided. */
  async function entryFor(id: string, press = "", before: string | null = null): Promise<{ readonly text: string; readonly asked: Asked }> {
    await answering({ pick: ["For this call only", "For good"], type: REASON, press: "Suppress" }, () => commands.executeCommand("spotter.suppress", { sessionId: `ses_team_${id}`, callId: `prt_ses_team_${id}` }));
    const shown = async () => (await api.shownCoverage()).find((item) => item.id === "suppressions")?.children.find(({ description }) => description.includes("for this call only"));
    const own = await until(shown, (item) => item !== undefined);
    const row = { id: own!.id.slice("suppression:".length), origin: "person", title: "Rule" };
    if (before !== null) write(before);
    const asked = await answering({ press }, () => commands.executeCommand("spotter.shareSuppression", { kind: "suppression", row }));
    await answering({}, () => commands.executeCommand("spotter.undoDecision"));
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    rmSync(dirname(file), { recursive: true, force: true });
    await listed(id);
    await until(shown, (item) => item === undefined);
    return { text, asked };
  }

  it("are told of once for each change, and count for nothing until they are accepted", async () => {
    const asked = await answering({}, async ({ told }) => {
      write(shared);
      await until(() => told.some((words) => NEW.test(words)), (isTold) => isTold);
      await commands.executeCommand("spotter.refresh");
      writeFileSync(file, shared);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
    });
    assert.equal(asked.told.filter((words) => NEW.test(words)).length, 1);
    await listed("here", "there");
  });

  it("are shown beside what was accepted, with what they hide, and are left alone where that is declined", async () => {
    for (const answers of [{}, { press: "Accept …" }]) {
      const asked = await review(answers);
      assert.match(asked.told[0] ?? "", /^The team's suppressions of .+: Added: 1, removed: 0\. Findings that the added ones hide: \d+\.$/);
      const { input, label } = window.tabGroups.activeTabGroup.activeTab!;
      assert.ok(input instanceof TabInputTextDiff && [input.modified, input.original].every(({ scheme }) => scheme === "spotter-triage"));
      assert.match(label, /: accepted, and now$/);
    }
    await listed("here");
  });

  it("are not accepted where their file has changed since it was shown", async () => {
    const asked = await answering(
      { press: ["Accept …", "Accept"], onPress: (button) => button === "Accept" && writeFileSync(file, `${shared}\n`) },
      () => commands.executeCommand("spotter.reviewTeamSuppressions"),
    );
    assert.equal(asked.told.at(-1), "The file has changed meanwhile, so nothing was accepted. Look at it once more.");
    assert.equal((await workspace.openTextDocument((window.tabGroups.activeTabGroup.activeTab!.input as TabInputTextDiff).modified)).getText(), shared);
    await listed("here");
    writeFileSync(file, shared);
  });

  it("are not read where a link leads out of the folder, which is said", async () => {
    rmSync(file);
    symlinkSync(join(folder, "opencode", "storage"), file);
    const asked = await review({});
    assert.match(asked.questions.join("\n"), /^The team's suppressions of .+ are left alone: \.spotter\/suppressions\.json is a link that leads out of the folder, or to nothing\. Put the file itself there\.$/m);
    assert.ok(!asked.told.some((words) => /error in Spotter itself|has changed since/.test(words)), asked.told.join("\n"));
    rmSync(file);
    write(shared);
  });

  it("hold, once accepted, in their folder and nowhere else, and say so as text", async () => {
    const asked = await review({ press: ["Accept …", "Accept"] });
    const detail = asked.details.join("\n");
    assert.match(detail, /^\+ [\w-]+ \(.+\), hides \d+, The team's own mirror ⟨U\+202E⟩\$\u202f\(bug\), .+$/m);
    assert.doesNotMatch(detail, DECEPTIVE);
    assert.match(asked.told.at(-1) ?? "", /^Accepted: the team's suppressions of .+\. Entries: 1\.$/);
    const shown = await gone("here");
    assert.ok(has(shown, "there"));
    const row = (await until(async () => (await api.shownCoverage()).find((item) => item.id === "suppressions"), (item) => item !== undefined))!.children[0]!;
    assert.match(row.description, / · by the team's file · /);
    assert.match((await review({})).told.join(), /^No team's file of suppressions \(\.spotter\/suppressions\.json\) in this workspace has changed since it was accepted\.$/);
  });

  it("hold no more once their acceptance is taken back at one of their lines", async () => {
    const line = (await until(async () => (await api.shownCoverage()).find((item) => item.id === "suppressions"), (item) => item !== undefined))!.children[0]!;
    // What the view passes to a command on such a line.
    const node = { kind: "suppression", row: { id: line.id.slice("suppression:".length), decision: line.id.slice("suppression:".length, line.id.lastIndexOf(":")), origin: "team", title: line.label, folder: untrusted(dirname(dirname(file))) } };
    const take = (...press: readonly string[]): Promise<Asked> => answering({ press }, () => commands.executeCommand("spotter.takeBackTeamFile", node));
    const declined = await take();
    assert.match(declined.questions.join(), /^Take back that you accepted the team's suppressions of .+\?$/);
    assert.deepEqual(declined.told, []);
    const offered = await answering({}, () => commands.executeCommand("spotter.undoChosen"));
    assert.equal(offered.picks[0], "team's suppressions accepted");
    assert.match(offered.details[0] ?? "", /^entries: 1 · /);
    const taken = await take("Take Back");
    assert.match(taken.told.join(), /^Taken back: the team's suppressions of .+\. What they hid is listed again, unless another decision keeps it away\.$/);
    await listed("here", "there");
    assert.deepEqual((await take("Take Back")).told, ["This suppression is gone already: it was lifted, changed or forgotten meanwhile. Nothing was changed."]);
    await review({ press: ["Accept …", "Accept"] });
    await gone("here");
    assert.deepEqual((await answering({}, () => commands.executeCommand("spotter.takeBackTeamFile"))).told, ["Choose an entry of a team's file in the Coverage view first."]);
  });

  it("say in a tooltip who put an entry into the file, and say so where the file does not", () => {
    const row: SuppressionRow = {
      id: "accepted:0", origin: "team", decision: "accepted", folder: untrusted(folder), rule: "run-download", title: "Rule", normalised: untrusted("curl"), target: untrusted(""), scope: "workspace", scopeTitle: untrusted(folder),
      reason: untrusted("Mirrored"), actor: untrusted("Ada"), at: Date.UTC(2026, 10, 26), expires: null, expired: false, critical: false, hides: 0, partly: 0, byLevel: { critical: 0, high: 0, medium: 0, low: 0, none: 0 }, lastHid: null,
    };
    const decided = (changes: Partial<SuppressionRow>): string => tooltipOf({ kind: "suppression", row: { ...row, ...changes } })!.value.split("\n\n").find((words) => words.includes("2026"))!;
    assert.match(decided({}), /^Put there by Ada\\, as the file says\\\. It was accepted .+2026.+$/);
    assert.match(decided({ actor: untrusted("") }), /^The file does not say who put it there\\\. It was accepted .+2026.+$/);
    assert.match(decided({ origin: "person", folder: null }), /^Ada\\, .+2026.+$/);
  });

  it("say of an entry without a command, path or URL what it recognises: not everything", async () => {
    const kept = readFileSync(file, "utf8");
    const entry = { rule: "run-download", normalised: "", reason: "A tool without arguments." };
    write(JSON.stringify({ version: 1, suppressions: [entry] }));
    const asked = await review({ press: ["Accept …"] });
    assert.match(asked.details.join("\n"), /^\+ run-download \(calls without a command, path or URL\), /m);
    write(kept);
    const row = { id: "a:0", origin: "team", decision: "a", folder: untrusted(folder), ...entry, title: "Rule", target: untrusted(""), scope: "workspace", scopeTitle: untrusted(folder), actor: untrusted(""), at: 0, expires: null, expired: false, critical: false } as unknown as SuppressionRow;
    assert.match(tooltipOf({ kind: "suppression", row })!.value, /^Rule run\\-download\\, for calls without a command\\, path or URL/);
  });

  it("get an entry of a narrow suppression that hides critical findings only where that is asked for, and it is said where it does not", async () => {
    const kept = readFileSync(file, "utf8");
    rmSync(dirname(file), { recursive: true });
    const told = ({ told }: Asked): string => told.find((words) => words.startsWith("The suppression of ")) ?? "";
    const closed = await entryFor("grave");
    assert.match(closed.asked.questions.join(), /^This suppression hides critical findings: 1\. Shall the team's entry hide critical ones, too\?$/);
    assert.equal(closed.text, "");
    const without = await entryFor("grave", "Share Without Them");
    assert.doesNotMatch(without.text, /"critical"/);
    assert.match(told(without.asked), / It hides no critical findings: write "critical": true into it where it shall hide them\.$/);
    const hiding = await entryFor("grave", "Hide Critical Findings");
    assert.match(hiding.text, /"critical": true \}$/m);
    assert.match(told(hiding.asked), /asked before it counts\.$/);
    const stricter = await entryFor("grave", "Hide Critical Findings", without.text);
    assert.doesNotMatch(stricter.text, /"critical"/);
    assert.match(told(stricter.asked), / It hides no critical findings: the file had an entry of the same kind that hides none, and the stricter one holds\./);
    write(kept);
  });

  it("ask a second time where entries may hide what is critical, and hide nothing of it before", async () => {
    rmSync(dirname(file), { recursive: true });
    write((await entryFor("grave", "Hide Critical Findings")).text);
    const declined = await review({ press: ["Accept …", "Accept"] });
    assert.match(declined.questions.at(-1) ?? "", /^Let the team's file of .+ hide what is critical\? Critical findings now: [1-9]\d*\.$/);
    await listed("grave");
    await review({ press: ["Accept …", "Accept", "Hide Critical Findings"] });
    await gone("grave");
    // The entry from before is not in this text any more.
    await listed("here");
  });

  it("say which line is wrong, open the file there, and leave what was accepted in force", async () => {
    write("[\n  { \"rule\": 3 }\n]\n");
    const asked = await review({ press: "Open File" });
    assert.match(asked.questions[0] ?? "", /^The team's suppressions of .+ cannot be used: line \d+: .+ What was accepted before stays in force\.$/);
    const editor = await until(() => window.activeTextEditor, (active) => active?.document.uri.fsPath === file);
    assert.equal(editor!.selection.active.line + 1, Number(/line (\d+)/.exec(asked.questions[0]!)![1]));
    await gone("grave");
  });

  it("say what is wrong in the reader's language", async () => {
    write('{ "version": 1, "suppressions": [], "extra $(bug)": 1 }');
    const language = l10n as { t: unknown };
    const english = language.t;
    language.t = (template: string, ...args: readonly string[]): string => (template === PROBLEM_TEXTS.unknownField ? `'${args[0]}' ist hier kein Feld.` : (english as (...all: readonly string[]) => string)(template, ...args));
    try {
      const asked = await review({});
      assert.match(asked.questions[0] ?? "", /cannot be used: line 1: 'extra \$\u202f\(bug\)' ist hier kein Feld\. What was accepted/);
    } finally {
      language.t = english;
    }
    await gone("grave");
  });

  it("keep the entries of both sides of a merge where a person wants that", async () => {
    const entry = (text: string): string => /^ *\{.*\}/m.exec(text)![0].replace(/,$/, "");
    const other = entry(shared).replace("own mirror", "other mirror");
    const [head, tail] = shared.split(entry(shared)) as [string, string];
    write(`${head.replace(/ +$/, "")}<<<<<<< ours\n${entry(shared)}\n=======\n${other}\n>>>>>>> theirs${tail}`);
    const asked = await review({ press: "Keep Both Sides" });
    assert.match(asked.questions[0] ?? "", /have a merge conflict on line \d+\. /);
    await until(() => readFileSync(file, "utf8"), (text) => !text.includes("<<<<<<<") && (text.includes("own mirror") || text.includes("other mirror")));
  });

  it("are asked about when their file is gone, and hold until that is accepted", async () => {
    rmSync(dirname(file), { recursive: true });
    const asked = await review({ press: ["Accept …", "Accept"] });
    assert.ok(asked.told.some((words) => /Added: 0, removed: 1\./.test(words)), asked.told.join("\n"));
    assert.match(asked.told.at(-1) ?? "", /^Accepted: the team's suppressions of .+\. Entries: 0\.$/);
    await listed("here", "grave");
  });

  it("are not looked at where the setting says so", async () => {
    await workspace.getConfiguration("spotter").update("suppressions.team", "off", true);
    const asked = await answering({}, async () => {
      write(shared);
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    });
    assert.deepEqual(asked.told, []);
    rmSync(dirname(file), { recursive: true });
  });
});
