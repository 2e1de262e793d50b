#!/usr/bin/env node
// `npm test`: everything, in the order in which a failure is cheapest to find. What it needs it installs itself. It ends with
// one line, `N passed, N failed`, over all steps; a step that is no test run (the type check, say) counts as one.
import { join } from "node:path";
import { ensureInstalled } from "./host/checkout.mjs";
import { run } from "./host/child.mjs";
import { root } from "./host/root.mjs";

const begun = performance.now();
await ensureInstalled();
// From here on packages are there to be imported.
const { buildAndPrint, kilobytes } = await import("./build.mjs");
const { checkInstalled, checkUntrusted } = await import("./host/installed.mjs");
const { installNode } = await import("./host/install.mjs");
const { runMocha } = await import("./host/mochaRun.mjs");
const { installOpenCode } = await import("./host/opencode.mjs");
const { packageExtension } = await import("./package.mjs");
const { sampleStorage } = await import("./host/storage.mjs");
const { testHost } = await import("./test-host.mjs");

const REPLAY = ["test/replay/**/*.test.ts"];
const PLAIN = ["test/unit/**/*.test.ts", ...REPLAY, "test/faults/**/*.test.ts"];

const STEPS = [
  ["Build", () => gate(buildAndPrint().then(() => 0))],
  ["Type check", async () => add(await gate(tool("typescript/bin/tsc", "-p", "tsconfig.json")), await gate(tool("typescript/bin/tsc", "-p", "webview-ui/tsconfig.json")))],
  ["Lint", () => gate(tool("eslint/bin/eslint.js", "."))],
  ["Lint refuses what the house forbids", () => runMocha({ name: "lint", files: ["test/lint/**/*.test.ts"] })],
  ["Unit, replay and fault tests, with coverage", withCoverage],
  ["Replay and the reader's faults with Node 24 and its node:sqlite", async () => runMocha({ name: "replay-24", files: [...REPLAY, "test/faults/watcher.*.test.ts"], node: await installNode(24) })],
  ["The package", packed],
  ["The newest VS Code host", () => testHost("newest")],
  ["The oldest VS Code host", () => testHost("oldest")],
  ["The panel beside the real OpenCode", live],
  ["What a screen reader is told of the packed extension", () => runMocha({ name: "panel", files: ["test/panel/**/*.test.mjs"], timeoutMs: 180_000 })],
  ["The packed extension in the browser", async () => checkInstalled(await sampleStorage())],
  ["The packed extension in a workspace that is not trusted", async () => checkUntrusted(await sampleStorage())],
];

/** Runs a program of a package under this Node; gives its exit code. */
function tool(program, ...args) {
  return run(process.execPath, [join(root, "node_modules", program), ...args], { cwd: root });
}

/** Counts a step that passes or fails as a whole. */
async function gate(code) {
  return (await code) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function add(one, other) {
  return { passed: one.passed + other.passed, failed: one.failed + other.failed };
}

/** c8 measures the tests and every process and thread that they start, and fails below the floor in .c8rc.json. */
async function withCoverage() {
  const counts = await runMocha({ name: "plain", files: PLAIN, under: [join(root, "node_modules", "c8", "bin", "c8.js")] });
  const coverageFailed = counts.code !== 0 && counts.failed === 0;
  return add(counts, { passed: coverageFailed || counts.failed > 0 ? 0 : 1, failed: coverageFailed ? 1 : 0 });
}

async function packed() {
  const { path, bytes } = await packageExtension();
  process.stdout.write(`${path} ${kilobytes(bytes)}\n`);
  return runMocha({ name: "package", files: ["test/package/**/*.test.ts"] });
}

/** OpenCode is a large download, so it is fetched before the test's clock runs. */
async function live() {
  await installOpenCode();
  return runMocha({ name: "live", files: ["test/live/**/*.test.mjs"], timeoutMs: 180_000 });
}

let total = { passed: 0, failed: 0 };
const failedSteps = [];
for (const [title, step] of STEPS) {
  process.stdout.write(`\n── ${title}\n`);
  const stepBegun = performance.now();
  const counts = await step().catch((error) => {
    process.stdout.write(`${error.stack}\n`);
    return { passed: 0, failed: 1 };
  });
  total = add(total, counts);
  if (counts.failed > 0 || counts.passed === 0) failedSteps.push(title);
  process.stdout.write(`   ${counts.passed} passed, ${counts.failed} failed (${((performance.now() - stepBegun) / 1000).toFixed(1)} s)\n`);
}
process.stdout.write(`\n${((performance.now() - begun) / 1000).toFixed(0)} s in all${failedSteps.length > 0 ? `; failed: ${failedSteps.join(", ")}` : ""}\n`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = failedSteps.length === 0 ? 0 : 1;
