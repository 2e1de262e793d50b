// What there is to be seen of the panel, and how each of it is brought to the screen.
import { expandSession, groupBy, openExplorer, settled, showAlone, statusBarItem, treeItems } from "./panel.mjs";
import { TRIAGE_PICTURES } from "./triagePictures.mjs";
import { runCommand, webviewFrame } from "./workbench.mjs";

const SIDE_BAR_WIDTH = 440;

/**
 * Each picture: its name, and what brings it to the screen. They follow one another in one window; `work(page)` has an agent do something critical.
 * @type {ReadonlyArray<readonly [string, (page: import("playwright-core").Page, work: () => void) => Promise<unknown>]>}
 */
export const PICTURES = [
  ["explorer", showExplorer],
  ["tooltip", showTooltip],
  ...["Project", "Level", "Technique", "Tool", "Agent", "Day"].map((word) => [`explorer-by-${word.toLowerCase()}`, (page) => showGroups(page, word)]),
  ["grouping", (page) => openQuickInput(page, "Spotter: Group Findings By …")],
  ["filter-refused", (page) => typeFilter(page, "level:terrible")],
  ["filtered", async (page) => {
    await typeFilter(page, "level:high tool:bash");
    await page.keyboard.press("Enter");
    await page.locator(".sidebar", { hasText: "Not everything is shown" }).first().waitFor();
  }],
  ["nothing-matches", async (page) => {
    await typeFilter(page, "nothinglikethis");
    await page.keyboard.press("Enter");
    await treeItems(page).filter({ hasText: "Nothing matches" }).first().waitFor();
  }],
  ["dashboard", showDashboard],
  ["transcript", showTranscript],
  ["hover", showHover],
  ["problems", (page) => runCommand(page, "View: Toggle Problems")],
  ["rule", showRule],
  ["record", showRecord],
  ["sessions", showSessions],
  ["coverage", showCoverage],
  ["paused", async (page) => {
    await runCommand(page, "Spotter: Pause");
    await statusBarItem(page).filter({ hasText: "paused" }).waitFor();
  }],
  ["status-bar", async (page) => {
    await runCommand(page, "Spotter: Resume");
    await statusBarItem(page).filter({ hasNotText: "paused" }).waitFor();
    await statusBarItem(page).hover();
  }],
  ["alert", showAlert],
  ...TRIAGE_PICTURES,
];

async function showExplorer(page) {
  await openExplorer(page);
  const box = await page.locator(".part.sidebar").boundingBox();
  await page.mouse.move(box.x + box.width, 400);
  await page.mouse.down();
  await page.mouse.move(box.x + SIDE_BAR_WIDTH, 400, { steps: 5 });
  await page.mouse.up();
  await settled(page, () => statusBarItem(page).innerText(), (text) => /\d/.test(text));
  // It moves all rows below it when it comes.
  await treeItems(page).filter({ hasText: "Not everything could be read" }).first().waitFor();
  await expandSession(page, await firstGroup(page, "Session"));
  await restMouse(page);
}

async function showTooltip(page) {
  await treeItems(page).and(page.locator('[aria-level="2"]')).first().hover();
  await page.locator(".monaco-hover:visible, .workbench-hover:visible").first().waitFor();
}

async function showGroups(page, word) {
  await groupBy(page, word);
  await expandSession(page, await firstGroup(page, word));
  await restMouse(page);
}

/** Puts the mouse where nothing is told of. */
function restMouse(page) {
  return page.mouse.move(900, 500);
}

async function openQuickInput(page, command) {
  await runCommand(page, command);
  // The palette's own list closes before the command opens its input.
  await page.locator(".quick-input-widget .quick-input-title", { hasText: "indings" }).waitFor();
}

async function typeFilter(page, text) {
  await restMouse(page);
  await page.keyboard.press("Escape");
  await openQuickInput(page, "Spotter: Filter Findings …");
  await page.locator(".quick-input-widget input").first().fill(text);
}

async function showDashboard(page) {
  await runCommand(page, "Spotter: Show All Findings Again");
  await groupBy(page, "Session");
  await expandSession(page, await firstGroup(page, "Session"));
  await runCommand(page, "Spotter: Open Dashboard");
  await webviewFrame(page, /score|\d+ tool calls/);
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

async function showRule(page) {
  await runCommand(page, "View: Toggle Problems");
  await chooseCall(page);
  await runCommand(page, "Spotter: Show Rule");
  await page.locator(".editor-instance, .quick-input-list").first().waitFor();
  await page.keyboard.press("Enter");
}

async function showRecord(page) {
  await chooseCall(page);
  await runCommand(page, "Spotter: Show Record");
  await page.locator(".editor-instance .view-line", { hasText: "callID" }).first().waitFor();
}

async function showSessions(page) {
  await showAlone(page, "Sessions");
  for (const place of [0, 1]) {
    await treeItems(page).and(page.locator('[aria-level="1"]')).nth(place).click();
    await page.keyboard.press("ArrowRight");
  }
  await treeItems(page).and(page.locator('[aria-level="2"]')).first().waitFor();
  await restMouse(page);
}

async function showCoverage(page) {
  await showAlone(page, "Coverage");
  const closed = treeItems(page).and(page.locator('[aria-expanded="false"]'));
  await closed.first().waitFor();
  while ((await closed.count()) > 0) {
    await closed.last().click();
    await page.waitForTimeout(300);
  }
}

async function showAlert(page, work) {
  await restMouse(page);
  await showAlone(page, "Risk Explorer");
  work();
  await page.locator(".notification-toast", { hasText: "Spotter, critical" }).first().waitFor();
}

/** Selects the first call of the explorer, so that a command without an argument is about it. */
async function chooseCall(page) {
  await page.keyboard.press("Escape");
  await openExplorer(page);
  await treeItems(page).and(page.locator('[aria-level="2"]')).first().click();
  await page.locator(".editor-instance .view-line").nth(3).waitFor();
}

/** Place among the top rows of the first group of that kind; above it stands what could not be read. */
async function firstGroup(page, word) {
  const top = treeItems(page).and(page.locator('[aria-level="1"]'));
  const isOne = (label) => label.startsWith(`${word} `);
  let before = "";
  // Between two drawings rows of the grouping before may still stand above it.
  const isDrawn = (values) => values.some(isOne) && before === (before = values.join("\n"));
  const labels = await settled(page, () => top.evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label") ?? "")), isDrawn);
  return labels.findIndex(isOne);
}
