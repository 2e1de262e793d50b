#!/usr/bin/env node
// Packs the extension as VS Code installs it. What goes in is the allow-list .vscodeignore; a test compares the result.
import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildAll, kilobytes } from "./build.mjs";
import { capture } from "./host/child.mjs";
import { outFolder, root } from "./host/root.mjs";

/** Where `packageExtension` leaves the package. */
export const vsixFile = join(outFolder, "opencode-spotter.vsix");

/** Packs what dist/ holds; build first. Gives the path and the size in bytes. */
export async function packageExtension() {
  await mkdir(outFolder, { recursive: true });
  await rm(vsixFile, { force: true });
  const vsce = join(root, "node_modules", "@vscode", "vsce", "vsce");
  await capture(process.execPath, [vsce, "package", "--no-dependencies", "--out", vsixFile], { cwd: root });
  const { size } = await stat(vsixFile);
  return { path: vsixFile, bytes: size };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildAll();
  const { path, bytes } = await packageExtension();
  process.stdout.write(`${path} ${kilobytes(bytes)}\n`);
}
