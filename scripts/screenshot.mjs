#!/usr/bin/env node
// Makes the README's pictures: the panel on the recorded sample, in the packed extension, in a real workbench.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { buildAll } from "./build.mjs";
import { serveInstalled } from "./host/installed.mjs";
import { expandSession, openDashboard, openExplorer, settled, statusBarItem, treeItems } from "./host/panel.mjs";
import { root } from "./host/root.mjs";
import { sampleStorage } from "./host/storage.mjs";
import { freshFolder } from "./host/suite.mjs";
import { openBrowser, openWorkbench } from "./host/workbench.mjs";

/** Sessions to show open: the first ones fill the side bar. */
const EXPANDED = 2;
const SIDE_BAR_WIDTH = 440;

const target = join(root, "media", "screenshots");
await mkdir(target, { recursive: true });
await buildAll();
const sample = await sampleStorage();
const storage = { ...sample, env: { ...sample.env, XDG_STATE_HOME: await freshFolder("screenshot", "state") } };
const server = await serveInstalled(storage, await freshFolder("screenshot", "profile"), { "workbench.colorTheme": "Default Dark Modern", "breadcrumbs.enabled": false, "editor.minimap.enabled": false });
const { browser, page } = await openBrowser();
try {
  await openWorkbench(page, server.address, await freshFolder("screenshot", "shop-api"));
  await openExplorer(page);
  await widenSideBar(page);
  for (let index = 0; index < EXPANDED; index += 1) await expandSession(page, await collapsedSession(page));
  await settled(page, () => statusBarItem(page).innerText(), (text) => /\d/.test(text));
  await openDashboard(page, /score|\d+ tool calls/);
  await page.mouse.move(900, 780);
  await page.screenshot({ path: join(target, "dashboard.png") });
  await treeItems(page).and(page.locator('[aria-level="2"]')).first().click();
  await page.locator(".editor-instance .view-line").nth(3).waitFor();
  // Problems underlines the call a moment after the text is there.
  await page.locator(".squiggly-warning").first().waitFor();
  await page.locator(".codelens-decoration:visible", { hasText: "Copy as Markdown" }).first().waitFor();
  await page.mouse.move(900, 780);
  await page.screenshot({ path: join(target, "transcript.png") });
} finally {
  await browser.close();
  await server.stop();
}
process.stdout.write(`Pictures are in ${target}\n`);

/** Drags the border of the side bar, so that a call fits on its line. */
async function widenSideBar(page) {
  const box = await page.locator(".part.sidebar").boundingBox();
  const edge = box.x + box.width;
  await page.mouse.move(edge, 400);
  await page.mouse.down();
  await page.mouse.move(box.x + SIDE_BAR_WIDTH, 400, { steps: 5 });
  await page.mouse.up();
}

/** Place among the top rows of the first session that is still closed. */
async function collapsedSession(page) {
  const top = treeItems(page).and(page.locator('[aria-level="1"]'));
  const states = await settled(
    page,
    () => top.evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-expanded") === "false" && /^Session /.test(row.getAttribute("aria-label")))),
    (values) => values.includes(true),
  );
  return states.indexOf(true);
}
