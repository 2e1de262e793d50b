import { existsSync } from "node:fs";
import { join } from "node:path";
import { cached } from "./cache.mjs";
import { npmInstall } from "./npm.mjs";
import { OPENCODE_VERSION, platform } from "./versions.mjs";

/**
 * The real OpenCode's program, from the cache or from npm. Its package is a launcher; the program is the platform's
 * package beside it, an optional dependency that npm chooses.
 * @returns {Promise<string>} absolute path
 */
export async function installOpenCode() {
  const folder = await cached(`opencode-${OPENCODE_VERSION}-${platform}`, async (draft) => {
    process.stdout.write(`Fetching OpenCode ${OPENCODE_VERSION} from npm; this is kept for the next time …\n`);
    await npmInstall(draft, [`opencode-ai@${OPENCODE_VERSION}`], ["--no-save", `--prefix=${draft}`]);
  });
  const candidates = [`opencode-${platform}`, `opencode-${platform}-baseline`].map((name) => join(folder, "node_modules", name, "bin", "opencode"));
  const program = candidates.find((candidate) => existsSync(candidate));
  if (program === undefined) throw new Error(`opencode-ai ${OPENCODE_VERSION} brought no program for ${platform}`);
  return program;
}
