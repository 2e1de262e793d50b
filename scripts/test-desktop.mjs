#!/usr/bin/env node
// Runs test/host inside a desktop VS Code, for machines that have one or may download one:
// `--host newest` (the default) or `--host oldest`; $VSCODE_TEST_EXECUTABLE names a VS Code to use instead of a download.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runTests } from "@vscode/test-electron";
import { buildAll } from "./build.mjs";
import { root } from "./host/root.mjs";
import { copySample, storageEnvironment } from "./host/sample.mjs";
import { installedBeforeAll } from "./host/history.mjs";
import { bundleSuite, freshFolder, reportResults, suiteEntry } from "./host/suite.mjs";

const VERSIONS = { newest: "stable", oldest: "1.100.3" };

const { values } = parseArgs({ options: { host: { type: "string", default: "newest" } } });
const version = VERSIONS[values.host];
if (version === undefined) throw new Error("--host takes newest or oldest");

await buildAll();
await bundleSuite();
const home = await freshFolder("desktop", values.host);
const [profile, workspace, dataHome] = await Promise.all(["profile", "workspace", "data"].map((name) => freshFolder("desktop", values.host, name)));
await copySample("sqlite", dataHome);
await installedBeforeAll(profile);
const resultsFile = join(home, "results.json");
const executable = process.env.VSCODE_TEST_EXECUTABLE;
const problem = await runTests({
  ...(executable === undefined ? { version } : { vscodeExecutablePath: executable }),
  extensionDevelopmentPath: root,
  extensionTestsPath: suiteEntry,
  launchArgs: [workspace, "--disable-extensions", "--disable-workspace-trust", "--skip-welcome", "--user-data-dir", profile],
  extensionTestsEnv: { ...storageEnvironment(dataHome), TEST_RESULTS_FILE: resultsFile },
}).then(() => null, (error) => `VS Code: ${error.message}`);
const { passed, failed } = await reportResults(resultsFile, problem);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
