import assert from "node:assert/strict";
import { commands } from "vscode";
import type { Shown, ShownItem, SpotterApi } from "../../src/views/api.js";
import { answering } from "./answers.js";
import { isSettled, shownWhen, spotter, targetOf, until } from "./spotter.js";

const SENTENCE = /^(Project|Level|Technique|Tool|Agent|Day) .+: worst level (critical|high|medium|low), score \d+ of 100\. Calls: .*\d+ \w+.*\. Newest .+\.$/;

describe("the Risk Explorer's groups", () => {
  let api: SpotterApi;

  before(async () => {
    api = await spotter();
    await shownWhen(api, isSettled);
  });

  afterEach(async () => {
    await commands.executeCommand("spotter.clearFilter");
    await commands.executeCommand("spotter.groupBy", "session");
    await commands.executeCommand("spotter.sortByRisk");
  });

  const groupsIn = (shown: Shown): readonly ShownItem[] => shown.explorer.filter(({ id }) => /^(group|session):/.test(id));
  const callsIn = (shown: Shown): string[] => [...new Set(groupsIn(shown).flatMap(({ children }) => children.map((call) => JSON.stringify(targetOf(call)))))].sort();

  for (const by of ["project", "level", "technique", "tool", "agent", "day"]) {
    it(`are by ${by} what they are asked to be, with a sentence each, and hold calls of the sessions`, async () => {
      const sessions = callsIn(await api.shown());
      await commands.executeCommand("spotter.groupBy", by);
      const shown = await api.shown();
      assert.ok(groupsIn(shown).length > 0);
      for (const { id, sentence, icon } of groupsIn(shown)) {
        assert.ok(id.startsWith(`group:${by}:`), id);
        assert.match(sentence, SENTENCE);
        assert.notEqual(icon, "");
      }
      const held = callsIn(shown);
      assert.deepEqual(held.filter((call) => !sessions.includes(call)), []);
      // A call may have no technique; every other grouping holds them all.
      if (by !== "technique") assert.deepEqual(held, sessions);
    });
  }

  it("are narrowed by a filter, and everything comes back", async () => {
    const everything = await api.shown();
    const before = callsIn(everything);
    await commands.executeCommand("spotter.filter", "level:high");
    const severe = await api.shown();
    assert.ok(callsIn(severe).length > 0 && callsIn(severe).length < before.length);
    assert.ok(groupsIn(severe).every(({ children }) => children.every(({ sentence }) => /, (critical|high), score/.test(sentence))));
    // Which machine is read stands beside it where that is another one than that of the screen.
    assert.match(severe.message, /^Not everything is shown: filter: level:high\.(?= |$)/);
    await commands.executeCommand("spotter.clearFilter");
    const after = await api.shown();
    assert.deepEqual([callsIn(after), after.message], [before, everything.message]);
  });

  it("find a call by its words, once they are indexed", async () => {
    await commands.executeCommand("spotter.filter", "force push");
    const shown = await until(() => api.shown(), (now) => callsIn(now).length > 0);
    assert.ok(groupsIn(shown).every(({ children }) => children.every(({ label }) => /push/.test(label) && /force/.test(label))), JSON.stringify(shown.explorer));
  });

  it("say in a row with a way out that the filter leaves nothing", async () => {
    await commands.executeCommand("spotter.filter", "tool:nothing-of-that-name");
    const row = (await api.shown()).explorer.find(({ id }) => id === "unmatched");
    assert.match(row?.sentence ?? "", /^No risky call matches .+ again\.$/);
  });

  it("stay as they are where the argument is a filter that means nothing", async () => {
    const before = callsIn(await api.shown());
    await commands.executeCommand("spotter.filter", "level:awful");
    assert.deepEqual(callsIn(await api.shown()), before);
  });

  it("are asked for where a command has no argument: by what to group, and a filter that is refused as long as it means nothing", async () => {
    const grouped = await answering({ pick: "Tool" }, () => commands.executeCommand("spotter.groupBy"));
    assert.deepEqual(grouped.picks, ["Session", "Project", "Level", "Technique", "Tool", "Agent", "Day"]);
    const tools = groupsIn(await api.shown()).map(({ id }) => id);
    assert.ok(tools.length > 0 && tools.every((id) => id.startsWith("group:tool:")), tools.join());
    await answering({ type: "tool:nothing-of-that-name" }, () => commands.executeCommand("spotter.filter"));
    assert.ok((await api.shown()).explorer.some(({ id }) => id === "unmatched"));
    for (const answers of [{}, { type: "level:awful" }]) {
      await answering(answers, () => commands.executeCommand("spotter.filter"));
      assert.ok((await api.shown()).explorer.some(({ id }) => id === "unmatched"));
    }
    await answering({ type: "" }, () => commands.executeCommand("spotter.filter"));
    assert.deepEqual(groupsIn(await api.shown()).map(({ id }) => id), tools);
  });

  it("are in the order of time, newest first, when that is asked for", async () => {
    await commands.executeCommand("spotter.groupBy", "day");
    await commands.executeCommand("spotter.sortByTime");
    const days = groupsIn(await api.shown()).map(({ id }) => Number(id.split(":")[2]));
    assert.deepEqual(days, [...days].sort((one, other) => other - one));
  });
});
