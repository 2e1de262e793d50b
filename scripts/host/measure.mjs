import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { buildAll } from "../build.mjs";
import { installHost } from "./install.mjs";
import { outFolder, root } from "./root.mjs";
import { copySample, storageEnvironment } from "./sample.mjs";
import { serveHost } from "./serve.mjs";
import { freshFolder } from "./suite.mjs";
import { openBrowser, openWorkbench } from "./workbench.mjs";

const TIMEOUT_MS = 600_000;

/**
 * Runs `bench/host` inside a real extension host, beside the extension built from this checkout, and gives what it wrote.
 * @param {"newest" | "oldest"} which
 */
export async function measureHost(which) {
  await buildAll();
  const entry = join(outFolder, "bench", "host", "index.cjs");
  await build({ absWorkingDir: root, entryPoints: [join(root, "bench", "host", "index.ts")], outfile: entry, bundle: true, platform: "node", format: "cjs", target: "node20", external: ["vscode"], logLevel: "warning" });
  const [profile, workspace, dataHome, folder] = await Promise.all(["profile", "workspace", "data", "written"].map((name) => freshFolder("bench-host", name)));
  await copySample("sqlite", dataHome);
  const results = join(outFolder, "bench-host", "results.json");
  const env = { ...storageEnvironment(dataHome), BENCH_RESULTS_FILE: results, BENCH_FOLDER: folder };
  const server = await serveHost({ host: await installHost(which), profile, forTests: true, env });
  const { browser, page } = await openBrowser();
  try {
    const ended = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`The host did not end within ${TIMEOUT_MS / 1000} s.`)), TIMEOUT_MS).unref();
      page.exposeFunction("codeAutomationExit", (code) => (code === 0 ? resolve(undefined) : reject(new Error(`The host ended with ${code}; its log is ${server.logFile}.`))));
      page.exposeFunction("codeAutomationLog", () => undefined);
    });
    await openWorkbench(page, server.address, workspace, [
      ["extensionDevelopmentPath", `vscode-remote://${server.address}${root}`],
      ["extensionTestsPath", `vscode-remote://${server.address}${entry}`],
      ["skipWelcome", "true"],
    ]);
    await ended;
    return JSON.parse(await readFile(results, "utf8"));
  } finally {
    await browser.close();
    await server.stop();
  }
}
