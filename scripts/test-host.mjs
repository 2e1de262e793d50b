#!/usr/bin/env node
// Runs test/host inside a real extension host, without a desktop VS Code: `--host newest` (the default) or `--host oldest`,
// `--window host` or `--window fresh` for one of the two windows of tests, `--grep <text>` for the tests that have it in their titles.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { installHost } from "./host/install.mjs";
import { outFolder, root } from "./host/root.mjs";
import { serveHost } from "./host/serve.mjs";
import { bundleSuite, prepareWindow, reportResults, suiteEntry, WINDOWS } from "./host/suite.mjs";
import { openBrowser, openWorkbench } from "./host/workbench.mjs";

const TIMEOUT_MS = 1_200_000;

/**
 * Runs the suite on one host, window by window; dist/ must be built. Gives the counts, and prints each test.
 * @param {"newest" | "oldest"} which
 * @param {{windows?: readonly string[], grep?: string}} [only] runs these windows, and the tests with this in their titles
 */
export async function testHost(which, { windows = WINDOWS, grep } = {}) {
  const host = await installHost(which);
  await bundleSuite();
  let total = { passed: 0, failed: 0 };
  for (const window of windows) {
    process.stdout.write(`Host tests on ${host.label}, window "${window}"\n`);
    const { passed, failed } = await testWindow(host, which, window, grep);
    total = { passed: total.passed + passed, failed: total.failed + failed };
  }
  return total;
}

async function testWindow(host, which, window, grep) {
  const { profile, workspace, installedBefore, resultsFile, env } = await prepareWindow(window, "host", which);
  const server = await serveHost({ host, profile, installedBefore, forTests: true, env: { ...env, ...(grep === undefined ? {} : { TEST_GREP: grep }) } });
  const { browser, page } = await openBrowser();
  try {
    const problem = await runSuite(page, server.address, workspace);
    if (problem !== null) await page.screenshot({ path: join(outFolder, `host-${which}-${window}-failed.png`) });
    return await reportResults(resultsFile, problem);
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** Opens the page that runs the suite; null when it resolved, else what went wrong. */
async function runSuite(page, address, workspace) {
  const exited = new Promise((resolve) => {
    page.exposeFunction("codeAutomationExit", (code) => resolve(code === 0 ? null : `the suite ended with ${code}`));
    page.exposeFunction("codeAutomationLog", () => undefined);
  });
  const late = new Promise((resolve) => setTimeout(() => resolve(`the suite did not end within ${TIMEOUT_MS / 1000} s`), TIMEOUT_MS).unref());
  await openWorkbench(page, address, workspace, [
    ["extensionDevelopmentPath", `vscode-remote://${address}${root}`],
    ["extensionTestsPath", `vscode-remote://${address}${suiteEntry}`],
    ["skipWelcome", "true"],
  ]);
  return Promise.race([exited, late]);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { host: { type: "string", default: "newest" }, window: { type: "string" }, grep: { type: "string" } } });
  if (values.host !== "newest" && values.host !== "oldest") throw new Error("--host takes newest or oldest");
  if (values.window !== undefined && !WINDOWS.includes(values.window)) throw new Error(`--window takes ${WINDOWS.join(" or ")}`);
  const { buildAll } = await import("./build.mjs");
  await buildAll();
  const { passed, failed } = await testHost(values.host, { ...(values.window === undefined ? {} : { windows: [values.window] }), grep: values.grep });
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}
