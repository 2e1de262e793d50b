import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openExplorer, settled, statusBarItem } from "./panel.mjs";
import { openBrowser, openWorkbench, runCommand } from "./workbench.mjs";

/** A rule that cannot be used: that it is named in Problems shows that it was read. */
const RULE = `title: Names a selection that is not there
id: not-there
logsource:
  category: process_creation
detection:
  selection:
    CommandLine|contains: x
  condition: absent
`;
const NAMED = /no such selection/;
/** The engine asks its windows for rules when it starts, and looks at the files every second. */
const LONG_ENOUGH_MS = 6_000;

/**
 * Rules of a workspace are not read until the workspace is trusted, and at once then.
 * @param {object} options
 * @param {string} options.address of a host in which the extension is installed, and workspaces are not trusted by themselves
 * @param {string} options.folder an empty folder
 * @param {string} options.shots folder for screenshots
 * @returns {Promise<{passed: number, failed: number}>}
 */
export async function checkTrust({ address, folder, shots }) {
  await mkdir(join(folder, ".spotter", "rules"), { recursive: true });
  await writeFile(join(folder, ".spotter", "rules", "absent.yml"), RULE);
  const { browser, page } = await openBrowser();
  const counts = { passed: 0, failed: 0 };
  const note = async (title, holds) => {
    counts[holds ? "passed" : "failed"] += 1;
    process.stdout.write(`  ${holds ? "✔" : "✘"} ${title}\n`);
    await page.screenshot({ path: join(shots, `${title.replace(/\W+/g, "-")}.png`) });
  };
  try {
    await openWorkbench(page, address, folder);
    await openExplorer(page);
    await statusBarItem(page).waitFor();
    await runCommand(page, "View: Toggle Problems");
    await page.waitForTimeout(LONG_ENOUGH_MS);
    await note("rules of a workspace that is not trusted are not read", !NAMED.test(await problemsText(page)));
    await trust(page);
    const text = await settled(page, () => problemsText(page), (shown) => NAMED.test(shown));
    await note("rules of a workspace are read as soon as it is trusted", NAMED.test(text));
  } finally {
    await browser.close();
  }
  return counts;
}

function problemsText(page) {
  return page.locator(".markers-panel").first().innerText({ timeout: 20_000 });
}

async function trust(page) {
  await runCommand(page, "Workspaces: Manage Workspace Trust");
  await page.locator(".workspace-trust-editor").getByRole("button", { name: /^Trust$/ }).first().click();
}
