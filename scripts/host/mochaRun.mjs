import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { start } from "./child.mjs";
import { outFolder, root } from "./root.mjs";
import { printTests } from "./results.mjs";

/**
 * Runs Mocha over files of tests in a process of its own, and prints each test.
 * @param {object} options
 * @param {string} options.name of the file of results below out/
 * @param {readonly string[]} options.files globs
 * @param {string} [options.node] the Node to use instead of this one
 * @param {readonly string[]} [options.under] a command to run it under, as arguments of Node: c8, for example
 * @param {number} [options.timeoutMs] of one test
 * @param {number} [options.limitMs] of the whole run: a test that never gives the thread back stops Mocha's own clock, too
 * @returns {Promise<{passed: number, failed: number, code: number}>}
 */
export async function runMocha({ name, files, node = process.execPath, under = [], timeoutMs = 60_000, limitMs = 15 * 60_000 }) {
  const results = join(outFolder, `${name}.json`);
  await rm(results, { force: true });
  const mocha = join(root, "node_modules", "mocha", "bin", "mocha.js");
  const args = ["--no-config", "--timeout", String(timeoutMs), "--reporter", "json", "--reporter-option", `output=${results}`, ...files];
  const mochaRun = start(node, [...under, ...(under.length > 0 ? [node] : []), "--import=tsx", mocha, ...args], {
    // What a command keeps of its own is not to lie in the home of who runs the tests.
    cwd: root, env: { ...process.env, XDG_STATE_HOME: join(outFolder, "state") }, stdio: ["ignore", "inherit", "inherit"],
  });
  let isOver = false;
  const limit = setTimeout(() => {
    isOver = true;
    void mochaRun.stop();
  }, limitMs);
  const code = await mochaRun.ended.finally(() => clearTimeout(limit));
  const problem = isOver ? `Mocha did not end within ${limitMs / 60_000} min` : code === 0 ? null : `Mocha ended with ${code}`;
  const counts = printTests(existsSync(results) ? testsIn(await readFile(results, "utf8")) : [], problem);
  return { ...counts, code };
}

/** Failures are a list of their own, since a hook that fails is no test. */
function testsIn(text) {
  const { passes, pending, failures } = JSON.parse(text);
  return [
    ...passes.map(({ fullTitle, duration }) => ({ title: fullTitle, outcome: "passed", milliseconds: duration ?? 0 })),
    ...pending.map(({ fullTitle }) => ({ title: fullTitle, outcome: "skipped", milliseconds: 0 })),
    ...failures.map(({ fullTitle, duration, err }) => ({ title: fullTitle, outcome: "failed", milliseconds: duration ?? 0, error: err.stack ?? err.message ?? "no message" })),
  ];
}
