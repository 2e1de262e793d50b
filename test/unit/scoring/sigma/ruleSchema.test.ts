import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { EVENT_CATEGORIES, RECORDED_FIELDS, UNRECORDED_FIELDS } from "../../../../src/scoring/sigma/fields.js";
import { MODIFIERS } from "../../../../src/scoring/sigma/modifiers.js";
import { parseRules } from "../../../../src/scoring/sigma/parseRules.js";
import { faults, ruleText } from "./ruleText.js";

interface Schema {
  readonly required: readonly string[];
  readonly properties: { readonly level: { readonly enum: readonly string[] }; readonly status: { readonly enum: readonly string[] }; readonly logsource: { readonly properties: Record<"category" | "product", { readonly enum: readonly string[] }> & { readonly service: object } }; readonly detection: { readonly properties: { readonly timeframe: object } } } & Record<"correlation" | "filter" | "action", object>;
  readonly definitions: { readonly fields: { readonly properties: Record<string, unknown>; readonly patternProperties: Record<string, unknown>; readonly additionalProperties: boolean } };
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

  it("takes the names of fields and modifiers that the loader knows, and no other", () => {
    const { patternProperties, additionalProperties } = schema.definitions.fields;
    const known = new RegExp(Object.keys(patternProperties)[0]!, "u");
    const keys = ["CommandLine", "commandline", "Comandline|contains", "CommandLine|contians", "target.class", "targetXclass", "md5", "c-uri|endswith", "|all", "Image|re|i", "Image|", ...[...RECORDED_FIELDS, ...UNRECORDED_FIELDS], ...MODIFIERS.map((modifier) => `Image|${modifier}`)];
    const refused = (key: string): boolean => faults(ruleText(`selection:\n    '${key}': [User, User]`)).some((fault) => /unknown/.test(fault));
    assert.equal(additionalProperties, false);
    assert.deepEqual(keys.filter((key) => known.test(key) === refused(key)), []);
  });

  it("refuses what makes a rule one that is not used", () => {
    const { properties } = schema;
    for (const entry of [properties.correlation, properties.filter, properties.action, properties.logsource.properties.service, properties.detection.properties.timeframe]) assert.deepEqual("not" in entry && entry.not, {});
    const plain = ruleText("selection:\n    User: root");
    assert.deepEqual([faults(`correlation: x\n${plain}`), faults(plain.replace("product: linux", "service: auditd")), faults(plain.replace("condition:", "timeframe: 5m\n    condition:"))].map((found) => found.length), [1, 1, 1]);
  });
});
