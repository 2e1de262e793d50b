import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the checkout. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where scripts leave what a person may look at: test results, screenshots. Never packed, never committed. */
export const outFolder = join(root, "out");
