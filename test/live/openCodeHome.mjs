import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/**
 * A home folder for OpenCode alone, with a project in it and a provider at `baseUrl`: nothing of the user's own OpenCode is
 * read or written, and nothing is downloaded.
 */
export async function createOpenCodeHome(baseUrl) {
  const home = await mkdtemp(join(tmpdir(), "spotter-live-"));
  const project = join(home, "project");
  const dataHome = join(home, ".local", "share");
  const configuration = {
    model: "scripted/scripted", small_model: "scripted/scripted", autoupdate: false, share: "disabled", permission: { bash: "allow" },
    provider: {
      scripted: {
        npm: "@ai-sdk/openai-compatible", name: "Scripted", options: { baseURL: baseUrl, apiKey: "none" },
        models: { scripted: { name: "Scripted", tool_call: true, limit: { context: 32_000, output: 4_000 } } },
      },
    },
  };
  const files = {
    ".config/opencode/opencode.json": JSON.stringify(configuration),
    ".config/models.json": "{}",
    "project/.env": "TOKEN=not-a-real-token\n",
    "project/README.md": "# A project\n",
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(home, name)), { recursive: true });
    await writeFile(join(home, name), text);
  }
  return { home, project, dataHome, env: openCodeEnvironment(home, dataHome), remove: () => rm(home, { recursive: true, force: true }) };
}

function openCodeEnvironment(home, dataHome) {
  return {
    PATH: process.env.PATH, LANG: "C.UTF-8", TERM: "dumb", SHELL: "/bin/sh", HOME: home,
    XDG_DATA_HOME: dataHome, XDG_CONFIG_HOME: join(home, ".config"), XDG_STATE_HOME: join(home, ".local", "state"), XDG_CACHE_HOME: join(home, ".cache"),
    OPENCODE_MODELS_PATH: join(home, ".config", "models.json"), OPENCODE_DISABLE_MODELS_FETCH: "1", OPENCODE_DISABLE_AUTOUPDATE: "1",
    OPENCODE_DISABLE_LSP_DOWNLOAD: "1", OPENCODE_DISABLE_DEFAULT_PLUGINS: "1", OPENCODE_DISABLE_SHARE: "1",
  };
}
