import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { serveInstalled } from "../../scripts/host/installed.mjs";
import { openExplorer, settled } from "../../scripts/host/panel.mjs";
import { outFolder } from "../../scripts/host/root.mjs";
import { copySample, storageEnvironment } from "../../scripts/host/sample.mjs";
import { installStandIn } from "../../scripts/host/standIns.mjs";
import { freshFolder } from "../../scripts/host/suite.mjs";
import { openRows, toldRows } from "../../scripts/host/told.mjs";
import { openBrowser, openWorkbench } from "../../scripts/host/workbench.mjs";

describe("where the system ends the watch on OpenCode's storage", () => {
  it("the window says so once, and leads to the Coverage view, which says that changes are looked for", async () => {
    const home = await freshFolder("lost-watch");
    const [data, profile] = [join(home, "data"), join(home, "profile")];
    for (const folder of [data, profile]) await mkdir(folder);
    await copySample("sqlite", data);
    const server = await serveInstalled({ kind: "sample", env: { ...storageEnvironment(data), XDG_STATE_HOME: join(home, "state") } }, profile, {});
    await installStandIn(profile, "loses");
    const { browser, page } = await openBrowser();
    try {
      await openWorkbench(page, server.address, await freshFolder("lost-watch-workspace"));
      await openExplorer(page);
      const told = page.locator(".notification-list-item", { hasText: "Spotter cannot watch" });
      await told.first().waitFor({ timeout: 60_000 });
      assert.match(await told.first().innerText(), /Spotter cannot watch .*opencode\.db any more and looks for changes every two seconds instead\./);
      assert.equal(await told.count(), 1);
      await told.first().hover();
      await told.first().getByText("Open Coverage").click();
      await settled(page, () => page.locator(".pane-header.expanded", { hasText: "Coverage" }).count(), (count) => count > 0);
      await openRows(page, "Coverage");
      const rows = await settled(page, () => toldRows(page, "Coverage"), (all) => all.some(({ name }) => /two seconds/.test(name)));
      assert.ok(rows.some(({ name }) => /two seconds/.test(name)), rows.map(({ name }) => name).join("\n"));
    } finally {
      await page.screenshot({ path: join(outFolder, "lost-watch.png") });
      await browser.close();
      await server.stop();
    }
  });
});
