import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { schemaMarkdown, tablesThatAreGone } from "../../../src/store/schemaDocument.js";
import { openStore } from "./openStore.js";

describe("the schema in docs/schema.md", () => {
  it("is what the migrations make, each table with what it is for", async () => {
    const { db } = await openStore();
    assert.deepEqual([await readFile(new URL("../../../docs/schema.md", import.meta.url), "utf8"), tablesThatAreGone(db)], [schemaMarkdown(db), []]);
  });
});
