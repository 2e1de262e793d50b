#!/usr/bin/env node
// Takes a picture of every view in four themes, on the recorded sample in a real workbench, and leaves them below out/themes/ to be
// looked at: `npm run screenshots [-- <part of a theme's name>]`.
import { join } from "node:path";
import { buildAll } from "./build.mjs";
import { serveInstalled } from "./host/installed.mjs";
import { expandSession, openExplorer, settled, statusBarItem, treeItems } from "./host/panel.mjs";
import { outFolder } from "./host/root.mjs";
import { sampleStorage } from "./host/storage.mjs";
import { freshFolder } from "./host/suite.mjs";
import { openBrowser, openWorkbench, runCommand, webviewFrame } from "./host/workbench.mjs";

const THEMES = { dark: "Default Dark Modern", light: "Default Light Modern", "high-contrast": "Default High Contrast", "high-contrast-light": "Default High Contrast Light" };
const SIDE_BAR_WIDTH = 440;
/** What is on its way when it is waited for no longer: a tooltip, a fold, the end of an animation. */
const SETTLE_MS = 700;

/** Each view: its name, and what brings it to the screen. They follow one another in one window. */
const VIEWS = [
  ["explorer", showExplorer],
  ["tooltip", showTooltip],
  ["dashboard", async (page) => {
    await runCommand(page, "Spotter: Open Dashboard");
    await webviewFrame(page, /score|\d+ tool calls/);
  }],
  ["transcript", showTranscript],
  ["hover", showHover],
  ["problems", (page) => runCommand(page, "View: Toggle Problems")],
  ["rule", async (page) => {
    await closePanel(page);
    await chooseCall(page);
    await runCommand(page, "Spotter: Show Rule");
    await page.locator(".editor-instance, .quick-input-list").first().waitFor();
    await page.keyboard.press("Enter");
  }],
  ["record", async (page) => {
    await chooseCall(page);
    await runCommand(page, "Spotter: Show Record");
    await page.locator(".editor-instance .view-line", { hasText: "callID" }).first().waitFor();
  }],
  ["sessions", (page) => showView(page, "Spotter: Open Sessions", /^Session /)],
  ["coverage", (page) => showView(page, "Spotter: Open Coverage", /./)],
  ["status-bar", (page) => statusBarItem(page).hover()],
];

const [wanted = ""] = process.argv.slice(2);
await buildAll();
const sample = await sampleStorage();
for (const [name, theme] of Object.entries(THEMES).filter(([each]) => each.includes(wanted))) await takePictures(name, theme);

async function takePictures(name, theme) {
  const folder = await freshFolder("themes", name);
  const storage = { ...sample, env: { ...sample.env, XDG_STATE_HOME: await freshFolder("themes-run", "state") } };
  const server = await serveInstalled(storage, await freshFolder("themes-run", "profile"), { "workbench.colorTheme": theme, "window.autoDetectColorScheme": false, "window.autoDetectHighContrast": false, "editor.minimap.enabled": false });
  const { browser, page } = await openBrowser({ theme: name.includes("light") ? "light" : "dark" });
  try {
    await openWorkbench(page, server.address, await freshFolder("themes-run", "shop-api"));
    for (const [view, show] of VIEWS) {
      await show(page);
      await page.waitForTimeout(SETTLE_MS);
      await page.screenshot({ path: join(folder, `${view}.png`) });
    }
  } finally {
    await browser.close();
    await server.stop();
  }
  process.stdout.write(`${theme}: ${join(outFolder, "themes", name)}\n`);
}

async function showExplorer(page) {
  await openExplorer(page);
  const box = await page.locator(".part.sidebar").boundingBox();
  await page.mouse.move(box.x + box.width, 400);
  await page.mouse.down();
  await page.mouse.move(box.x + SIDE_BAR_WIDTH, 400, { steps: 5 });
  await page.mouse.up();
  await settled(page, () => statusBarItem(page).innerText(), (text) => /\d/.test(text));
  await expandSession(page, await firstSession(page));
}

async function showTooltip(page) {
  await treeItems(page).and(page.locator('[aria-level="2"]')).first().hover();
  await page.locator(".monaco-hover:visible, .workbench-hover:visible").first().waitFor();
}

async function showTranscript(page) {
  await treeItems(page).and(page.locator('[aria-level="2"]')).first().click();
  await page.locator(".editor-instance .view-line").nth(3).waitFor();
  await page.locator(".codelens-decoration:visible", { hasText: "Copy as Markdown" }).first().waitFor();
  // Problems underlines the call a moment after the text is there.
  await page.locator(".squiggly-warning, .squiggly-error").first().waitFor();
}

async function showHover(page) {
  await page.locator(".view-line", { hasText: "▶ bash" }).first().hover({ position: { x: 60, y: 8 } });
  await page.locator(".monaco-editor .monaco-hover:visible").first().waitFor();
}

/** Opens a view alone in the side bar, as far as the others can be folded. */
async function showView(page, command, item) {
  for (const header of await page.locator('.sidebar .pane-header[aria-expanded="true"]').all()) await header.click();
  await runCommand(page, command);
  await settled(page, () => treeItems(page).evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label") ?? "")), (labels) => labels.some((label) => item.test(label)));
}

async function closePanel(page) {
  if (await page.locator(".part.panel:visible").count()) await runCommand(page, "View: Toggle Problems");
}

/** Selects the first call of the explorer, so that a command without an argument is about it. */
async function chooseCall(page) {
  await page.keyboard.press("Escape");
  await openExplorer(page);
  await treeItems(page).and(page.locator('[aria-level="2"]')).first().click();
  await page.locator(".editor-instance .view-line").nth(3).waitFor();
}

/** Place among the top rows of the first session. */
async function firstSession(page) {
  const top = treeItems(page).and(page.locator('[aria-level="1"]'));
  const labels = await settled(page, () => top.evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label") ?? "")), (values) => values.some((label) => /^Session /.test(label)));
  return labels.findIndex((label) => /^Session /.test(label));
}
