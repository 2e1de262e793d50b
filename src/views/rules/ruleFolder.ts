import { mkdir, realpath, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";

/** Names that are tried; who has more rules of one kind gives them names of their own. */
const TRIED = 200;

/** `.spotter/rules` of a workspace's folder, made where it is not there; null where a link in the workspace leads it to somewhere else. @throws what the file system throws */
export async function ownRuleFolder(workspaceFolder: string): Promise<string | null> {
  let folder = await realpath(workspaceFolder);
  for (const name of [".spotter", "rules"]) {
    folder = join(folder, name);
    await mkdir(folder, { recursive: true });
    if (relative(folder, await realpath(folder)) !== "") return null;
  }
  return join(workspaceFolder, ".spotter", "rules");
}

/** Writes a file of rules under a name that none has yet, and gives its path: what is there stays as it is. @throws what the file system throws */
export async function writeFreshRule(folder: string, name: string, content: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const fileName of freshNames(name)) {
    const path = join(folder, fileName);
    try {
      await writeFile(path, content, { flag: "wx" });
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  throw new Error("Every name for a new file of rules is taken.");
}

/** Names for a new file of rules, the plain one first: letters, digits and dashes whatever the rule is called. */
function* freshNames(name: string): Generator<string> {
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "rule";
  yield `${plain}.yml`;
  for (let number = 2; number <= TRIED; number++) yield `${plain}-${number}.yml`;
}
