import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openExplorer, settled, showAlone } from "../../scripts/host/panel.mjs";
import { outFolder } from "../../scripts/host/root.mjs";
import { freshFolder } from "../../scripts/host/suite.mjs";
import { toldNodes, toldRows } from "../../scripts/host/told.mjs";
import { serveWelcome, WELCOMES } from "../../scripts/host/welcomes.mjs";
import { openBrowser, openWorkbench } from "../../scripts/host/workbench.mjs";

const read = (name) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), "utf8"));
const { contributes } = read("package.json");
const words = read("package.nls.json");
const VIEWS = contributes.views.spotter.map(({ id, name }) => ({ id, name: worded(name) }));
/** What a row says where a view has one although there is nothing to list. */
const QUIET = /^Spotter looked at 0 tool calls in 0 sessions and found nothing at the level listed here\. Opens the dashboard\.$/;

describe("what a screen reader is told where a view has no rows", () => {
  const seen = new Set();

  for (const state of Object.keys(WELCOMES)) {
    it(`while the panel's state is ${state}`, async () => {
      const server = await serveWelcome(state);
      const { browser, page } = await openBrowser();
      try {
        await openWorkbench(page, server.address, await freshFolder("welcomes", state, "workspace"));
        await openExplorer(page);
        for (const { id, name } of VIEWS) {
          const entries = contributes.viewsWelcome.filter(({ view, when }) => view === id && new RegExp(`panelState == ${state}\\b`).test(when));
          for (const entry of entries) seen.add(entry);
          if (entries.length === 0) continue;
          await showAlone(page, name);
          const wanted = entries.flatMap(({ contents }) => worded(contents).split("\n").filter((line) => line !== "").map(lineOf));
          const told = await settled(page, () => linesTold(page, wanted), (lines) => lines.length === wanted.length, 20_000);
          assert.deepEqual(told, wanted);
        }
        if (state === "nothingRisky") await assertQuiet(page);
      } finally {
        await page.screenshot({ path: join(outFolder, "welcomes", `${state}.png`) });
        await browser.close();
        await server.stop();
      }
    });
  }

  it("each text for a view without rows was read", () => {
    assert.deepEqual(contributes.viewsWelcome.filter((entry) => !seen.has(entry)), []);
  });
});

function worded(text) {
  return text.replace(/^%(.+)%$/, (_, key) => words[key]);
}

/** A line of a welcome text as it is to be told: a line that is a link becomes a button, which keys can reach. */
function lineOf(line) {
  const [, button] = /^\[(.+)\]\(.+\)$/.exec(line) ?? [];
  return button === undefined ? { role: "StaticText", name: line } : { role: "button", name: button, focusable: true };
}

/** Those of the wanted lines that are told. */
async function linesTold(page, wanted) {
  const nodes = await toldNodes(page);
  return wanted.filter(({ role, name, focusable }) => nodes.some((node) => node.role === role && node.name === name && (focusable === undefined || node.states.focusable === focusable)));
}

async function assertQuiet(page) {
  await showAlone(page, "Risk Explorer");
  const rows = await settled(page, () => toldRows(page, "Risk Explorer"), (told) => told.length > 0);
  assert.deepEqual(rows.map(({ role, name }) => [role, QUIET.test(name)]), [["treeitem", true]]);
}
