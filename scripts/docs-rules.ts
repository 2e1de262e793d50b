import { readFile, writeFile } from "node:fs/promises";
import { catalogueMarkdown } from "../src/scoring/catalogue-document.js";

/** Writes docs/rules.md from the rules; with `--check` only says whether it is current. */
const path = new URL("../docs/rules.md", import.meta.url);
const text = catalogueMarkdown();
if (process.argv.includes("--check")) {
  const current = await readFile(path, "utf8");
  if (current !== text) {
    console.error("docs/rules.md is out of date: run `npm run docs:rules`.");
    process.exitCode = 1;
  }
} else await writeFile(path, text);
