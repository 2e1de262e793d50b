import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { serveInstalled } from "../../scripts/host/installed.mjs";
import { expandSession, openExplorer, treeItems } from "../../scripts/host/panel.mjs";
import { outFolder } from "../../scripts/host/root.mjs";
import { storageEnvironment } from "../../scripts/host/sample.mjs";
import { freshFolder } from "../../scripts/host/suite.mjs";
import { openBrowser, openWorkbench, runCommand } from "../../scripts/host/workbench.mjs";
import { writeStorage } from "../host/writtenStorage.js";

/** VS Code would run the command on a click, and open the page. */
const LINKS = "[click](command:workbench.action.toggleZenMode) [page](https://evil.example/p)";

describe("a message about what an agent wrote", () => {
  it("has no link in it, and all of its words", async () => {
    const home = await freshFolder("messages");
    const [data, profile] = [join(home, "data"), join(home, "profile")];
    for (const folder of [data, profile]) await mkdir(folder);
    writeStorage(join(data, "opencode"), [{ id: "ses_messages", title: `Links ${LINKS}`, directory: home, command: `rm -rf / # ${LINKS}`, output: "" }]);
    const server = await serveInstalled({ kind: "own", env: { ...storageEnvironment(data), XDG_STATE_HOME: join(home, "state") } }, profile, {});
    const { browser, page } = await openBrowser();
    try {
      await openWorkbench(page, server.address, await freshFolder("messages-workspace"));
      await openExplorer(page);
      await expandSession(page, 0);
      await treeItems(page).and(page.locator('[aria-level="2"]')).first().click();
      await runCommand(page, "Spotter: False Positive …");
      await page.locator(".quick-input-widget", { hasText: "Why is the rule wrong here?" }).waitFor();
      await page.locator(".quick-input-widget input").first().fill("Our own cleaning");
      await page.keyboard.press("Enter");
      await page.locator(".quick-input-list .monaco-list-row", { hasText: "For good" }).click();
      const message = page.locator(".notification-list-item-message", { hasText: "Marked as false positive" }).first();
      await message.waitFor();
      assert.match(await message.innerText(), /\[click\]\s\(command:workbench\.action\.toggleZenMode\) \[page\]\s\(https:/);
      assert.equal(await message.locator("a").count(), 0);
    } finally {
      await page.screenshot({ path: join(outFolder, "messages.png") });
      await browser.close();
      await server.stop();
    }
  });
});
