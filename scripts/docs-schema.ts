import { writeFile } from "node:fs/promises";
import initSqlJs from "sql.js";
import { Store } from "../src/store/store.js";
import { schemaMarkdown } from "../src/store/schemaDocument.js";

/** Writes docs/schema.md from the migrations. */
const store = await Store.open(await initSqlJs(), { path: null });
await writeFile(new URL("../docs/schema.md", import.meta.url), schemaMarkdown(store.db));
