import assert from "node:assert/strict";
import { chmodSync, cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TeamSuppression } from "../../../src/model/suppression.js";
import { formatSuppressions } from "../../../src/reports/suppressions/formatSuppressions.js";
import { StorageFolder } from "../watcher/madeFiles.js";
import { removeCopies, temporaryFolder } from "../watcher/storageCopies.js";
import { type Ended, spotter } from "./commandLine.js";

// eslint-disable-next-line no-control-regex -- naming them is what this expression is for
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

describe("spotter findings team", () => {
  let scanned: string;
  /** The team's folder, in which the session works. */
  let shop: string;
  let home: string;
  let db: string;
  let drill: TeamSuppression;
  let grave: TeamSuppression;
  const past = { rule: "force-push", normalised: "git push -f", target: "", reason: "was once", by: "", expires: Date.UTC(2020, 0, 1), critical: false };

  before(async () => {
    shop = temporaryFolder();
    const storage = new StorageFolder().session("ses_a", "work", shop).message("msg_a", "ses_a");
    storage.bash("prt_1", "msg_a", "ses_a", "rm -rf /").bash("prt_2", "msg_a", "ses_a", "terraform destroy -auto-approve").settle();
    scanned = temporaryFolder();
    home = scanned;
    db = join(home, "s.db");
    assert.equal((await spotter(["scan", "--storage", storage.path, "--db", db], { home })).code, 0);
    const { findings } = JSON.parse((await run("list", "--json")).out) as { findings: { id: string }[] };
    for (const { id } of findings) await run("suppress", id, "--scope", "call", "--reason", "to learn its pattern", "--yes");
    const { suppressions } = JSON.parse((await run("suppressions", "--json")).out) as { suppressions: { rule: string; normalised: string; target: string }[] };
    const patternOf = (wanted: string): { rule: string; normalised: string; target: string } => {
      const { rule, normalised, target } = suppressions.find((each) => each.rule === wanted)!;
      return { rule, normalised, target };
    };
    drill = { ...patternOf("destroy-infrastructure"), reason: "a drill \u001b[2J", by: "anna", expires: null, critical: false };
    grave = { ...patternOf("delete-root"), reason: "a test", by: "bert", expires: null, critical: true };
    for (let undone = 0; undone < 2; undone++) await run("undo");
  });
  beforeEach(() => {
    home = temporaryFolder();
    for (const name of readdirSync(scanned)) cpSync(join(scanned, name), join(home, name), { recursive: true });
    db = join(home, "s.db");
    mkdirSync(join(shop, ".spotter"), { recursive: true });
  });
  afterEach(() => rmSync(join(shop, ".spotter"), { recursive: true, force: true }));
  after(removeCopies);

  const run = (...args: string[]): Promise<Ended> => spotter(["findings", ...args, "--db", db], { home });
  /** A person sits at the terminal. */
  const asked = (answer: (question: string) => boolean, ...args: string[]): Promise<Ended> => spotter(["findings", ...args, "--db", db], { home, confirm: (question) => Promise.resolve(answer(question)) });
  async function json<T>(...args: string[]): Promise<T> {
    const { code, out, err } = await run(...args, "--json");
    assert.deepEqual([code, err], [0, ""]);
    return JSON.parse(out) as T;
  }
  const refused = async (pattern: RegExp, ...args: string[]): Promise<void> => {
    const { code, out, err } = await run(...args);
    assert.deepEqual([code, out], [2, ""], err);
    assert.match(err, pattern);
  };
  const suppressed = async (): Promise<number> => (await json<{ total: number }>("list", "--state", "suppressed")).total;
  const accepted = async (): Promise<number> => (await run("decisions")).out.split("\n").filter((line) => / {2}team[ :]/.test(line)).length;
  const path = (): string => join(shop, ".spotter", "suppressions.json");
  const write = (text: string): void => writeFileSync(path(), text);

  it("tells in words what is new and gone, and accepts it; until then it holds for nothing", async () => {
    write(formatSuppressions([drill]));
    const told = await run("team", shop);
    assert.deepEqual([told.code, told.err, await suppressed()], [0, "", 0]);
    assert.match(told.out, /^The team's file changed, [^]* {2}new {3}destroy-infrastructure: .*\n +for ever; it would hide 1 finding\n +by anna: a drill /);
    assert.doesNotMatch(told.out, CONTROL);
    const { state, added, accepted: done } = await json<{ state: string; added: object[]; accepted: { entries: number } }>("team", shop, "--accept", "--yes");
    assert.deepEqual([state, added.length, done.entries, await suppressed()], ["changed", 1, 1, 1]);
    assert.equal((await run("team", shop)).out, "The team's file is as it was accepted.\n");
    rmSync(path());
    assert.match((await run("team", shop)).out, /^The team's file is gone; [^]* {2}gone {2}destroy-infrastructure: [^]*; it hides 1 finding\n/);
    assert.match((await run("team", shop, "--accept", "--yes")).out, / {2}gone {2}destroy-infrastructure: [^]*\nAccepted, with 0 entries\. To take it back: /);
    assert.equal(await suppressed(), 0);
  });

  it("lists an entry with who put it into the file, and says so where the file names nobody", async () => {
    write(formatSuppressions([{ ...drill, by: "" }, grave]));
    assert.equal((await run("team", shop, "--accept", "--critical-too", "--yes")).code, 0);
    const { out } = await run("suppressions");
    assert.match(out, /\n {2}the team's file of .+, by nobody named, .+: a drill /);
    assert.match(out, /\n {2}the team's file of .+, by bert, .+: a test\n/);
  });

  it("asks before it accepts what it showed, those first that may hide critical findings", async () => {
    write(formatSuppressions([drill, grave]));
    const questions: string[] = [];
    const declined = await asked((question) => questions.push(question) === 0, "team", shop, "--accept", "--critical-too");
    assert.deepEqual([declined.code, declined.out, questions, await accepted()], [2, "", ["Accept it as shown, with 1 entry that may hide critical findings?"], 0]);
    assert.match(declined.err, /^The team's file changed, [^]*: 2 new entries, 0 gone\.\n {2}new {3}delete-root: .*\n.*critical ones too; it would hide 1 finding, 1 of them critical\n.*\n {2}new {3}destroy-infrastructure: [^]*\nNothing was accepted\.\n$/);
    assert.equal((await asked(() => true, "team", shop, "--accept", "--critical-too")).code, 0);
    assert.equal(await suppressed(), 2);
  });

  it("accepts nothing where nobody can be asked and nobody said --yes", async () => {
    write(formatSuppressions([drill]));
    await refused(/ {2}new {3}destroy-infrastructure: [^]*\nNothing was accepted: that takes --yes where nobody can be asked\.\n$/, "team", shop, "--accept");
    assert.equal(await accepted(), 0);
  });

  it("accepts the text that it showed, whatever the file has become meanwhile", async () => {
    write(formatSuppressions([drill]));
    const { code } = await asked(() => (write(formatSuppressions([drill, grave])), true), "team", shop, "--accept", "--critical-too");
    assert.deepEqual([code, await suppressed()], [0, 1]);
    assert.match((await run("team", shop)).out, /: 1 new entry, 0 gone\.\n {2}new {3}delete-root/);
  });

  it("accepts entries that may hide critical findings only where somebody says so, after it showed them", async () => {
    write(formatSuppressions([grave]));
    await refused(/ {2}new {3}delete-root: [^]*\nNothing was accepted: .*--critical-too\.\n$/, "team", shop, "--accept", "--yes");
    assert.equal((await json<{ accepted: { entries: number } }>("team", shop, "--accept", "--critical-too", "--yes")).accepted.entries, 1);
    const line = (await run("decisions")).out.split("\n").find((each) => / {2}team:/.test(each));
    assert.match(line ?? "", / {2}team: entries: 1, critical ones too {2}\[/);
  });

  it("shows by a further path all that the file would hide there, and asks about critical findings once more", async () => {
    write(formatSuppressions([grave]));
    const moved = `${shop}-moved`;
    renameSync(shop, moved);
    symlinkSync(moved, shop);
    try {
      assert.equal((await run("team", moved, "--accept", "--critical-too", "--yes")).code, 0);
      assert.equal(await suppressed(), 0);
      assert.match((await run("team", shop)).out, /: 1 new entry, 0 gone\.\n {2}new {3}delete-root: .*\n.*it would hide 1 finding, 1 of them critical\n/);
      await refused(/\nNothing was accepted: .*--critical-too\.\n$/, "team", shop, "--accept", "--yes");
      assert.equal(await suppressed(), 0);
    } finally {
      rmSync(shop);
      renameSync(moved, shop);
    }
  });

  it("says of an entry that it has expired, and would hide nothing", async () => {
    write(formatSuppressions([past, { ...drill, expires: past.expires }]));
    assert.match((await run("team", shop)).out, /destroy-infrastructure: .*\n +expired on 2020-01-01 00:00 UTC, so it would hide nothing\n/);
    const { added } = await json<{ added: { expired: boolean; hides: number }[] }>("team", shop);
    assert.deepEqual(added.map(({ expired, hides }) => [expired, hides]), [[true, 0], [true, 0]]);
  });

  it("records nothing where there is no file and none was accepted, or where it is as it was accepted", async () => {
    await refused(/^There is no \.spotter.suppressions\.json in that folder, and none was ever accepted, so nothing was recorded\./, "team", shop, "--accept", "--yes");
    assert.equal(await accepted(), 0);
    write(formatSuppressions([drill]));
    await json("team", shop, "--accept", "--yes");
    assert.deepEqual([(await run("team", shop, "--accept", "--yes")).out, await accepted()], ["The team's file is as it was accepted.\n", 1]);
  });

  it("says that there is no file, and which lines of one cannot be used", async () => {
    rmSync(join(shop, ".spotter"), { recursive: true });
    assert.match((await run("team", shop)).out, /^There is no \.spotter.suppressions\.json in that folder, and none was ever accepted\.\n$/);
    mkdirSync(join(shop, ".spotter"));
    write("{\n  nonsense\u001b[2J\n");
    const { code, out, err } = await run("team", shop, "--accept", "--yes");
    assert.equal(code, 2);
    assert.match(out, /cannot be used, so what was accepted of it stays/);
    assert.match(err, /suppressions\.json:\d+: \S/);
    assert.doesNotMatch(out + err, CONTROL);
  });

  it("refuses what cannot be read as a file, and one that is too large", async () => {
    write(" ".repeat(1_000_001));
    await refused(/is larger than a megabyte/, "team", shop);
    rmSync(path());
    mkdirSync(path());
    await refused(/is no regular file, so it was not read, and what was accepted of it stays/, "team", shop);
  });

  it("is of the folder that a link leads to, where it hides and can be suppressed as by its own path", async () => {
    const link = join(home, "link");
    symlinkSync(shop, link);
    write(formatSuppressions([drill]));
    assert.match((await run("team", link)).out, /; it would hide 1 finding\n/);
    await json("team", link, "--accept", "--yes");
    assert.deepEqual([await suppressed(), (await run("team", shop)).out], [1, "The team's file is as it was accepted.\n"]);
    const { findings } = await json<{ findings: { id: string; rule: string }[] }>("list");
    assert.equal((await json<{ hides: number }>("suppress", findings.find(({ rule }) => rule === "delete-root")!.id, "--scope", "workspace", "--folder", link, "--reason", "a test", "--critical-too", "--yes")).hides, 1);
  });

  it("takes back that the file was accepted where one of its entries is named, and says so", async () => {
    write(formatSuppressions([drill, past]));
    assert.equal((await run("team", shop, "--accept", "--yes")).code, 0);
    const { suppressions } = await json<{ suppressions: { id: string }[] }>("suppressions");
    await refused(/^There is no such decision/, "undo", `${suppressions[0]!.id}0`);
    assert.match((await run("undo", suppressions[0]!.id)).out, /^Taken back: that the team's file of .+ was accepted, with all of its entries\. .*the file stays as it is\./);
    assert.deepEqual([await suppressed(), (await json<{ total: number }>("suppressions")).total], [0, 0]);
    assert.match((await run("team", shop)).out, /: 2 new entries, 0 gone\./);
  });

  it("says of an entry without a command what it recognises: not everything", async () => {
    write(formatSuppressions([{ ...past, normalised: "" }, { ...past, normalised: "", target: "system" }]));
    assert.match((await run("team", shop, "--accept", "--yes")).out, / force-push: calls without a command, path or URL\n[^]* force-push: calls without a command, path or URL on system\n/);
    assert.match((await run("suppressions")).out, /\n {2}calls without a command, path or URL\n[^]*\n {2}calls without a command, path or URL on system\n|\n {2}calls without a command, path or URL on system\n[^]*\n {2}calls without a command, path or URL\n/);
  });

  it("reads and writes nothing through a link that leads out of the folder", async () => {
    const outside = join(home, "outside.json");
    const [ours, theirs] = [formatSuppressions([drill]), formatSuppressions([past])];
    const merge = `<<<<<<< HEAD\n${ours}=======\n${theirs}>>>>>>> other\n`;
    symlinkSync(outside, path());
    for (const content of [ours, merge]) {
      writeFileSync(outside, content);
      for (const flags of [[], ["--accept", "--yes"], ["--keep-both", "--yes"]]) await refused(/^.*suppressions\.json is a link that leads out of the folder, or to nothing, so it is left alone\. Put the file itself there\.\n$/, "team", shop, ...flags);
      assert.equal(readFileSync(outside, "utf8"), content);
    }
    assert.equal(await accepted(), 0);
  });

  describe("--keep-both", () => {
    const lines = (entry: TeamSuppression): string[] => formatSuppressions([entry]).split("\n");
    /** Two branches added one entry each. */
    const conflict = (): string => {
      const [ours, theirs] = [lines(drill), lines(grave)];
      return [...ours.slice(0, 3), "<<<<<<< HEAD", ours[3], "=======", theirs[3], ">>>>>>> other", ...ours.slice(4)].join("\n");
    };

    it("writes the entries of both sides once they were shown and somebody agreed, and accepts nothing", async () => {
      write(conflict());
      chmodSync(path(), 0o640);
      const hint = await run("team", shop);
      assert.match(hint.err, /suppressions\.json:4: [^]*\nTo keep the entries of both sides of the merge: spotter findings team <folder> --keep-both\n$/);
      await refused(/^Both sides together have 2 entries\. Beside what was accepted: 2 new entries, 0 gone\.\n {2}new {3}delete-root: [^]* {2}new {3}destroy-infrastructure: [^]*\nNothing was written: that takes --yes where nobody can be asked\.\n$/, "team", shop, "--keep-both");
      assert.deepEqual([(await asked(() => false, "team", shop, "--keep-both")).code, readFileSync(path(), "utf8")], [2, conflict()]);
      assert.match((await asked(() => true, "team", shop, "--keep-both")).out, /^Written, with 2 entries\. .*--accept\n$/);
      assert.deepEqual([readFileSync(path(), "utf8"), await accepted()], [formatSuppressions([drill, grave]), 0]);
      if (process.platform !== "win32") assert.equal(statSync(path()).mode & 0o777, 0o640);
      write(conflict());
      assert.equal((await json<{ written: number }>("team", shop, "--keep-both", "--yes")).written, 2);
    });

    it("writes nothing where the file has changed meanwhile, has no conflict, or a side is no valid file", async () => {
      write(conflict());
      const { code, err } = await asked(() => (write(`${conflict()}\n`), true), "team", shop, "--keep-both");
      assert.deepEqual([code, readFileSync(path(), "utf8")], [2, `${conflict()}\n`]);
      assert.match(err, /has changed meanwhile, so nothing was written\. Look at it once more\.\n$/);
      assert.deepEqual(readdirSync(join(shop, ".spotter")), ["suppressions.json"]);
      write(conflict().replace('"rule"', '"role"'));
      await refused(/^The sides of this conflict cannot be put together/, "team", shop, "--keep-both", "--yes");
      write(formatSuppressions([drill]));
      await refused(/^The team's file has no conflict/, "team", shop, "--keep-both", "--yes");
      rmSync(path());
      await refused(/^There is no \.spotter/, "team", shop, "--keep-both", "--yes");
      await refused(/^--keep-both writes the file, and --accept accepts it/, "team", shop, "--keep-both", "--accept", "--yes");
    });
  });
});
