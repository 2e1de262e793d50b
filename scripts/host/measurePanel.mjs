// How soon the Risk Explorer is drawn, in a real workbench and by the page's own clock.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { serveInstalled } from "./installed.mjs";
import { activityIcon, settled, statusBarItem, treeItems } from "./panel.mjs";
import { storageEnvironment } from "./sample.mjs";
import { freshFolder } from "./suite.mjs";
import { openBrowser, openWorkbench } from "./workbench.mjs";

/** Windows in which the explorer is opened for the first time. */
const WINDOWS = 5;
const SESSIONS = 12;
/** For what a window does at its start to be done. */
const REST_MS = 5_000;
const SESSION_ROW = '.sidebar [role="treeitem"][aria-level="1"]';
const CALL_ROW = '.sidebar [role="treeitem"][aria-level="2"]';

/**
 * @param {string} dataHome folder of OpenCode's data; its engine has read everything before anything is measured
 * @returns {Promise<{opened: number[], expanded: number[]}>} milliseconds from the mouse's button until the rows are in the page
 */
export async function measurePanel(dataHome) {
  const home = await freshFolder("measure-panel");
  const profile = join(home, "profile");
  await mkdir(profile);
  const env = { ...storageEnvironment(dataHome), XDG_STATE_HOME: join(home, "state") };
  const server = await serveInstalled({ kind: "sample", env }, profile, { "spotter.explorer.minimumLevel": "low" });
  const { browser, page } = await openBrowser();
  try {
    const [opened, expanded] = [[], []];
    const workspace = await freshFolder("measure-panel-workspace");
    for (let window = 0; window < WINDOWS; window++) {
      await openWorkbench(page, server.address, workspace);
      await settled(page, () => statusBarItem(page).innerText(), (text) => /\d+ (critical|high)/.test(text));
      await page.waitForTimeout(REST_MS);
      await page.locator('.activitybar a[aria-label^="Search"]').first().click();
      await page.locator(SESSION_ROW).first().waitFor({ state: "hidden" });
      opened.push(await untilDrawn(page, () => activityIcon(page).click(), SESSION_ROW));
    }
    for (let session = 0; session < SESSIONS; session++) expanded.push(await expand(page, session));
    return { opened, expanded };
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** Opens the session at that place and closes it again. */
async function expand(page, index) {
  const took = await untilDrawn(page, () => treeItems(page).and(page.locator('[aria-level="1"]')).nth(index).click(), CALL_ROW);
  await page.keyboard.press("ArrowLeft");
  await settled(page, () => page.locator(CALL_ROW).count(), (count) => count === 0);
  return took;
}

/** From the mouse's button until what the selector names is to be seen; there must be none before. */
async function untilDrawn(page, press, selector) {
  await page.evaluate((wanted) => {
    let pressed = 0;
    document.addEventListener("mousedown", () => (pressed = performance.now()), { capture: true, once: true });
    window.spotterDrawn = new Promise((resolve) => {
      const watcher = new MutationObserver(() => {
        if (pressed === 0 || ![...document.querySelectorAll(wanted)].some((row) => row.offsetParent !== null)) return;
        watcher.disconnect();
        resolve(performance.now() - pressed);
      });
      watcher.observe(document.body, { subtree: true, childList: true, attributes: true });
    });
  }, selector);
  await press();
  return page.evaluate(() => window.spotterDrawn);
}
