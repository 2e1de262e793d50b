import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { catalogueMarkdown } from "../../../src/scoring/catalogue-document.js";

describe("the catalogue in docs/rules.md", () => {
  it("is what the rules say", async () => {
    assert.equal(await readFile(new URL("../../../docs/rules.md", import.meta.url), "utf8"), catalogueMarkdown());
  });
});
