import { readdirSync, readFileSync } from "node:fs";

const FOLDER = new URL("../../corpus/", import.meta.url);

/** A file of the corpus: its name, and its cases as `caseInput` takes them. */
export interface CorpusFile {
  readonly name: string;
  readonly cases: readonly string[];
}

/** The project's own cases of one label, a line each; `⏎` in them stands for a line break, `#` begins a line of comment. */
export function corpus(label: "risky" | "benign"): CorpusFile[] {
  return readdirSync(new URL(`${label}/`, FOLDER)).sort().map((name) => ({
    name: `${label}/${name}`,
    cases: readFileSync(new URL(`${label}/${name}`, FOLDER), "utf8").split("\n").filter((line) => line !== "" && !line.startsWith("# ")).map((line) => line.replaceAll("⏎", "\n")),
  }));
}
