import assert from "node:assert/strict";
import { join } from "node:path";
import { start } from "../../scripts/host/child.mjs";
import { installHost, installNode } from "../../scripts/host/install.mjs";
import { installOpenCode } from "../../scripts/host/opencode.mjs";
import { expandSession, openExplorer, treeItems } from "../../scripts/host/panel.mjs";
import { storageEnvironment } from "../../scripts/host/sample.mjs";
import { serveHost } from "../../scripts/host/serve.mjs";
import { freshFolder } from "../../scripts/host/suite.mjs";
import { openBrowser, openWorkbench } from "../../scripts/host/workbench.mjs";
import { packageExtension } from "../../scripts/package.mjs";
import { createOpenCodeHome } from "./openCodeHome.mjs";
import { recordedStates } from "./recordedStates.mjs";
import { startScriptedModel } from "./scriptedModel.mjs";

/** Long enough for a slow machine to show the call while it runs. */
const SECONDS = 8;
const FIRST = "cat .env";
const SECOND = `cat ./.env; sleep ${SECONDS}`;
/** One after the other, as an agent works. */
const MANY = Array.from({ length: 40 }, (_, index) => `cat ./.env; sleep 0.4; echo step-${String(index).padStart(2, "0")}`);

describe("the panel beside the real OpenCode", () => {
  const endings = [];
  /** What the first test leaves running. */
  let running;
  after(async () => {
    for (const end of endings.reverse()) await end();
  });

  it("shows a call while it runs, and updates it in place when it ends", async () => {
    const [expanded, release] = gate();
    const [watched, goOn] = gate();
    const model = await startScriptedModel([bash(FIRST), { ...bash(SECOND), after: expanded }, ...MANY.map((command) => ({ ...bash(command), after: watched }))]);
    endings.push(model.close);
    const home = await createOpenCodeHome(model.baseUrl);
    endings.push(home.remove);
    const page = await openPanel(home);

    const agent = await startOpenCode(home);
    await expandSession(page, 0);
    await treeItems(page).filter({ hasText: FIRST }).first().waitFor();
    await watchRows(page, SECOND);
    release();
    const seen = await rowsSeen(page, (rows) => rows.length > 1 && !rows.at(-1).running);

    const database = join(home.dataHome, "opencode", "opencode.db");
    const states = await recordedStates(await installNode(24), database, SECOND);
    const written = (status) => states.findLast((state) => state.status === status).time;
    const started = states.find((state) => state.status === "running").time;
    process.stdout.write(`  from OpenCode's write to the tree item: ${seen[0].time - started} ms when the call started, ${seen.at(-1).time - written("completed")} ms when it ended\n`);
    assert.deepEqual(seen.map(({ running }) => running), [true, false]);
    running = { page, agent, database, goOn };
  });

  it("shows each of many calls, none of them left out", async () => {
    const { page, agent, database, goOn } = running;
    await watchFirst(page, MANY.map(markOf));
    goOn();
    assert.equal(await agent.ended, 0);
    await treeItems(page).filter({ hasText: markOf(MANY.at(-1)) }).first().waitFor();
    const shown = await page.evaluate(() => window.spotterFirst);
    const started = (await recordedStates(await installNode(24), database, "step-")).filter(({ status }) => status === "running");
    assert.deepEqual([Object.keys(shown).sort(), started.length >= MANY.length], [MANY.map(markOf), true]);
    const first = new Map();
    for (const { command, time } of started) if (!first.has(markOf(command))) first.set(markOf(command), time);
    const waits = MANY.map((command) => shown[markOf(command)] - first.get(markOf(command))).sort((a, b) => a - b);
    const at = (share) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))];
    process.stdout.write(`  from OpenCode's write to the tree item, ${waits.length} calls: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${waits.at(-1)} ms\n`);
  });

  async function openPanel(home) {
    const host = await installHost("newest");
    const { path: vsix } = await packageExtension();
    const server = await serveHost({ host, profile: await freshFolder("live", "profile"), vsix, env: storageEnvironment(home.dataHome) });
    endings.push(server.stop);
    const { browser, page } = await openBrowser();
    endings.push(() => browser.close());
    await openWorkbench(page, server.address, home.project);
    await openExplorer(page);
    return page;
  }

  async function startOpenCode(home) {
    const program = await installOpenCode();
    const agent = start(program, ["run", "--format", "json", "Look at the settings"], { cwd: home.project, env: home.env, stdio: ["ignore", "ignore", "inherit"] });
    endings.push(agent.stop);
    return agent;
  }
});

/** A promise, and the function that resolves it. */
function gate() {
  let open;
  const opened = new Promise((resolve) => (open = resolve));
  return [opened, open];
}

function markOf(command) {
  return /step-\d+/.exec(command)?.[0];
}

/** Has the page note when it first shows a row that holds each of the texts. */
async function watchFirst(page, texts) {
  await page.evaluate((wanted) => {
    window.spotterFirst = {};
    const look = () => {
      for (const row of document.querySelectorAll('[role="treeitem"]')) {
        for (const text of wanted) if (row.textContent.includes(text)) window.spotterFirst[text] ??= Date.now();
      }
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  }, texts);
}

function bash(command) {
  return { name: "bash", arguments: { command, description: "Looks at the settings" } };
}

/** Has the page note when a row that holds `text` first says that the call runs, and when it first does not. */
async function watchRows(page, text) {
  await page.evaluate((wanted) => {
    window.spotterRows = [];
    const look = () => {
      const row = [...document.querySelectorAll('[role="treeitem"]')].find((candidate) => candidate.textContent.includes(wanted));
      if (row === undefined) return;
      const running = /running/i.test(row.textContent);
      if (window.spotterRows.at(-1)?.running !== running) window.spotterRows.push({ running, time: Date.now() });
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  }, text);
}

async function rowsSeen(page, accept) {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const rows = await page.evaluate(() => window.spotterRows);
    if (accept(rows)) return rows;
    await page.waitForTimeout(100);
  }
  return page.evaluate(() => window.spotterRows);
}
