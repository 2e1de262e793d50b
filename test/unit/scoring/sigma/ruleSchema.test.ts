import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { EVENT_CATEGORIES, RECORDED_FIELDS } from "../../../../src/scoring/sigma/fields.js";
import { parseRules } from "../../../../src/scoring/sigma/parseRules.js";

interface Schema {
  readonly required: readonly string[];
  readonly properties: { readonly level: { readonly enum: readonly string[] }; readonly status: { readonly enum: readonly string[] }; readonly logsource: { readonly properties: Record<"category" | "product", { readonly enum: readonly string[] }> } };
  readonly definitions: { readonly fields: { readonly properties: Record<string, unknown> } };
}
const schema = JSON.parse(readFileSync(new URL("../../../../media/sigma-rule.schema.json", import.meta.url), "utf8")) as Schema;

const problemsOf = (changes: Record<string, string>): number => {
  const { level = "high", status = "stable", category = "process_creation", product = "linux" } = changes;
  return parseRules(`title: A rule\nlevel: ${level}\nstatus: ${status}\nlogsource:\n    category: ${category}\n    product: ${product}\ndetection:\n    selection:\n        CommandLine: x\n    condition: selection\n`).problems.length;
};

describe("the schema for files of rules", () => {
  it("offers the fields and categories that events have, and no other", () => {
    assert.deepEqual(Object.keys(schema.definitions.fields.properties).sort(), [...RECORDED_FIELDS].sort());
    assert.deepEqual(schema.properties.logsource.properties.category.enum, EVENT_CATEGORIES);
  });

  it("offers no word with which a rule cannot be used", () => {
    for (const level of schema.properties.level.enum) assert.equal(problemsOf({ level }), 0, level);
    for (const status of schema.properties.status.enum) assert.equal(problemsOf({ status }), 0, status);
    for (const product of schema.properties.logsource.properties.product.enum) assert.equal(problemsOf({ product }), 0, product);
    assert.equal(problemsOf({ level: "severe" }), 1);
  });
});
