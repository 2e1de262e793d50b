import { appendFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** A test or a hook as the runner prints it; `error` only where it failed. */
interface HostTest {
  readonly title: string;
  readonly outcome: "begun" | "passed" | "failed" | "skipped";
  readonly milliseconds: number;
  readonly error?: string;
}

const TIMEOUT_MS = 300_000;

/**
 * VS Code calls this in its extension host. Runs every `*.<window>.cjs` beside this file, where $TEST_WINDOW names the window, and writes a line
 * of JSON to $TEST_RESULTS_FILE as each test or hook begins and ends, so that a host that hangs has told where; $TEST_GREP picks tests by their
 * titles. Rejects when a test failed or when there was none, which makes the host end with 1.
 */
export async function run(): Promise<void> {
  // Not bundled: Mocha's reporters are looked up by name at run time. It comes from the checkout's node_modules.
  const { default: Mocha } = await import("mocha");
  const grep = process.env["TEST_GREP"];
  const mocha = new Mocha({ ui: "bdd", reporter: "min", color: false, timeout: TIMEOUT_MS, ...(grep === undefined ? {} : { grep }) });
  for (const name of readdirSync(__dirname)) {
    if (name.endsWith(`.${process.env["TEST_WINDOW"]}.cjs`)) mocha.addFile(join(__dirname, name));
  }
  const resultsFile = process.env["TEST_RESULTS_FILE"];
  const counts = { begun: 0, passed: 0, failed: 0, skipped: 0 };
  const tell = (test: HostTest): void => {
    counts[test.outcome] += 1;
    if (resultsFile !== undefined) appendFileSync(resultsFile, `${JSON.stringify(test)}\n`);
  };
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    for (const event of ["test", "hook"]) runner.on(event, (begun: { fullTitle: () => string }) => tell({ title: begun.fullTitle(), outcome: "begun", milliseconds: 0 }));
    runner.on("pass", (test) => tell({ title: test.fullTitle(), outcome: "passed", milliseconds: test.duration ?? 0 }));
    runner.on("pending", (test) => tell({ title: test.fullTitle(), outcome: "skipped", milliseconds: 0 }));
    runner.on("fail", (test, error: unknown) =>
      tell({ title: test.fullTitle(), outcome: "failed", milliseconds: test.duration ?? 0, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  const tests = counts.passed + counts.failed + counts.skipped;
  if (counts.failed > 0 || tests === 0) throw new Error(`${counts.failed} of ${tests} host tests failed`);
}
