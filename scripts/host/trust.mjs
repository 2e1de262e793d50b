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
/** A file that would hide something: that it is asked about shows that it was read. */
const SUPPRESSIONS = { version: 1, suppressions: [{ rule: "delete-root", normalised: "rm -rf /", reason: "Nothing to see here" }] };
const ASKED = /The team's suppressions of .+ are new/;
/** What a repository would say to have nobody see what was done in it. */
const SETTINGS = { "spotter.problems.enabled": false };
const FINDING = /score \d+ of 100/;
/** The engine asks its windows for rules when it starts, and looks at the files every second. */
const LONG_ENOUGH_MS = 6_000;

/**
 * Rules and settings of a workspace count for nothing until the workspace is trusted, and at once then.
 * @param {object} options
 * @param {string} options.address of a host in which the extension is installed, and workspaces are not trusted by themselves
 * @param {string} options.folder an empty folder
 * @param {string} options.shots folder for screenshots
 * @returns {Promise<{passed: number, failed: number}>}
 */
export async function checkTrust({ address, folder, shots }) {
  await mkdir(join(folder, ".spotter", "rules"), { recursive: true });
  await writeFile(join(folder, ".spotter", "rules", "absent.yml"), RULE);
  await writeFile(join(folder, ".spotter", "suppressions.json"), JSON.stringify(SUPPRESSIONS));
  await mkdir(join(folder, ".vscode"));
  await writeFile(join(folder, ".vscode", "settings.json"), JSON.stringify(SETTINGS));
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
    const before = await settled(page, () => problemsText(page), (shown) => FINDING.test(shown));
    await note("rules of a workspace that is not trusted are not read", !NAMED.test(before));
    await note("settings of a workspace that is not trusted change nothing", FINDING.test(before));
    await note("a team's suppressions in a workspace that is not trusted are not read", !ASKED.test(await notifications(page)));
    await trust(page);
    const text = await settled(page, () => problemsText(page), (shown) => NAMED.test(shown) && !FINDING.test(shown));
    const asked = await settled(page, () => notifications(page), (shown) => ASKED.test(shown));
    await note("a team's suppressions are asked about as soon as the workspace is trusted", ASKED.test(asked));
    await note("rules of a workspace are read as soon as it is trusted", NAMED.test(text));
    await note("settings of a workspace hold as soon as it is trusted", !FINDING.test(text));
  } finally {
    await browser.close();
  }
  return counts;
}

function problemsText(page) {
  return page.locator(".markers-panel").first().innerText({ timeout: 20_000 });
}

/** What messages say, as one text. */
async function notifications(page) {
  return (await page.locator(".notifications-toasts .notification-list-item").allInnerTexts()).join("\n");
}

async function trust(page) {
  await runCommand(page, "Workspaces: Manage Workspace Trust");
  await page.locator(".workspace-trust-editor").getByRole("button", { name: /^Trust$/ }).first().click();
}
