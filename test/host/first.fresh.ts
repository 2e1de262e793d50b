import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commands, workspace } from "vscode";
import type { SpotterApi } from "../../src/views/api.js";
import { answering } from "./answers.js";
import { EngineThread } from "./engineThread.js";
import { sessionsIn, shownWhen, spotter, until } from "./spotter.js";
import { Welcomes } from "./welcomes.js";
import { writeStorage, type WrittenSession } from "./writtenStorage.js";

const DAY_MS = 86_400_000;
/** Sessions that take long enough to read to be looked at meanwhile. */
const MANY = 2_000;

describe("a first install", () => {
  let api: SpotterApi;
  let welcomes: Welcomes;
  let engine: EngineThread;
  let folder: string;
  const data = join(process.env["XDG_DATA_HOME"]!, "opencode");

  before(async () => {
    api = await spotter();
    welcomes = new Welcomes(api);
    folder = mkdtempSync(join(tmpdir(), "spotter-first-"));
    engine = await EngineThread.watched("ses_first_unknown");
    await shownWhen(api, ({ phase }) => phase === "following");
  });

  after(async () => {
    for (const key of ["storage.paths", "storage.reading"]) await workspace.getConfiguration("spotter").update(key, undefined, true);
    await engine.dispose();
    welcomes.dispose();
    for (const path of [folder, data]) rmSync(path, { recursive: true, force: true });
    await shownWhen(api, ({ phase }) => phase === "following");
  });

  const risky = (id: string, title: string, time: number): WrittenSession => ({ id, title, directory: join(folder, "shop"), command: "rm -rf /", output: "", time });

  it("says where it looked for OpenCode where there is none", async () => {
    assert.deepEqual(await welcomes.shownIn("noStorage"), ["spotter.findings %welcome.noStorage%", "spotter.sessions %welcome.noStorage%"]);
    const { badge, statusBar } = await api.shown();
    assert.deepEqual([badge, statusBar.text, statusBar.alarming], [0, "$(shield) Spotter: no OpenCode data", false]);
  });

  it("says that it starts as long as its engine does, and then what it said before", async () => {
    await engine.crash();
    assert.deepEqual(await welcomes.shownIn("starting"), ["spotter.findings %welcome.starting%", "spotter.sessions %welcome.sessions.reading%", "spotter.coverage %welcome.starting%"]);
    assert.deepEqual(await welcomes.shownIn("noStorage"), ["spotter.findings %welcome.noStorage%", "spotter.sessions %welcome.noStorage%"]);
  });

  it("finds storage once OpenCode has made it, and says that it holds nothing yet", async () => {
    writeStorage(data, []);
    mkdirSync(join(data, "storage", "session"));
    assert.deepEqual(await welcomes.shownIn("nothingRisky"), ["spotter.sessions %welcome.sessions.none%"]);
    const { explorer, badge } = await api.shown();
    assert.deepEqual([explorer.map(({ id, description }) => [id, description]), badge], [[["quiet", "0 calls in 0 sessions"]], 0]);
  });

  it("reads nothing by itself where a setting says so, and offers to", async () => {
    writeStorage(folder, Array.from({ length: MANY }, (_, at): WrittenSession => ({ id: `ses_first${at}`, title: `First ${at}`, directory: folder, command: "ls", output: "" })));
    const configuration = workspace.getConfiguration("spotter");
    await configuration.update("storage.reading", "manual", true);
    await configuration.update("storage.paths", [folder], true);
    assert.deepEqual(await welcomes.shownIn("resting"), ["spotter.findings %welcome.resting%", "spotter.sessions %welcome.resting%"]);
  });

  it("says that it reads while it does, and then how much it looked at", async () => {
    const whileReading = new Promise<string[]>((resolve) => (welcomes.onState = (state) => state === "reading" && resolve(welcomes.shown())));
    await commands.executeCommand("spotter.resume");
    assert.equal((await whileReading)[0], "spotter.findings %welcome.reading%");
    const { explorer } = await shownWhen(api, (shown) => shown.phase === "following" && shown.explorer.length > 0);
    assert.deepEqual(explorer.map(({ id, description }) => [id, description]), [["quiet", `${MANY} calls in ${MANY} sessions`]]);
    assert.deepEqual(await welcomes.shownIn("nothingRisky"), []);
  });

  it("lists what happened before, counts it in no badge, and tells nobody of it; what happens from then on counts", async () => {
    const asked = await answering({}, async ({ questions }) => {
      writeStorage(folder, [risky("ses_first_old", "Before Spotter", Date.now() - 30 * DAY_MS)]);
      const { badge, statusBar } = await shownWhen(api, (shown) => sessionsIn(shown).some(({ label }) => label === "Before Spotter"));
      assert.deepEqual([badge, statusBar.alarming], [0, false]);
      writeStorage(folder, [risky("ses_first_new", "Since Spotter", Date.now())]);
      await shownWhen(api, (shown) => shown.badge === 1);
      // The engine waits a moment to tell findings that come close together in one alert; the badge does not wait for it.
      await until(() => questions, ({ length }) => length > 0);
    });
    assert.deepEqual(asked.questions.map((words) => /in session (\w+ Spotter)/.exec(words)?.[1]), ["Since Spotter"]);
    assert.deepEqual(await welcomes.shownIn("findings"), []);
  });

  it("says in every view that its engine gave up, tells it once, and starts again when asked", async () => {
    const asked = await answering({}, async () => {
      for (let crashes = 0; crashes < 4; crashes++) await engine.crash();
      await until(() => welcomes.state, (state) => state === "failed");
    });
    assert.deepEqual(asked.questions, ["Spotter's engine stopped after repeated crashes, so nothing is watched. 'Spotter: Refresh' starts it again."]);
    assert.deepEqual(await welcomes.shownIn("failed"), ["spotter.findings %welcome.failed%", "spotter.sessions %welcome.failed%", "spotter.coverage %welcome.failed%"]);
    const { statusBar } = await api.shown();
    assert.deepEqual([statusBar.text, statusBar.alarming], ["$(error) Spotter: stopped", false]);
    assert.match(statusBar.tooltip, /stopped after repeated crashes/);
    await commands.executeCommand("spotter.refresh");
    const shown = await shownWhen(api, (now) => now.phase === "following" && sessionsIn(now).length === 2);
    assert.equal(shown.badge, 1);
  });
});
