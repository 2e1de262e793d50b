import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { serveInstalled } from "../../scripts/host/installed.mjs";
import { openDashboard, settled } from "../../scripts/host/panel.mjs";
import { outFolder } from "../../scripts/host/root.mjs";
import { copySample, storageEnvironment } from "../../scripts/host/sample.mjs";
import { freshFolder } from "../../scripts/host/suite.mjs";
import { openBrowser, openWorkbench, runCommand } from "../../scripts/host/workbench.mjs";
import { writeStorage } from "../host/writtenStorage.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** Themes, each with the first class that it gives a webview's body. */
const THEMES = { "Default Dark Modern": "vscode-dark", "Default Light Modern": "vscode-light", "Default High Contrast": "vscode-high-contrast", "Default High Contrast Light": "vscode-high-contrast-light" };
/** So high that each card is on the screen: others are asked for once they come there. */
const SCREEN = { width: 1400, height: 4000 };
const HOSTILE = "\u202Efdp.exe\u200b <img src=x onerror=alert(1)> {a|b} $(flame)";
/** What each card holds on the recorded sample. */
const CONTENT = {
  threat: /This machine\s+(Red|Yellow|Green)/,
  trend: /\d+\s*(critical|high)/,
  stream: /git push --force/,
  rankings: /Clean build and ship hotfix/,
  matrix: /T1485/,
  flow: /The system/,
  stories: /No attack pattern was found/,
  access: /127\.0\.0\.1/,
  "open-work": /Still open/,
  coverage: /opencode\.db[^]*100%/,
};

describe("the dashboard in a real host", () => {
  const endings = [];
  let page;
  let frame;
  const violations = [];

  before(async () => {
    page = await openPage(endings, {}, violations);
    frame = await openAll(page);
  });

  afterEach(async function () {
    await page.screenshot({ path: join(outFolder, "dashboard", `${this.currentTest.title.replaceAll(/\W+/g, "-").slice(0, 60)}.png`) });
  });

  after(async () => {
    for (const end of endings.reverse()) await end();
  });

  const textOf = (card) => frame.locator(`#card-${card}`).evaluate((node) => `${node.innerText}\n${[...node.querySelectorAll("svg text")].map((text) => text.textContent).join("\n")}`);

  for (const [card, wanted] of Object.entries(CONTENT)) {
    it(`the card ${card} shows what was recorded, and how old its numbers are`, async () => {
      const text = await settled(page, () => textOf(card), (value) => wanted.test(value), 30_000);
      assert.match(text, wanted);
      assert.match(await frame.locator(`#card-${card} .age`).innerText(), /now|ago/);
      assert.equal(await frame.locator(`#card-${card} .trouble`).innerText(), "");
    });
  }

  it("shows hostile text as text, with its deceptive characters written out", async () => {
    const row = frame.locator("#card-stream .row", { hasText: "fdp.exe" }).first();
    assert.ok((await row.innerText()).includes("git push --force # ⟨U+202E⟩fdp.exe⟨U+200B⟩ <img src=x onerror=alert(1)> {a|b} $(flame)"));
    assert.equal(await frame.locator("main img").count(), 0);
  });

  it("has the data behind a chart as a table, and the drawing again", async () => {
    const card = frame.locator("#card-flow");
    await card.getByRole("button", { name: "Show as a table" }).click();
    assert.match(await card.locator("table").innerText(), /The user\s+commands\s+\d+/);
    assert.equal(await card.locator("svg text").count(), 0);
    await card.getByRole("button", { name: "Show as a chart" }).click();
    await card.locator(".canvas svg").waitFor();
  });

  it("narrows the stream to a technique's calls, and leads from a call to the transcript", async () => {
    await frame.locator("#card-matrix .cell", { hasText: "T1485" }).first().click();
    const calls = await settled(page, () => frame.locator("#card-stream .row").allInnerTexts(), (texts) => texts.length > 0 && texts.length < 5);
    assert.equal(calls.length, Number(await frame.locator("#card-matrix .cell", { hasText: "T1485" }).first().locator("strong").innerText()));
    await frame.locator(".filter .chip button").click();
    await settled(page, () => frame.locator("#card-stream .row").count(), (count) => count > 5);
    await frame.locator("#card-stream .row", { hasText: "fdp.exe" }).first().click();
    await page.locator(".editor-instance .view-line", { hasText: "fdp.exe" }).first().waitFor();
    await runCommand(page, "View: Close Editor");
    frame = await openAll(page);
  });

  it("saves what a chart shows where a person says, as SVG and as CSV", async () => {
    for (const [button, file, wanted] of [["Save the drawing as SVG", "spotter-flow.svg", /^<svg /], ["Save the data as CSV", "spotter-flow.csv", /^\ufeff"From","To","Calls","Worst"\r\n/]]) {
      await frame.locator("#card-flow").getByRole("button", { name: button }).click();
      const field = page.locator(".quick-input-widget input").first();
      await settled(page, () => field.inputValue(), (value) => value.endsWith(file), 15_000);
      await page.keyboard.press("Enter");
      const path = join(outFolder, "dashboard", "shop-api", file);
      const text = await settled(page, async () => (existsSync(path) ? readFileSync(path, "utf8") : ""), (read) => read !== "", 15_000);
      assert.match(text, wanted);
    }
  });

  it("leads from a state to its findings in the Risk Explorer, with the dashboard's filter", async () => {
    await choose("Level", "High and worse");
    await frame.getByRole("button", { name: "30 days" }).click();
    await frame.locator("#card-open-work").getByRole("button", { name: "Still open" }).click();
    await page.locator(".sidebar", { hasText: "Not everything is shown: filter: level:high state:open since:30d." }).first().waitFor();
    await choose("Level", "All levels");
    await frame.getByRole("button", { name: "All", exact: true }).click();
    await runCommand(page, "Spotter: Show All Findings Again");
  });

  it("narrows every card by its filter, which is there again after a reload, and is cleared", async () => {
    await choose("Level", "High and worse");
    const levels = () => frame.locator("#card-stream .which").allInnerTexts();
    const isHigh = (texts) => texts.length > 0 && texts.every((text) => /high|critical/.test(text));
    assert.ok(isHigh(await settled(page, levels, isHigh)));
    assert.ok(!/medium/.test(await settled(page, () => textOf("trend"), (text) => !/medium/.test(text))));
    await runCommand(page, "Developer: Reload Webviews");
    await page.waitForTimeout(2_000);
    ({ frame } = await openDashboard(page, /Event stream/));
    assert.ok(isHigh(await settled(page, levels, isHigh)));
    assert.equal(await frame.getByRole("button", { name: "All", exact: true }).getAttribute("aria-pressed"), "true");
    await frame.locator("vscode-button", { hasText: "Clear Filter" }).click();
    assert.equal(await frame.getByRole("button", { name: "30 days" }).getAttribute("aria-pressed"), "true");
    await frame.getByRole("button", { name: "All", exact: true }).click();
    await settled(page, levels, (texts) => texts.some((text) => /no risk/.test(text)));
  });

  it("leads keys to every control, and the arrow keys through the event stream", async () => {
    const wanted = await frame.evaluate(() => {
      const controls = [...document.querySelectorAll("button, input, vscode-button, vscode-dropdown, vscode-text-field, [tabindex='0']")];
      const shown = controls.filter((node) => node.checkVisibility() && node.tabIndex >= 0 && !node.closest("vscode-button > *"));
      shown.forEach((node, index) => (node.dataset.reached = `no ${index}`));
      return shown.length;
    });
    await frame.locator("h1").click();
    for (let press = 0; press < wanted + 30; press += 1) {
      await page.keyboard.press("Tab");
      await frame.evaluate(() => document.activeElement?.dataset && (document.activeElement.dataset.reached &&= "yes"));
    }
    assert.deepEqual(await frame.evaluate(() => [...document.querySelectorAll("[data-reached^='no']")].map((node) => node.outerHTML.slice(0, 200))), []);
    await frame.locator("#card-stream .row[tabindex='0']").focus();
    const first = await frame.evaluate(() => document.activeElement.dataset.key);
    await page.keyboard.press("ArrowDown");
    const second = await frame.evaluate(() => document.activeElement.dataset.key);
    await page.keyboard.press("ArrowUp");
    assert.match(second, /^call:/);
    assert.notEqual(second, first);
    assert.equal(await frame.evaluate(() => document.activeElement.dataset.key), first);
  });

  it("draws by the theme's colours again when they change", async () => {
    const [before] = await axisColour();
    await frame.evaluate(() => document.documentElement.style.setProperty("--vscode-descriptionForeground", "rgb(1, 2, 3)"));
    const [after] = await settled(page, axisColour, ([drawn]) => drawn !== before, 15_000);
    assert.equal(after, "rgb(1, 2, 3)");
  });

  /** Colour of an axis label of the trend, as the browser writes it. */
  function axisColour() {
    return frame.evaluate(() => {
      const probe = document.createElement("span");
      document.body.append(probe);
      const written = (colour) => ((probe.style.color = colour), getComputedStyle(probe).color);
      const label = [...document.querySelectorAll("#card-trend svg text")].at(-1);
      const colours = [written(label?.getAttribute("fill") ?? "")];
      probe.remove();
      return colours;
    });
  }

  async function choose(list, option) {
    await frame.locator(`vscode-dropdown[aria-label="${list}"]`).click();
    await frame.locator("vscode-option", { hasText: option }).click();
  }

  it("broke its Content-Security-Policy nowhere, and would have been seen to", async () => {
    assert.deepEqual(violations, []);
    await frame.evaluate(() => document.getElementById("page").setAttribute("style", "color: red"));
    const seen = await settled(page, () => Promise.resolve(violations), (texts) => texts.length > 0, 5_000);
    assert.match(seen.join(), /inline style/);
  });
});

for (const [theme, name] of Object.entries(THEMES)) {
  describe(`the dashboard in ${theme}`, () => {
    const endings = [];

    after(async () => {
      for (const end of endings.reverse()) await end();
    });

    it("has no fault that axe finds", async () => {
      const page = await openPage(endings, { "workbench.colorTheme": theme });
      const frame = await openAll(page);
      await settled(page, () => frame.locator("#card-stream .row").count(), (count) => count > 0);
      assert.equal((await frame.locator("body").getAttribute("class")).split(" ")[0], name);
      await frame.evaluate(AXE);
      const { violations: faults } = await frame.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      await page.screenshot({ path: join(outFolder, "dashboard", `${name}.png`) });
      assert.deepEqual(faults.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`), []);
    });
  });
}

/** Serves the packed extension on the recorded sample and a session whose every text is hostile, and opens a workbench. */
/** A workbench over the sample and a hostile session; what the browser says of the policy from its first document on goes to `violations`. */
async function openPage(endings, settings, violations = []) {
  const home = await freshFolder("dashboard", "home");
  const data = join(home, "data");
  mkdirSync(data);
  const recorded = await copySample("sqlite", data);
  const written = join(home, "written");
  writeStorage(written, [{ id: "ses_dashboard", title: HOSTILE, directory: `/srv/${HOSTILE}`, command: `git push --force # ${HOSTILE}`, output: "" }]);
  const storage = { kind: "sample", env: { ...storageEnvironment(data), XDG_STATE_HOME: join(home, "state") } };
  const server = await serveInstalled(storage, await freshFolder("dashboard", "profile"), { ...settings, "spotter.storage.paths": [recorded, written], "window.autoDetectColorScheme": false, "window.autoDetectHighContrast": false });
  endings.push(server.stop);
  const { browser, page } = await openBrowser({ theme: /Light/.test(settings["workbench.colorTheme"]) ? "light" : "dark" });
  endings.push(() => browser.close());
  page.on("console", (message) => void (/violates the following Content Security Policy/.test(message.text()) && violations.push(message.text())));
  await page.setViewportSize(SCREEN);
  await openWorkbench(page, server.address, await freshFolder("dashboard", "shop-api"));
  return page;
}

/** The dashboard's frame, with the calls of all times: what was recorded is old, and the last days may hold none of it. */
async function openAll(page) {
  const { frame } = await openDashboard(page, /tool calls in[^]*Event stream/);
  await frame.getByRole("button", { name: "All", exact: true }).click();
  return frame;
}
