import assert from "node:assert/strict";
import { settled } from "../../scripts/host/panel.mjs";
import { openBrowser } from "../../scripts/host/workbench.mjs";
import { servePage } from "./scriptedHost.mjs";

/** Source of a host's answers: an empty store, except for the event stream, which holds `window.calls` calls, and for what is drawn, once `window.drawn` counts some. */
const ANSWERS = `(name, { after, limit, mark }) => {
  const none = { critical: 0, high: 0, medium: 0, low: 0, none: 0 };
  const call = (number) => ({ id: "prt_" + number, sessionId: "ses", messageId: "msg", tool: "bash", outcome: "succeeded", subject: "echo " + number, score: 0, level: "none", reasons: [], techniques: [], time: (window.since ?? 0) + number, findingId: null, findingState: null, agent: "build", sessionTitle: "" });
  window.calls ??= 0;
  if (window.isSilent) return undefined;
  if (window.isEnded) return { failure: "closed" };
  const begin = after === null || after === undefined ? window.calls : Number(after);
  const rows = Array.from({ length: Math.min(limit ?? 0, begin) }, (_, index) => call(begin - index));
  return {
    status: { phase: "following", sources: window.sources ?? [], sessions: 0, toolCalls: window.calls, unscored: 0, failed: 0, byLevel: none, openFindings: none, unreadCritical: 0, suppressed: none, rulesVersion: "1", progress: null, notices: [], persistent: true, ownRules: { paths: [], problems: [] }, kept: { folded: 0, withoutArguments: 0, masked: 0 }, inspection: { waiting: 0, older: 0 }, machine: { kind: "local", host: "" }, readingMode: "live", cost: { memoryBytes: 0, storeBytes: 0, busyShare: 0, busyMs: 0 } },
    alerts: { alerts: (window.held ?? []).splice(0) },
    filterChoices: { projects: [], agents: window.agents ?? [], oldest: null },
    threatLevel: { workspace: null, machine: { byLevel: window.drawn ? { ...none, high: 7 } : none, unreadCritical: 0, newest: null, sessions: 0, light: "green" }, period: null },
    trend: { bucket: window.hours ? "hour" : "day", buckets: window.drawn ? Array.from({ length: window.hours ?? 1 }, (_, hour) => ({ at: (window.since ?? 0) + hour * 3_600_000, calls: { ...none, high: window.drawn, unscored: 0 }, kinds: { command: window.drawn, read: 0, write: 0, fetch: 0, other: 0 }, findings: none })) : [] },
    eventStream: { rows, next: begin > rows.length ? String(begin - rows.length) : null, total: window.calls, leftOut: { settled: mark === null ? (window.settled ?? 0) : 0, folded: 0 } },
    techniqueMatrix: window.drawn ? [{ tactic: "TA0040", name: "Impact", techniques: Array.from({ length: window.techniques ?? 1 }, (_, index) => ({ id: "T" + (1485 + index), name: "Data Destruction", calls: 3, worst: 60 })) }] : [],
    rankings: { sessions: window.drawn ? [{ id: "ses", title: "</text><script>alert(1)</script>\u202efdp", agent: null, calls: 3, byLevel: { ...none, critical: 1, low: 2 }, worst: 90, failures: 0, cost: 1, duration: 1 }] : [], agents: (window.agents ?? []).map((agent) => ({ agent, calls: 4, byLevel: { ...none, none: 4 }, worst: 0, failures: 0 })), models: window.drawn ? [{ provider: "lab", model: "coder", calls: 3, byLevel: { ...none, low: 3 }, worst: 20, failures: 0, cost: 1 }] : [], of: { sessions: 0, agents: 0, models: window.drawn ? 77 : 0 } }, stories: [], dataFlow: window.drawn ? { sources: [{ source: "user", kind: "command", calls: window.drawn, worst: 60 }], sinks: [{ kind: "command", sink: "system", calls: window.drawn, worst: 60 }] } : { sources: [], sinks: [] },
    accessPattern: { hours: window.drawn ? [{ weekday: 0, hour: 9, calls: window.drawn, unusual: false }, ...(window.most ? [{ weekday: 1, hour: 0, calls: 0, unusual: false }, { weekday: 3, hour: 9, calls: window.most, unusual: false }] : [])] : [], directories: window.drawn ? [{ path: "/etc", inside: false, calls: 2, sessions: 1, worst: 60, unusual: true }] : [], hosts: window.drawn ? [{ host: "one.example", calls: 2, sessions: 1, worst: 60, unusual: true }] : [] }, openWork: { states: window.drawn ? [{ state: "open", day: 1_234, week: 2_345, month: 3_456, older: 4_567 }, { state: "false-positive", day: 0, week: 0, month: 3, older: 0 }] : [], response: [], decided: 0, falsePositives: 0, expiring: [] },
  }[name] ?? {};
}`;

/** Of those whose length matters. */
const WORDS = { "age:day": "under 1 day", "age:week": "under 7 days", "age:month": "under 30 days", "age:older": "older", "state:false-positive": "false positive" };

/** Has what the page keeps outlive a reload. */
const KEEPING = `const kept = { getState: () => JSON.parse(sessionStorage.getItem("kept") ?? "null"), setState: (state) => sessionStorage.setItem("kept", JSON.stringify(state)) };
  Object.defineProperty(window, "acquireVsCodeApi", { set: (make) => (window.made = make), get: () => () => ({ ...window.made(), ...kept }) });`;

describe("the dashboard's page before a scripted host", () => {
  let server;
  let browser;
  let page;

  before(async () => {
    server = await servePage(ANSWERS, WORDS);
    ({ browser } = await openBrowser());
  });

  after(async () => {
    await browser.close();
    server.stop();
  });

  afterEach(() => page.close());

  async function open(script = "") {
    page = await browser.newPage({ viewport: { width: 1280, height: 3000 } });
    await page.addInitScript(script);
    await page.goto(server.url);
    await page.locator("#card-coverage").waitFor();
  }

  const troubles = () => page.locator(".trouble > span").allInnerTexts();
  const requests = (name) => page.evaluate((wanted) => window.asked.filter((message) => message.name === wanted).length, name);

  it("says of each widget that there is nothing to see, where the store is empty", async () => {
    await open();
    const empty = ["trend", "stream", "rankings", "matrix", "flow", "stories", "access", "open-work"];
    const texts = await settled(page, () => Promise.all(empty.map((card) => page.locator(`#card-${card} .body > .quiet`).allInnerTexts())), (all) => all.flat().every((text) => text !== "loading") && all.flat().length === empty.length, 10_000);
    assert.deepEqual(texts.flat(), ["noCalls", "noCalls", "noCalls", "noTechniques", "noCalls", "noStories", "noCalls", "noFindings"]);
  });

  it("names what a storage holds of tool calls apart from the calls that are counted, in the card and in its CSV", async () => {
    const source = { kind: "json", path: "/data", sessions: 2, messages: 2, parts: 9, toolParts: 75, deadLetters: 0, accepted: 0, discarded: 0, unknownShapes: 0, seen: 13, parsed: 13, captureRate: 1, excluded: 0, retried: 0, deleted: 0, phase: "delta", rowsPerSecond: 0, batchMs: 0, backlog: 0, lastReconcile: null, polling: false, lastRead: 1, problem: null };
    await open(`window.calls = 73; window.sources = [${JSON.stringify(source)}]`);
    const names = await settled(page, () => page.locator("#card-coverage .sources dt").allInnerTexts(), (all) => all.length > 0, 10_000);
    assert.deepEqual([names, await page.locator("#card-coverage .sources dd").last().innerText()], [["captureRate", "lastReadTitle", "backlog", "toolParts"], "75"]);
    await page.locator("#card-coverage").getByRole("button", { name: "saveCsv" }).click();
    const saved = await settled(page, () => page.evaluate(() => window.asked.find(({ name }) => name === "save")?.params), (params) => params !== undefined, 5_000);
    assert.deepEqual(saved.text.split("\r\n").slice(0, 2).map((line) => line.split(",").at(-1)), ['"toolParts"', "75"]);
  });

  it("tells within two seconds that the engine does not answer, and takes the answer all the same when it comes", async () => {
    await open("window.isSilent = true");
    await page.waitForTimeout(2_000);
    assert.equal((await troubles()).filter((text) => text === "noAnswer").length, 10);
    await page.evaluate(() => ((window.isSilent = false), window.waiting.forEach(window.reply)));
    assert.deepEqual(await settled(page, troubles, (texts) => texts.length === 0, 10_000), []);
    assert.match(await page.locator("#card-threat").innerText(), /light:green/);
  });

  it("tells that the engine has ended, and asks again on request, which starts one", async () => {
    await open("window.isEnded = true");
    assert.deepEqual(new Set(await settled(page, troubles, (texts) => texts.length === 10, 10_000)), new Set(["askFailed"]));
    await page.evaluate(() => (window.isEnded = false));
    await page.locator("#card-stream .trouble vscode-button").click();
    await settled(page, () => page.locator("#card-stream .trouble > span").count(), (count) => count === 0, 10_000);
    assert.equal(await requests("refresh"), 1);
    assert.equal(await page.locator("#card-rankings .trouble > span").count(), 1);
  });

  it("asks again where it got no answer, once the engine is there again though no row changed, and from time to time", async () => {
    for (const again of ['window.emit("changed", { rows: false })', 'document.dispatchEvent(new Event("visibilitychange"))']) {
      await open("window.isEnded = true");
      await settled(page, troubles, (texts) => texts.length === 10, 10_000);
      await page.evaluate(`window.isEnded = false; ${again}`);
      assert.deepEqual(await settled(page, troubles, (texts) => texts.length === 0, 5_000), [], again);
      assert.match(await page.locator("#card-threat").innerText(), /light:green/);
      if (again.includes("emit")) await page.close();
    }
  });

  it("keeps the numbers that it has while the engine does not answer, and says of when they are", async () => {
    await open("window.calls = 3");
    await page.locator("#card-stream .row").first().waitFor();
    await page.evaluate(() => ((window.isSilent = true), window.emit("changed", { rows: true })));
    const told = await settled(page, () => page.locator("#card-stream .trouble > span").allInnerTexts(), (texts) => texts.length > 0, 10_000);
    assert.match(told[0], /^noAnswer numbersOf$/);
    assert.equal(await page.locator("#card-stream .row").count(), 3);
  });

  it("has the rows of the event stream on the screen in the page and no others, however far it is scrolled, and asks by pages", async () => {
    await open("window.calls = 1000");
    const rows = page.locator("#card-stream .row");
    await rows.first().waitFor();
    assert.ok((await rows.count()) < 40);
    const stream = page.locator("#card-stream .stream");
    const scroll = async () => (await stream.evaluate((node) => (node.scrollTop = node.scrollHeight)), rows.allInnerTexts());
    const isLast = (texts) => texts.some((text) => /echo 1$/m.test(text));
    assert.ok(isLast(await settled(page, scroll, isLast, 20_000)));
    assert.ok((await rows.count()) < 40);
    assert.equal(await requests("eventStream"), 10);
  });

  it("shows a new call above, and what a person reads stays where it is", async () => {
    await open("window.calls = 500");
    await page.locator("#card-stream .row").first().waitFor();
    const stream = page.locator("#card-stream .stream");
    await stream.evaluate((node) => (node.scrollTop = 920));
    const top = () => stream.evaluate((node) => [...node.querySelectorAll(".row")].find((row) => row.getBoundingClientRect().top >= node.getBoundingClientRect().top - 1)?.dataset.key);
    assert.equal(await settled(page, top, (key) => key === "call:prt_480", 5_000), "call:prt_480");
    await page.evaluate(() => ((window.calls = 503), window.emit("changed", { rows: true })));
    await settled(page, () => page.locator("#card-stream .controls").innerText(), (text) => text.includes("503"), 10_000);
    await page.waitForTimeout(200);
    assert.equal(await top(), "call:prt_480");
    await stream.evaluate((node) => (node.scrollTop = 0));
    assert.equal(await settled(page, top, (key) => key === "call:prt_503", 5_000), "call:prt_503");
  });

  it("asks again for what is on the screen alone", async () => {
    await open("window.calls = 3");
    await page.setViewportSize({ width: 1280, height: 700 });
    await settled(page, () => requests("openWork"), (count) => count === 1, 5_000);
    await page.waitForTimeout(1_200);
    const before = [await requests("threatLevel"), await requests("openWork")];
    await page.evaluate(() => window.emit("changed", { rows: true }));
    await settled(page, () => requests("threatLevel"), (count) => count > before[0], 5_000);
    assert.deepEqual([await requests("threatLevel"), await requests("openWork")], [before[0] + 1, before[1]]);
    await page.locator("#card-open-work").scrollIntoViewIfNeeded();
    assert.equal(await settled(page, () => requests("openWork"), (count) => count > before[1], 5_000), before[1] + 1);
  });

  it("does not say that a card is busy whose question was given up when it had left the screen", async () => {
    await open("window.isSilent = true");
    const busy = () => page.locator('.card[aria-busy="true"]').count();
    assert.equal(await settled(page, busy, (count) => count === 10, 5_000), 10);
    await page.setViewportSize({ width: 1280, height: 250 });
    await page.waitForTimeout(300);
    await page.locator(".filter .segments button").first().click();
    assert.ok((await busy()) < 10);
  });

  it("loads what draws once there is something to draw", async () => {
    await open();
    await settled(page, () => page.locator("#card-trend .body > .quiet").innerText(), (text) => text === "noCalls", 5_000);
    const loaded = () => page.evaluate(() => performance.getEntriesByType("resource").filter(({ name }) => name.endsWith("/charts.js")).length);
    assert.equal(await loaded(), 0);
    await page.evaluate(() => ((window.drawn = 3), window.emit("changed", { rows: true })));
    await settled(page, () => page.locator(".canvas svg").count(), (count) => count === 3, 10_000);
    assert.equal(await loaded(), 1);
  });

  it("makes one drawing in a frame, and has the numbers in all cards before the last of them", async () => {
    await open("window.drawn = 3");
    await settled(page, () => page.locator(".canvas svg").count(), (count) => count === 3, 10_000);
    const frames = await page.evaluate(() => new Promise((resolve) => {
      const drawings = [...document.querySelectorAll(".canvas")].map(() => null);
      let frame = 0;
      const next = () => (frame++, drawings.includes(null) && window.requestAnimationFrame(next));
      window.requestAnimationFrame(next);
      document.querySelectorAll(".canvas").forEach((canvas, index) =>
        new window.MutationObserver(() => {
          drawings[index] ??= { frame, busy: document.querySelectorAll('.card[aria-busy="true"]').length };
          if (!drawings.includes(null)) resolve(drawings);
        }).observe(canvas, { subtree: true, childList: true, attributes: true }));
      window.drawn = 4;
      document.querySelectorAll(".filter .segments button")[0].click();
    }));
    assert.equal(new Set(frames.map(({ frame }) => frame)).size, 3);
    assert.equal(frames.toSorted((one, other) => one.frame - other.frame).at(-1).busy, 0);
  });

  it("leads from each mark of a drawing to its calls, by the mouse and by keys, and says of a ranking how many it leaves out", async () => {
    await open("window.drawn = 3");
    await settled(page, () => page.locator(".canvas svg").count(), (count) => count === 3, 10_000);
    const asked = () => page.evaluate(() => window.asked.filter(({ name, params }) => name === "eventStream" && params.mark).map(({ params }) => params.mark));
    const leads = async (act, wanted) => {
      const before = (await asked()).length;
      await act();
      assert.deepEqual((await settled(page, asked, (marks) => marks.length > before, 5_000)).at(-1), wanted);
    };
    const click = (card, text) => () => page.locator(`#card-${card} svg text`, { hasText: text }).first().click({ force: true });
    const heat = async () => {
      const box = await page.locator("#card-access .canvas").boundingBox();
      for (let x = box.x + 60; x < box.x + box.width && (await page.evaluate(() => document.querySelector("#card-stream .chip").hidden)); x += 8) await page.mouse.click(x, box.y + 12);
    };
    await leads(heat, { by: "hour", weekday: 0, hour: 9 });
    await leads(click("flow", "source:user"), { by: "flow", source: "user", kind: null, sink: null });
    await leads(() => page.locator("#card-access .part button", { hasText: "/etc" }).click(), { by: "directory", path: "/etc" });
    await leads(() => page.locator("#card-access .part button", { hasText: "one.example" }).press("Enter"), { by: "host", host: "one.example" });
    assert.equal(await page.locator("#card-stream .chip").innerText(), "one.example");
    await page.locator("#card-flow").getByRole("button", { name: "asTable" }).click();
    await leads(() => page.locator("#card-flow table button").last().press("Enter"), { by: "flow", source: null, kind: "command", sink: "system" });
    await page.locator("#card-access").getByRole("button", { name: "asTable" }).click();
    await leads(() => page.locator("#card-access table button").first().press("Enter"), { by: "hour", weekday: 0, hour: 9 });
    await page.locator("#card-rankings").getByRole("button", { name: "rank:models" }).click();
    assert.equal(await page.locator("#card-rankings p.facts").innerText(), "worstOf");
    await leads(() => page.locator("#card-rankings table button").press("Enter"), { by: "model", provider: "lab", model: "coder" });
    assert.equal(await page.locator("#card-stream .chip").innerText(), "lab/coder");
  });

  it("loses no number and no label in a narrow editor", async () => {
    await open("window.calls = 3; window.drawn = 3; window.hours = 60; window.since = Date.UTC(2024, 5, 1, 8)");
    await page.setViewportSize({ width: 400, height: 5_000 });
    await settled(page, () => page.locator("#card-trend svg text", { hasText: "AM" }).count(), (count) => count > 0, 10_000);
    await page.locator("#card-stream .row").first().waitFor();
    await page.locator("#card-open-work table").first().waitFor();
    await page.waitForTimeout(300);
    const within = (card, marks) => page.locator(`#card-${card} ${marks}`).evaluateAll((nodes) => nodes.map((node) => {
      const { left, right } = node.getBoundingClientRect();
      const edge = node.closest(".body, .canvas").getBoundingClientRect();
      return left >= edge.left - 1 && right <= edge.right + 1 && right > left;
    }));
    for (const [card, marks] of [["stream", ".when"], ["rankings", ".stacked"], ["access", ".stacked"], ["open-work", ":is(th, td)"], ["trend", "svg text"]]) {
      const found = await within(card, marks);
      assert.ok(found.length > 0 && found.every(Boolean), `${card}: ${found}`);
    }
    assert.equal(await page.locator("#card-rankings .stacked").innerText(), "failures: 0 · cost: $1.00 · length: 0 sec");
  });

  it("says what the shades of the hours stand for, from the fewest calls to the most, as they are drawn", async () => {
    await open("window.drawn = 3; window.most = 1_200");
    await settled(page, () => page.locator("#card-access svg path").count(), (count) => count > 0, 10_000);
    const legend = page.locator("#card-access .heat-legend");
    assert.equal((await legend.innerText()).replace(/\s+/g, " "), "callsPerHour 3 1,200");
    const [shades, drawn] = [await legend.locator(".shade").evaluateAll((nodes) => nodes.map(({ style }) => Number(style.opacity))), await page.locator("#card-access svg path").evaluateAll((nodes) => nodes.map((node) => Number(node.getAttribute("fill-opacity") ?? 1)))];
    const rounded = (...values) => values.map((value) => value.toFixed(2));
    assert.deepEqual(rounded(shades[0], shades.at(-1)), rounded(Math.min(...drawn.filter((opacity) => opacity > 0)), 1));
    await page.locator("#card-access").getByRole("button", { name: "asTable" }).click();
    assert.equal(await legend.isVisible(), false);
  });

  it("leads from each count of findings to them in the Risk Explorer, with what its filter can say of the dashboard's", async () => {
    await open("window.drawn = 3");
    const asked = () => page.evaluate(() => window.asked.filter(({ name }) => name === "openFindings").map(({ params }) => params));
    const leads = async (act, wanted) => {
      const before = (await asked()).length;
      await act();
      assert.deepEqual((await settled(page, asked, (all) => all.length > before, 5_000)).at(-1), { projectId: null, minLevel: null, here: false, ...wanted });
    };
    const button = (card, name) => page.locator(`#card-${card}`).getByRole("button", { name, exact: true });
    await leads(() => button("threat", "7 high").press("Enter"), { state: "open", minLevel: "high", since: null });
    await leads(() => button("open-work", "state:open").click(), { state: "open", since: { days: 30 } });
    await leads(() => button("open-work", "2,345").click(), { state: "open", since: { days: 7 } });
    await leads(() => button("open-work", "4,567").press("Enter"), { state: "open", since: { days: 30 } });
    await page.locator(".filter .segments button").first().click();
    await leads(() => button("open-work", "2,345").press("Enter"), { state: "open", since: { days: 1 } });
    assert.equal(await button("open-work", "0").count(), 0);
  });

  it("shows by a fade that there are more techniques than the card holds, and none over the last", async () => {
    await open("window.drawn = 3; window.techniques = 200");
    await page.evaluate(() => document.documentElement.style.setProperty("--vscode-editorWidget-background", "#222"));
    const body = page.locator("#card-matrix .body");
    await body.locator(".cell").first().waitFor();
    const room = () => body.evaluate((node) => {
      const fade = getComputedStyle(node, "::after");
      const beneath = node.getBoundingClientRect().bottom - [...node.querySelectorAll(".cell")].at(-1).getBoundingClientRect().bottom;
      return { fades: fade.position === "sticky" && fade.backgroundImage.startsWith("linear-gradient"), beneath: beneath >= Number.parseFloat(fade.height) - 1 };
    });
    assert.deepEqual(await room(), { fades: true, beneath: false });
    await body.evaluate((node) => (node.scrollTop = node.scrollHeight));
    assert.deepEqual(await room(), { fades: true, beneath: true });
  });

  it("gives a time of another year with its year", async () => {
    const years = [];
    for (const script of ["window.since = Date.UTC(2024, 5, 1)", "window.since = new Date(new Date().getFullYear(), 0, 1).getTime()"]) {
      await page?.close();
      await open(`window.calls = 1; window.drawn = 3; ${script}`);
      await settled(page, () => page.locator("#card-trend svg text").count(), (count) => count > 0, 10_000);
      const told = [await page.locator("#card-stream .when").innerText(), ...(await page.locator("#card-trend svg text").allTextContents())];
      years.push(told.filter((text) => /[A-Z]/.test(text)).map((text) => /\b2\d{3}\b/.exec(text)?.[0] ?? "none"));
    }
    assert.deepEqual(years, [["2024", "2024"], ["none", "none"]]);
  });

  it("shows numbers of another filter no more where the engine does not answer for this one, now and after a reload", async () => {
    await open(`window.calls = 3; window.isSilent = window.sessionStorage.getItem("silent") === "yes"; ${KEEPING}`);
    const rows = page.locator("#card-stream .row");
    await rows.first().waitFor();
    const keeps = () => page.evaluate(() => JSON.parse(window.sessionStorage.getItem("kept") ?? "null")?.answers?.stream?.data.rows.length);
    assert.equal(await settled(page, keeps, (count) => count === 3, 5_000), 3);
    await page.evaluate(() => ((window.isSilent = true), window.sessionStorage.setItem("silent", "yes")));
    await page.locator(".filter .segments button").first().click();
    assert.equal(await settled(page, () => rows.count(), (count) => count === 0, 5_000), 0);
    assert.equal(await page.locator("#card-stream .trouble > span").innerText(), "noAnswer");
    await page.reload();
    await page.locator("#card-stream .trouble > span").waitFor();
    assert.equal(await rows.count(), 0);
    assert.equal(await page.locator('.filter .segments [aria-pressed="true"]').innerText(), "time:day");
  });

  it("lists what a card counts where its calls are asked for, whatever was listed before, and says what else is not listed", async () => {
    await open("window.calls = 142; window.settled = 10; window.drawn = 3");
    const words = page.locator("#card-stream .controls > .facts");
    const told = (wanted) => settled(page, () => words.innerText(), (text) => text === wanted, 5_000);
    assert.equal(await told("streamCount 142 · loadedCount 100 · settledLeftOut 10"), "streamCount 142 · loadedCount 100 · settledLeftOut 10");
    const asked = () => page.evaluate(() => window.asked.findLast(({ name }) => name === "eventStream").params.mark);
    await page.locator("#card-rankings").getByRole("button", { name: "rank:models" }).click();
    await page.locator("#card-rankings tbody button").click();
    assert.equal((await settled(page, asked, (mark) => mark !== null, 5_000)).by, "model");
    for (const [card, mark] of [["trend", { by: "calls" }], ["matrix", { by: "technique" }], ["flow", { by: "flow", source: null, kind: null, sink: null }], ["rankings", { by: "calls" }], ["access", { by: "calls" }]]) {
      await page.locator(`#card-${card}`).getByRole("button", { name: "showCalls" }).first().click();
      assert.deepEqual(await settled(page, asked, (now) => JSON.stringify(now) === JSON.stringify(mark), 5_000), mark);
      assert.equal(await page.locator("#card-stream .chip").innerText(), card);
    }
    assert.equal(await told("streamCount 142 · loadedCount 100 · state:any"), "streamCount 142 · loadedCount 100 · state:any");
  });

  it("has words for calls that name no agent, and tells them from those of all agents", async () => {
    await open('window.agents = ["", "build"]');
    const list = page.locator(".filter vscode-dropdown").nth(1);
    const options = await settled(page, () => list.locator("vscode-option").allInnerTexts(), (texts) => texts.length === 3, 5_000);
    assert.deepEqual(options.map((text) => text.trim()), ["allAgents", "noAgent", "build"]);
    await page.locator("#card-rankings").getByRole("button", { name: "rank:agents" }).click();
    const rows = page.locator("#card-rankings tbody button.link");
    assert.deepEqual(await rows.allInnerTexts(), ["noAgent", "build"]);
    const asked = () => page.evaluate(() => window.asked.findLast(({ name }) => name === "trend")?.params.filter.agent);
    await rows.first().click();
    assert.equal(await settled(page, asked, (agent) => agent === "", 5_000), "");
    const chosen = () => list.evaluate((node) => node.selectedOptions[0]?.textContent);
    assert.equal(await settled(page, chosen, (text) => text === "noAgent", 5_000), "noAgent");
    await list.evaluate((node) => ((node.value = "=build"), node.dispatchEvent(new window.Event("change"))));
    assert.equal(await settled(page, asked, (agent) => agent === "build", 5_000), "build");
  });

  it("narrows all cards by a technique, says so in the bar, keeps it over a reload, and takes it away there or at its cell", async () => {
    await open(`window.drawn = 3; window.calls = 3; ${KEEPING}`);
    const widgets = ["threatLevel", "trend", "eventStream", "techniqueMatrix", "rankings", "stories", "dataFlow", "accessPattern", "openWork"];
    const asked = () => page.evaluate((names) => names.map((wanted) => window.asked.findLast(({ name }) => name === wanted)?.params.filter.technique), widgets);
    const narrowed = async (technique) => assert.deepEqual(await settled(page, asked, (all) => all.every((one) => one === technique), 5_000), widgets.map(() => technique));
    const [chip, cell] = [page.locator(".filter .chip"), page.locator("#card-matrix .cell")];
    await narrowed(null);
    await cell.click();
    await narrowed("T1485");
    assert.deepEqual([await chip.innerText(), await settled(page, () => cell.getAttribute("aria-pressed"), (pressed) => pressed === "true", 5_000)], ["techniqueChip", "true"]);
    await page.reload();
    await narrowed("T1485");
    await cell.click();
    await narrowed(null);
    assert.equal(await chip.isHidden(), true);
    await cell.click();
    await narrowed("T1485");
    await chip.getByRole("button", { name: "dropTechnique" }).click();
    await narrowed(null);
  });

  it("saves the marks of a card without a chart as SVG, in which hostile text is text", async () => {
    await open("window.drawn = 3");
    for (const card of ["matrix", "rankings"]) await page.locator(`#card-${card}`).getByRole("button", { name: "saveSvg" }).click();
    const saved = await settled(page, () => page.evaluate(() => window.asked.filter(({ name }) => name === "save").map(({ params }) => params)), (all) => all.length === 2, 5_000);
    const read = await page.evaluate((files) => files.map(({ text }) => {
      const { documentElement } = new window.DOMParser().parseFromString(text, "image/svg+xml");
      return { tags: [...new Set([...documentElement.querySelectorAll("*")].map(({ tagName }) => tagName))].sort(), texts: [...documentElement.querySelectorAll("text")].map(({ textContent }) => textContent) };
    }), saved);
    assert.deepEqual(saved.map(({ name, format }) => `${name}.${format}`), ["spotter-matrix.svg", "spotter-rankings.svg"]);
    assert.deepEqual(read, [
      { tags: ["polygon", "rect", "text"], texts: ["matrix", "Impact", "TA0040", "T1485 · high", "3", "Data Destruction"] },
      { tags: ["polygon", "rect", "text"], texts: ["rankings: rank:sessions", "worst", "calls", "</text><script>alert(1)</script>⟨U+202E⟩fdp", "critical 90", "3", "1 critical, 2 low"] },
    ]);
    assert.deepEqual(await page.locator(".card").evaluateAll((cards) => cards.filter((card) => [...card.querySelectorAll("button")].some(({ title, hidden }) => title === "saveSvg" && !hidden)).map(({ id }) => id)), ["trend", "rankings", "matrix", "flow", "access"].map((card) => `card-${card}`));
  });

  it("saves a table as CSV, in which nothing is a formula", async () => {
    await open("window.calls = 2");
    await page.locator("#card-stream .row").first().waitFor();
    await page.locator("#card-stream").getByRole("button", { name: "saveCsv" }).click();
    const saved = await settled(page, () => page.evaluate(() => window.asked.find(({ name }) => name === "save")?.params), (params) => params !== undefined, 5_000);
    assert.deepEqual([saved.name, saved.format, saved.text.split("\r\n").length], ["spotter-stream", "csv", 4]);
  });

  it("saves all rows of the event stream that are loaded, and says in the file's name how many there are", async () => {
    await open("window.calls = 500");
    await page.locator("#card-stream .row").first().waitFor();
    const loaded = () => page.locator("#card-stream .stream").evaluate((node) => ((node.scrollTop = node.scrollHeight), document.querySelector("#card-stream .controls > .facts").textContent));
    const saved = async (rows) => {
      const before = await requests("save");
      await page.locator("#card-stream").getByRole("button", { name: "saveCsv" }).click();
      await settled(page, () => requests("save"), (count) => count > before, 5_000);
      const { name, text } = await page.evaluate(() => window.asked.findLast((message) => message.name === "save").params);
      assert.equal(text.split("\r\n").length - 2, rows);
      return name;
    };
    assert.equal(await saved(100), "spotter-stream-100-of-500");
    await settled(page, loaded, (words) => words === "streamCount 500", 10_000);
    assert.equal(await saved(500), "spotter-stream");
  });

  it("shows alerts that came while it was not there, and those that were not put away again after a reload", async () => {
    await open(`window.held = window.sessionStorage.getItem("kept") ? [] : ["/a", "/b"].map((source) => ({ kind: "unwatched", source })); ${KEEPING}`);
    const alerts = page.locator(".alerts .banner");
    const count = (wanted) => settled(page, () => alerts.count(), (now) => now === wanted, 5_000);
    assert.equal(await count(2), 2);
    await page.evaluate(() => ["/c", "/d"].forEach((source) => window.emit("alert", { kind: "unwatched", source })));
    assert.equal(await count(3), 3);
    await alerts.first().getByRole("button", { name: "dismiss" }).click();
    assert.equal(await count(2), 2);
    await page.reload();
    assert.equal(await count(2), 2);
    await alerts.first().getByRole("button", { name: "dismiss" }).click();
    await alerts.first().getByRole("button", { name: "dismiss" }).click();
    await page.reload();
    await page.locator("#card-coverage").waitFor();
    assert.equal(await alerts.count(), 0);
  });

  it("shows an alert above all, which leads to its call and is put away", async () => {
    await open();
    await page.evaluate(() => window.emit("alert", { kind: "unwatched", source: "/srv/opencode" }));
    const alert = page.locator(".alerts .banner");
    assert.match(await settled(page, () => alert.allInnerTexts().then((texts) => texts.join()), (text) => text !== "", 5_000), /alertUnwatched/);
    await alert.getByRole("button", { name: "dismiss" }).click();
    assert.equal(await alert.count(), 0);
  });
});
