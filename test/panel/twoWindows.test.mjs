import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { serveInstalled } from "../../scripts/host/installed.mjs";
import { expandSession, openExplorer, settled, treeItems } from "../../scripts/host/panel.mjs";
import { outFolder } from "../../scripts/host/root.mjs";
import { copySample, storageEnvironment } from "../../scripts/host/sample.mjs";
import { freshFolder } from "../../scripts/host/suite.mjs";
import { openBrowser, openWorkbench, runCommand } from "../../scripts/host/workbench.mjs";

const REASON = "the shop's own script";

/** Calls that a window lists below its first session. */
const calls = (page) => treeItems(page).and(page.locator('[aria-level="2"]'));
const listed = (page) => calls(page).evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label")));

/** Waits until a window lists that many calls, and gives their labels. */
async function listsThat(page, count) {
  const labels = await settled(page, () => listed(page), (rows) => rows.length === count);
  assert.equal(labels.length, count, labels.join("\n"));
  return labels;
}

describe("a finding in two windows at once", () => {
  let home;
  let server;
  let browser;
  let pages;
  before(async () => {
    home = await freshFolder("two-windows");
    const [data, profile] = [join(home, "data"), join(home, "profile")];
    for (const folder of [data, profile]) await mkdir(folder);
    await copySample("sqlite", data);
    server = await serveInstalled({ kind: "sample", env: { ...storageEnvironment(data), XDG_STATE_HOME: join(home, "state") } }, profile, {});
    const opened = await openBrowser();
    browser = opened.browser;
    pages = [opened.page, await opened.page.context().newPage()];
    for (const [index, page] of pages.entries()) {
      const folder = join(home, `workspace-${index}`);
      await mkdir(folder);
      await openWorkbench(page, server.address, folder);
      await openExplorer(page);
      await expandSession(page, 0);
    }
  });
  after(async () => {
    for (const [index, page] of (pages ?? []).entries()) await page.screenshot({ path: join(outFolder, `two-windows-${index}.png`) });
    await browser?.close();
    await server?.stop();
  });

  /** Opens a window again, as after a restart of VS Code: the tree has the same session open, wherever it stands by now. */
  async function restart(page, session) {
    await page.reload({ waitUntil: "commit" });
    await openExplorer(page);
    const sessions = treeItems(page).and(page.locator('[aria-level="1"]'));
    await sessions.filter({ hasText: session }).first().waitFor();
    const titles = await sessions.allInnerTexts();
    await expandSession(page, titles.findIndex((title) => title.includes(session)));
  }

  it("leaves both when it is decided in one, stays away over a restart of each and a re-enrichment, and is back in both when the other takes it back", async () => {
    const [first, second] = pages;
    await first.bringToFront();
    const before = await listed(first);
    const session = /in session (.*)\.$/.exec(before[0])[1];
    assert.ok(before.length > 1, "there is more than one call to tell it from");
    assert.deepEqual(await listed(second), before);
    await calls(first).first().click();
    await runCommand(first, "Spotter: False Positive …");
    const input = first.locator(".quick-input-widget input").first();
    await first.locator(".quick-input-widget", { hasText: "Why is the rule wrong here?" }).waitFor();
    await input.fill(REASON);
    await first.keyboard.press("Enter");
    await first.locator(".quick-input-list .monaco-list-row", { hasText: "For good" }).click();
    await first.locator(".notification-list-item", { hasText: "Marked as false positive" }).first().waitFor();
    const after = await settled(first, () => listed(first), (rows) => !rows.includes(before[0]));
    assert.ok(!after.includes(before[0]) && after.length < before.length, after.join("\n"));
    await second.bringToFront();
    assert.deepEqual(await listsThat(second, after.length), after);

    // The first window runs the engine: when it goes, the other one takes over.
    await first.bringToFront();
    await restart(first, session);
    assert.deepEqual(await listsThat(first, after.length), after);
    await second.bringToFront();
    await restart(second, session);
    assert.deepEqual(await listsThat(second, after.length), after);
    await runCommand(second, "Spotter: Re-enrich All");
    await second.locator(".notification-list-item", { hasText: /Spotter scored .* tool calls again/ }).first().waitFor();
    assert.deepEqual(await listsThat(second, after.length), after);

    await runCommand(second, "Spotter: Undo Last Decision");
    assert.deepEqual(await listsThat(second, before.length), before);
    await first.bringToFront();
    assert.deepEqual(await listsThat(first, before.length), before);
  });
});
