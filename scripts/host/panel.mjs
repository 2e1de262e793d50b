import { runCommand, SHOW_TIMEOUT_MS, webviewFrame } from "./workbench.mjs";

/** The views, as their headers name them. */
const VIEWS = ["Risk Explorer", "Sessions", "Coverage"];

/** Spotter's icon in the activity bar; its label holds the badge's tooltip. */
export function activityIcon(page) {
  return page.locator('.activitybar [role="tab"][aria-label*="Spotter"]').first();
}

export function statusBarItem(page) {
  return page.locator('.statusbar-item[id*="spotter.threat"]').first();
}

/** Rows of the Risk Explorer that are on the screen. */
export function treeItems(page) {
  return page.locator('.sidebar [role="treeitem"]');
}

/** Brings the Risk Explorer to the front. */
export async function openExplorer(page) {
  const icon = activityIcon(page);
  await icon.waitFor({ state: "visible" });
  // A second click on the active icon would close the side bar.
  if ((await icon.getAttribute("aria-expanded")) !== "true") await icon.click();
  await page.locator(".sidebar", { hasText: "Risk Explorer" }).first().waitFor();
}

/** Opens the session at that place of the tree, and waits for a call below it. */
export async function expandSession(page, index) {
  const session = treeItems(page).and(page.locator('[aria-level="1"]')).nth(index);
  const calls = treeItems(page).and(page.locator('[aria-level="2"]'));
  await session.waitFor();
  // The tree draws itself anew while the agent works, and a key can fall between two drawings.
  const isOpen = async () => {
    if ((await session.getAttribute("aria-expanded")) !== "true") {
      await session.click();
      await page.keyboard.press("ArrowRight");
      await page.waitForTimeout(500);
    }
    return (await calls.count()) > 0;
  };
  await settled(page, isOpen, (open) => open);
  await calls.first().waitFor();
}

/** Opens the dashboard and gives its frame once it shows `text`. */
export async function openDashboard(page, text) {
  await runCommand(page, "Spotter: Open Dashboard");
  return webviewFrame(page, text);
}

/** Waits until `read()` satisfies `accept` and gives what it read last, accepted or not. */
export async function settled(page, read, accept, timeoutMs = SHOW_TIMEOUT_MS) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (accept(value) || Date.now() > deadline) return value;
    await page.waitForTimeout(200);
  }
}

/** Shows one of the three views, named as in its header, and folds the others, so that it has all the room. */
export async function showAlone(page, view) {
  // Of a view that is open the command only takes the focus, at a time that nothing tells: whoever opens the palette next may lose it.
  if (!(await isOpen(page, view))) await runCommand(page, `Spotter: Open ${view}`);
  await header(page, view).and(page.locator('[aria-expanded="true"]')).waitFor();
  for (const other of VIEWS.filter((name) => name !== view)) await fold(page, other);
}

/** Presses the key that folds a view until it is folded: the key does nothing to one that is, and is lost where another view takes the focus. */
async function fold(page, view) {
  const isFolded = async () => {
    if (await isOpen(page, view)) await header(page, view).press("ArrowLeft");
    return !(await isOpen(page, view));
  };
  if (!(await settled(page, isFolded, (folded) => folded))) throw new Error(`The view ${view} does not fold`);
}

function header(page, view) {
  return page.locator(`.sidebar .pane-header[aria-label^="${view}"]`);
}

async function isOpen(page, view) {
  return (await header(page, view).getAttribute("aria-expanded")) === "true";
}

/** Has the Risk Explorer group by that word of its list, for example `Day`. */
export async function groupBy(page, word) {
  await runCommand(page, "Spotter: Group Findings By …");
  const choice = page.locator(".quick-input-list .monaco-list-row", { hasText: word });
  await choice.first().click();
}
