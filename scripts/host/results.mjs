/**
 * Prints tests, one line each, and counts them. A run that failed without a failed test, or that tested nothing, counts as
 * one failure.
 * @param {ReadonlyArray<{title: string, outcome: "passed" | "failed" | "skipped", milliseconds: number, error?: string}>} tests
 * @param {string | null} problem what went wrong with the run as a whole
 * @returns {{passed: number, failed: number}}
 */
export function printTests(tests, problem) {
  for (const { title, outcome, milliseconds, error } of tests) {
    process.stdout.write(`  ${{ passed: "✔", failed: "✘", skipped: "–" }[outcome]} ${title} (${milliseconds} ms)\n`);
    if (error !== undefined) process.stdout.write(`${error.replace(/^/gm, "      ")}\n`);
  }
  const [passed, failed] = ["passed", "failed"].map((wanted) => tests.filter(({ outcome }) => outcome === wanted).length);
  if (passed > 0 && problem === null) return { passed, failed };
  if (failed > 0) {
    if (problem !== null) process.stdout.write(`  ${problem}\n`);
    return { passed, failed };
  }
  process.stdout.write(`  ✘ ${problem ?? "there was no test"}\n`);
  return { passed, failed: 1 };
}
