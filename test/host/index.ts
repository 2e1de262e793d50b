import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One test as the runner prints it; `error` only where it failed. */
interface HostTest {
  readonly title: string;
  readonly outcome: "passed" | "failed" | "skipped";
  readonly milliseconds: number;
  readonly error?: string;
}

const TIMEOUT_MS = 300_000;

/**
 * VS Code calls this in its extension host. Runs every `*.<window>.cjs` beside this file, where $TEST_WINDOW names the window, and writes the
 * list of tests as JSON to $TEST_RESULTS_FILE; $TEST_GREP picks tests by their titles. Rejects when a test failed or when there was none, which
 * makes the host end with 1.
 */
export async function run(): Promise<void> {
  // Not bundled: Mocha's reporters are looked up by name at run time. It comes from the checkout's node_modules.
  const { default: Mocha } = await import("mocha");
  const grep = process.env["TEST_GREP"];
  const mocha = new Mocha({ ui: "bdd", reporter: "min", color: false, timeout: TIMEOUT_MS, ...(grep === undefined ? {} : { grep }) });
  for (const name of readdirSync(__dirname)) {
    if (name.endsWith(`.${process.env["TEST_WINDOW"]}.cjs`)) mocha.addFile(join(__dirname, name));
  }
  const tests: HostTest[] = [];
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on("pass", (test) => tests.push({ title: test.fullTitle(), outcome: "passed", milliseconds: test.duration ?? 0 }));
    runner.on("pending", (test) => tests.push({ title: test.fullTitle(), outcome: "skipped", milliseconds: 0 }));
    runner.on("fail", (test, error: unknown) =>
      tests.push({ title: test.fullTitle(), outcome: "failed", milliseconds: test.duration ?? 0, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  const resultsFile = process.env["TEST_RESULTS_FILE"];
  if (resultsFile !== undefined) writeFileSync(resultsFile, JSON.stringify(tests));
  const failed = tests.filter((test) => test.outcome === "failed").length;
  if (failed > 0 || tests.length === 0) throw new Error(`${failed} of ${tests.length} host tests failed`);
}
