// What there is to be seen of deciding on findings, in the window in which the other pictures were taken; nothing of it is undone.
import { settled, showAlone, treeItems } from "./panel.mjs";
import { runCommand } from "./workbench.mjs";

/** @type {ReadonlyArray<readonly [string, (page: import("playwright-core").Page) => Promise<unknown>]>} */
export const TRIAGE_PICTURES = [
  ["verdict-menu", showMenu],
  ["verdict-reason", askReason],
  ["verdict-undo", decide],
  ["bulk", showBulk],
  ["suppress-scope", showScopes],
  ["suppress-question", showQuestion],
  ["suppressions", showSuppressions],
  ["decisions", async (page) => {
    await runCommand(page, "Spotter: Show Decisions");
    await page.locator(".editor-instance .view-line", { hasText: "newest first" }).first().waitFor();
  }],
];

function calls(page) {
  return treeItems(page).and(page.locator('[aria-level="2"]'));
}

/** Chooses a call without opening its transcript: the keyboard stays in the list. */
async function chooseInList(page) {
  await showAlone(page, "Risk Explorer");
  await treeItems(page).first().waitFor();
  const isChosen = async () => {
    if ((await calls(page).count()) === 0) return false;
    await calls(page).first().click({ modifiers: ["ControlOrMeta"] });
    return (await calls(page).first().getAttribute("aria-selected")) === "true";
  };
  await settled(page, isChosen, (chosen) => chosen);
}

async function showMenu(page) {
  await chooseInList(page);
  await calls(page).first().click({ button: "right" });
  await page.locator(".monaco-menu").getByText("Verdict").hover();
  await page.locator(".monaco-menu").getByText("Acknowledge").waitFor();
}

/** Presses the two keys of a decision in the list. */
async function press(page, key) {
  await page.keyboard.press("Alt+d");
  await page.keyboard.press(key);
  await page.locator(".quick-input-widget .quick-input-title:visible").first().waitFor();
}

async function askReason(page) {
  for (let menu = 0; menu < 2; menu += 1) await page.keyboard.press("Escape");
  await runVerdict(page, "Spotter: False Positive …");
  await page.keyboard.type("The mirror is our own");
}

async function runVerdict(page, title) {
  await runCommand(page, title);
  await page.locator(".quick-input-widget .quick-input-title", { hasText: ":" }).waitFor();
}

async function decide(page) {
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "For good" }).click();
  await page.locator(".notification-toast", { hasText: "Marked as false positive" }).first().waitFor();
}

async function showBulk(page) {
  await runCommand(page, "Spotter: Decide on All Listed …");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "Acknowledge" }).click();
  await page.locator(".quick-input-widget .quick-input-title", { hasText: "findings" }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "For good" }).click();
  await page.locator(".monaco-dialog-box").waitFor();
}

async function showScopes(page) {
  await page.keyboard.press("Escape");
  await page.locator(".monaco-dialog-box").waitFor({ state: "detached" });
  await chooseInList(page);
  await press(page, "s");
}

async function showQuestion(page) {
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "In this session" }).click();
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "For 90 days" }).click();
  await page.locator(".quick-input-widget .quick-input-message", { hasText: "Why is it right" }).waitFor();
  await page.keyboard.type("The lab's own server");
  await page.keyboard.press("Enter");
  await page.locator(".monaco-dialog-box").waitFor();
}

async function showSuppressions(page) {
  await page.locator(".monaco-dialog-box").getByRole("button", { name: "Suppress" }).click();
  await page.locator(".notification-toast", { hasText: "Suppressed" }).first().waitFor();
  await showAlone(page, "Coverage");
  const group = treeItems(page).filter({ hasText: "Suppressions" });
  await group.first().click();
  await page.keyboard.press("ArrowRight");
  await treeItems(page).filter({ hasText: "hides" }).first().waitFor();
}
