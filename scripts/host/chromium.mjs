import { existsSync } from "node:fs";
import { capture, run } from "./child.mjs";

const DEBIAN_CHROMIUM = "/usr/bin/chromium";

/**
 * Path of a Chromium to drive: $CHROMIUM_PATH, or Debian's package, which is installed first where this process may do so.
 * Throws one line that says what to do where it may not.
 */
export async function findChromium() {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen !== undefined && chosen !== "") {
    if (!existsSync(chosen)) throw new Error(`CHROMIUM_PATH names ${chosen}, which does not exist.`);
    return chosen;
  }
  if (existsSync(DEBIAN_CHROMIUM)) return DEBIAN_CHROMIUM;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    process.stdout.write("Installing Chromium with apt …\n");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await capture("apt-get", ["update", "-q"], { env });
    await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-dejavu-core"], { env, stdio: ["ignore", "ignore", "inherit"] });
    if (existsSync(DEBIAN_CHROMIUM)) return DEBIAN_CHROMIUM;
  }
  throw new Error("Chromium is needed: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH to a Chromium or Chrome.");
}
