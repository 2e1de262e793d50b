// Licences and notices of the packages that are bundled: who gets the extension gets them, too.
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { root } from "./host/root.mjs";

export const NOTICES_FILE = "THIRD-PARTY-NOTICES.txt";

const FOLDER = "node_modules/";
const TEXTS = /^(licen[cs]e|notices?|copying|copyrightnotice)([.-].*)?$/i;
/** A folder of licences, of code that a package took over. */
const MORE_TEXTS = "licenses";
/** Packages without a text of their own, and the bundled one whose texts hold theirs. */
const ELSEWHERE = {
  "@microsoft/fast-element": "@vscode/webview-ui-toolkit",
  "@microsoft/fast-foundation": "@vscode/webview-ui-toolkit",
  "@microsoft/fast-web-utilities": "@vscode/webview-ui-toolkit",
};

/**
 * @param {Iterable<string>} files that a bundle is made of, below the project's folder
 * @returns {Promise<string>} the texts of each package once, by name
 * @throws where a package has none: it must not be bundled then
 */
export async function noticesOf(files) {
  const folders = new Set([...files].map(packageFolder).filter((folder) => folder !== null));
  const packages = new Map();
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    packages.set(`${name} ${version}`, { name, license, texts: await textsOf(folder) });
  }
  const names = new Set([...packages.values()].map(({ name }) => name));
  const parts = [...packages].sort(([one], [other]) => (one < other ? -1 : 1)).map(([title, { name, license, texts }]) => {
    const elsewhere = ELSEWHERE[name];
    if (texts.length === 0 && !names.has(elsewhere)) throw new Error(`${title} has no text of its licence, which may not be left out. Name in scripts/notices.mjs where it stands.`);
    return [`${title} (${license})`, ...(texts.length > 0 ? texts : [`The text of its licence is among those of ${elsewhere}.`])].join("\n\n");
  });
  return `${["This extension holds code of the packages below.", ...parts].join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

/** The folder of the package that a file belongs to; null for the project's own files. */
function packageFolder(file) {
  const at = file.lastIndexOf(FOLDER);
  if (at < 0) return null;
  const below = file.slice(at + FOLDER.length).split("/");
  return resolve(root, file.slice(0, at + FOLDER.length), ...below.slice(0, below[0].startsWith("@") ? 2 : 1));
}

async function textsOf(folder) {
  const named = (await readdir(folder)).filter((name) => TEXTS.test(name)).map((name) => join(folder, name));
  const more = await readdir(join(folder, MORE_TEXTS)).then((names) => names.map((name) => join(folder, MORE_TEXTS, name)), () => []);
  const texts = await Promise.all([...named, ...more].sort().map((path) => readFile(path, "utf8")));
  return texts.map((text) => text.replaceAll("\r\n", "\n").trim());
}
