#!/usr/bin/env node
// Runs test/host inside a desktop VS Code, for machines that have one or may download one:
// `--host newest` (the default) or `--host oldest`; $VSCODE_TEST_EXECUTABLE names a VS Code to use instead of a download.
import { parseArgs } from "node:util";
import { runTests } from "@vscode/test-electron";
import { buildAll } from "./build.mjs";
import { root } from "./host/root.mjs";
import { installedBeforeAll } from "./host/history.mjs";
import { bundleSuite, prepareWindow, reportResults, suiteEntry, WINDOWS } from "./host/suite.mjs";

const VERSIONS = { newest: "stable", oldest: "1.100.3" };

const { values } = parseArgs({ options: { host: { type: "string", default: "newest" } } });
const version = VERSIONS[values.host];
if (version === undefined) throw new Error("--host takes newest or oldest");

await buildAll();
await bundleSuite();
const executable = process.env.VSCODE_TEST_EXECUTABLE;
let total = { passed: 0, failed: 0 };
for (const window of WINDOWS) {
  const { profile, workspace, installedBefore, resultsFile, env } = await prepareWindow(window, "desktop", values.host);
  if (installedBefore) await installedBeforeAll(profile);
  const problem = await runTests({
    ...(executable === undefined ? { version } : { vscodeExecutablePath: executable }),
    extensionDevelopmentPath: root,
    extensionTestsPath: suiteEntry,
    launchArgs: [workspace, "--disable-extensions", "--disable-workspace-trust", "--skip-welcome", "--user-data-dir", profile],
    extensionTestsEnv: env,
  }).then(() => null, (error) => `VS Code: ${error.message}`);
  const { passed, failed } = await reportResults(resultsFile, problem);
  total = { passed: total.passed + passed, failed: total.failed + failed };
}
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
