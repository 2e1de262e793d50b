import { writeFile } from "node:fs/promises";
import { differences, differencesMarkdown } from "../test/unit/scoring/differences.js";

/** Writes docs/differences.md: where cc-safety-net and this engine disagree on the project's own cases, and why. */
await writeFile(new URL("../docs/differences.md", import.meta.url), differencesMarkdown(differences()));
