import { readdir } from "node:fs/promises";
import { capture } from "./child.mjs";

/** Installs packages into `folder` without running any of their install scripts. */
export async function npmInstall(folder, packages, extra = []) {
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", ...extra, ...packages];
  await capture("npm", args, { cwd: folder, env: npmEnvironment() });
}

/** Downloads one package and unpacks it to `folder/package`. */
export async function npmUnpack(folder, spec) {
  await capture("npm", ["pack", "--ignore-scripts", "--loglevel=error", spec], { cwd: folder, env: npmEnvironment() });
  const archive = (await readdir(folder)).find((name) => name.endsWith(".tgz"));
  if (archive === undefined) throw new Error(`npm pack ${spec} wrote no archive`);
  await capture("tar", ["-xzf", archive], { cwd: folder });
  await capture("rm", [archive], { cwd: folder });
}

/** Under `npm start` npm hands its own options on as variables (prefix, workspace …), which must not steer the inner npm. */
function npmEnvironment() {
  const env = { ...process.env };
  for (const name of ["npm_config_prefix", "npm_config_local_prefix", "npm_config_global", "npm_config_workspace", "npm_config_omit", "npm_config_include"]) delete env[name];
  return env;
}
