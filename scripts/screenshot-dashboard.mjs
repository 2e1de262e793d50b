// Takes pictures of the whole dashboard, in the packed extension in a real workbench, dark and light, at four widths: on the recorded sample and,
// with a number of parts, on a storage made for it. `npm run screenshots:dashboard [-- <parts>]` leaves them below out/dashboard-pictures/, and
// those at 1,280, which are the README's, in media/screenshots/.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeStorage } from "../bench/panel.ts";
import { buildAll } from "./build.mjs";
import { cacheFolder } from "./host/cache.mjs";
import { serveInstalled } from "./host/installed.mjs";
import { openDashboard, settled } from "./host/panel.mjs";
import { root } from "./host/root.mjs";
import { sampleStorage } from "./host/storage.mjs";
import { freshFolder } from "./host/suite.mjs";
import { palettePng } from "./palettePng.mjs";
import { openBrowser, openWorkbench, runCommand } from "./host/workbench.mjs";

const THEMES = { dark: "Default Dark Modern", light: "Default Light Modern" };
const WIDTHS = [400, 760, 1280, 2000];
const README_WIDTH = 1280;
/** So high that no card is below the edge, at the least width; only what the page takes is in a picture. */
const HEIGHT = 6_000;
/** What the workbench has beside a webview: the activity bar, a border. */
const BESIDE = 49;
/** Charts are drawn a moment after their answers came. */
const SETTLE_MS = 1_500;

const parts = Number(process.argv[2] ?? 0);
await buildAll();
const pictures = await freshFolder("dashboard-pictures");
await takeAll("sample", await sampleStorage());
if (parts > 0) {
  // Its path is in the pictures: it is where the sample is, too.
  const folder = join(cacheFolder(), "large");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await makeStorage(folder, parts);
  await takeAll("large", { kind: "sample", env: { XDG_DATA_HOME: join(folder, "data"), OPENCODE_DB: undefined } });
}
const readme = join(root, "media", "screenshots");
await mkdir(readme, { recursive: true });
for (const theme of Object.keys(THEMES)) {
  await copySmall(`sample-${theme}`, `dashboard-${theme}`);
  if (parts > 0) await copySmall(`large-${theme}`, `dashboard-large-${theme}`);
}
process.stdout.write(`Pictures are in ${pictures} and ${readme}\n`);

async function copySmall(from, to) {
  await writeFile(join(readme, `${to}.png`), palettePng(await readFile(join(pictures, `${from}-${README_WIDTH}.png`))));
}

async function takeAll(name, storage) {
  for (const [theme, id] of Object.entries(THEMES)) {
    const env = { ...storage.env, XDG_STATE_HOME: await freshFolder("dashboard-run", "state") };
    const settings = { "workbench.colorTheme": id, "window.autoDetectColorScheme": false, "workbench.activityBar.location": "default", "workbench.editor.showTabs": "none" };
    const server = await serveInstalled({ ...storage, env }, await freshFolder("dashboard-run", "profile"), settings);
    const { browser, page } = await openBrowser({ theme });
    try {
      await openWorkbench(page, server.address, await freshFolder("dashboard-run", "shop-api"));
      const { frame } = await openDashboard(page, /[1-9][\d,]* tool calls in[^]*Event stream/);
      await runCommand(page, "View: Toggle Primary Side Bar Visibility");
      await frame.getByRole("button", { name: "All", exact: true }).click();
      for (const width of WIDTHS) await take(page, frame, width, join(pictures, `${name}-${theme}-${width}.png`));
    } finally {
      await browser.close();
      await server.stop();
    }
  }
}

async function take(page, frame, width, path) {
  await page.setViewportSize({ width: width + BESIDE, height: HEIGHT });
  await page.mouse.move(0, 0);
  await settled(page, () => frame.locator(".body > .quiet", { hasText: "Asking the engine" }).count(), (count) => count === 0);
  await page.waitForTimeout(SETTLE_MS);
  const height = await frame.evaluate(() => document.getElementById("page").getBoundingClientRect().height);
  const box = await (await frame.frameElement()).boundingBox();
  await page.screenshot({ path, clip: { x: box.x, y: box.y, width: box.width, height: Math.min(box.height, Math.ceil(height)) } });
}
