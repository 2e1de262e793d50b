import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expandSession, activityIcon, openDashboard, openExplorer, settled, statusBarItem, treeItems } from "./panel.mjs";
import { openBrowser, openWorkbench } from "./workbench.mjs";

/**
 * Looks at the panel in a real workbench and compares it with what the command line found in the same storage.
 * @param {object} options
 * @param {string} options.address of a host in which the extension is installed
 * @param {string} options.folder to open
 * @param {object} options.expected what `scan --json --findings` gave
 * @param {string} options.shots folder for screenshots
 * @returns {Promise<{passed: number, failed: number}>}
 */
export async function checkPanel({ address, folder, expected, shots }) {
  await mkdir(shots, { recursive: true });
  const { browser, page } = await openBrowser();
  const counts = { passed: 0, failed: 0 };
  const check = async (title, look) => {
    const problem = await look().then((found) => found ?? null, (error) => error.message.split("\n")[0]);
    counts[problem === null ? "passed" : "failed"] += 1;
    process.stdout.write(problem === null ? `  ✔ ${title}\n` : `  ✘ ${title}: ${problem}\n`);
    await page.screenshot({ path: join(shots, `${title.replace(/\W+/g, "-")}.png`) });
  };
  const risky = riskyFindings(expected);
  try {
    await openWorkbench(page, address, folder);
    await openExplorer(page);
    await check("the badge counts open critical and high findings", () => badgeProblem(page, risky.length));
    await check("the status bar names the worst level", () => statusProblem(page, risky));
    await check("the tree shows the risky calls", () => treeProblem(page, expected));
    await check("the dashboard shows the risky calls", () => dashboardProblem(page, expected));
  } finally {
    await browser.close();
  }
  return counts;
}

/** Open critical and high findings: what the badge counts. A scan knows no suppressions, so all of them are open. */
function riskyFindings({ findings }) {
  return findings.filter(({ level }) => level === "critical" || level === "high");
}

function shownCalls({ totals: { byLevel } }) {
  return byLevel.critical + byLevel.high + byLevel.medium;
}

async function badgeProblem(page, count) {
  const wanted = count === 0 ? "" : String(count);
  let text = await badgeText(page, wanted);
  if (text === "" && wanted !== "") {
    // The workbench draws its own progress over a view's count, and that progress waits for every extension host: also for the
    // one in a web worker, which on a busy machine may never start. Any other wrong count is one of ours.
    process.stdout.write(`  … the icon shows no count, so the workbench is loaded once more; the icon is ${await markup(page)}\n`);
    await page.reload({ waitUntil: "commit" });
    await openExplorer(page);
    text = await badgeText(page, wanted);
  }
  return text === wanted ? null : `the badge says "${text}" and not "${wanted}"; the icon is ${await markup(page)}`;
}

/** The number on the icon, once it is the wanted one or no longer to be waited for; "" where there is none. */
async function badgeText(page, wanted) {
  const badge = activityIcon(page).locator(".badge-content");
  return settled(page, async () => (await badge.count()) === 0 ? "" : badge.first().innerText(), (value) => value === wanted);
}

/** What the icon is made of: tells a count from a progress. Where there is none, what icons there are. */
async function markup(page) {
  const icons = await page.locator('.activitybar [role="tab"]').evaluateAll((tabs) => tabs.map((tab) => ({ label: tab.getAttribute("aria-label") ?? "", html: tab.outerHTML })));
  return icons.find(({ label }) => label.includes("Spotter"))?.html ?? `not among ${icons.map(({ label }) => label).join(", ") || "none"}`;
}

async function statusProblem(page, risky) {
  const critical = risky.filter(({ level }) => level === "critical").length;
  const wanted = critical > 0 ? `${critical} critical` : risky.length > 0 ? `${risky.length} high` : "no open risk";
  const text = await settled(page, () => statusBarItem(page).innerText(), (value) => value.includes(wanted));
  return text.includes(wanted) ? null : `the status bar says "${text}" and not "${wanted}"`;
}

async function treeProblem(page, expected) {
  const rows = treeItems(page);
  if (shownCalls(expected) === 0) {
    const texts = await rows.allInnerTexts();
    return texts.some((text) => / · (critical|high|medium)/.test(text)) ? `the tree shows risk where the scan found none: ${texts[0]}` : null;
  }
  const index = await firstSession(page);
  const session = await rows.and(page.locator('[aria-level="1"]')).nth(index).getAttribute("aria-label");
  await expandSession(page, index);
  const label = (await rows.and(page.locator('[aria-level="2"]')).first().getAttribute("aria-label")) ?? "";
  // Worst first, so the first of each is as bad as the worst finding.
  const { score, level } = expected.findings[0];
  const worst = `${level}, score ${score} of 100`;
  if (!session.includes(`worst level ${worst}`)) return `the first session reads "${session}", and the worst finding is ${worst}`;
  return label.includes(worst) ? null : `the first call below the first session reads "${label}", and the worst finding is ${worst}`;
}

/** The line that says what could not be read stands above the sessions. */
async function firstSession(page) {
  const top = treeItems(page).and(page.locator('[aria-level="1"]'));
  const isSession = (label) => /^Session /.test(label ?? "");
  const labels = await settled(page, () => top.evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label"))), (values) => values.some(isSession));
  const index = labels.findIndex(isSession);
  if (index < 0) throw new Error(`the tree shows no session: ${labels.join(" | ") || "it is empty"}`);
  return index;
}

async function dashboardProblem(page, expected) {
  const { frame } = await openDashboard(page, /Event stream/);
  // What was recorded is old: the last days hold none of it.
  await frame.getByRole("button", { name: "All", exact: true }).click();
  const rows = frame.locator('[data-key^="call:"]');
  const wanted = expected.totals.toolCalls > 0;
  const shown = await settled(page, () => rows.allInnerTexts(), (texts) => texts.length > 0 === wanted);
  if (shown.length > 0 !== wanted) return `the dashboard lists ${shown.length} calls`;
  const counts = ["critical", "high", "medium", "low"].map((level) => [expected.findings.filter((finding) => finding.level === level).length, level]).filter(([count]) => count > 0);
  const counters = counts.map(([count, level]) => `${count.toLocaleString("en-US")} ${level}`);
  const machine = frame.locator("#card-threat .place").nth(1);
  const isTold = (text) => counters.every((counter) => text.includes(counter));
  const threat = await settled(page, () => machine.innerText(), isTold);
  if (!isTold(threat)) return `the dashboard says of open findings "${threat}", and the scan ${counters.join(", ")}`;
  const totals = `${expected.totals.toolCalls.toLocaleString("en-US")} tool calls`;
  const body = await settled(page, () => frame.locator("body").innerText(), (text) => text.includes(totals));
  return body.includes(totals) ? null : `the dashboard does not say "${totals}"`;
}
