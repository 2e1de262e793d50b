import { join } from "node:path";
import { cached } from "./cache.mjs";
import { npmInstall, npmUnpack } from "./npm.mjs";
import { HOSTS, nodePackage, platform } from "./versions.mjs";

/**
 * A Node binary of that major version, from the cache or from npm.
 * @param {20 | 24} major
 * @returns {Promise<string>} its absolute path
 */
export async function installNode(major) {
  const { name, version } = nodePackage(major);
  const folder = await cached(`node-${version}-${platform}`, (draft) => npmInstall(draft, [`${name}@${version}`], ["--no-save", `--prefix=${draft}`]));
  return join(folder, "node_modules", name, "bin", "node");
}

/**
 * A VS Code server with its web workbench and the Node that runs it, from the cache or from npm; no desktop VS Code, no
 * compiler and no install script. Native modules stay unbuilt: the server says so on its error output and works.
 * @param {keyof typeof HOSTS} which
 * @returns {Promise<{label: string, node: string, serverMain: string}>}
 */
export async function installHost(which) {
  const { codeServer, nodeMajor } = HOSTS[which];
  const node = await installNode(nodeMajor);
  const folder = await cached(`vscode-host-${codeServer}-node-${nodePackage(nodeMajor).version}-${platform}`, async (draft) => {
    process.stdout.write(`Fetching the VS Code host (code-server ${codeServer}) from npm; this is kept for the next time …\n`);
    await npmUnpack(draft, `code-server@${codeServer}`);
    const vscode = join(draft, "package", "lib", "vscode");
    await npmInstall(vscode, [], ["--omit=dev", "--engine-strict=false"]);
  });
  return {
    label: `code-server ${codeServer} on Node ${nodePackage(nodeMajor).version}`,
    node,
    serverMain: join(folder, "package", "lib", "vscode", "out", "server-main.js"),
  };
}
