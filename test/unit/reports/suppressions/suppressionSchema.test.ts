import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { DAY_PATTERN, ENTRY_FIELDS, FILE_FIELDS, FILE_VERSION, MOST_ENTRIES, TEXT_FIELDS } from "../../../../src/reports/suppressions/fileFormat.js";
import { parseSuppressions } from "../../../../src/reports/suppressions/parseSuppressions.js";

interface Field {
  readonly type?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly description?: string;
}
interface Schema {
  readonly properties: Readonly<Record<string, Field>> & { readonly version: Field & { readonly const: number }; readonly suppressions: Field & { readonly maxItems: number } };
  readonly definitions: { readonly suppression: { readonly required: readonly string[]; readonly properties: Readonly<Record<string, Field>> } };
}
const schema = JSON.parse(readFileSync(new URL("../../../../media/suppressions.schema.json", import.meta.url), "utf8")) as Schema;
const takes = new Ajv().compile(schema);

const ENTRY = { rule: "my.own_rule-1", normalised: "sh", reason: "Ours." };
const file = (...suppressions: unknown[]): Record<string, unknown> => ({ version: 1, suppressions });
const without = (name: string): unknown => Object.fromEntries(Object.entries(ENTRY).filter(([key]) => key !== name));

describe("the schema for a team's file of suppressions", () => {
  it("has the fields and bounds of the parser, each with a description", () => {
    const { suppression } = schema.definitions;
    assert.deepEqual([Object.keys(schema.properties), Object.keys(suppression.properties)], [FILE_FIELDS, ENTRY_FIELDS]);
    assert.deepEqual([schema.properties.version.const, schema.properties.suppressions.maxItems], [FILE_VERSION, MOST_ENTRIES]);
    assert.deepEqual(suppression.required, TEXT_FIELDS.filter(({ isRequired }) => isRequired).map(({ name }) => name));
    for (const { name, longest, pattern } of TEXT_FIELDS) {
      const { description, ...field } = suppression.properties[name]!;
      assert.deepEqual([field, typeof description], [{ type: "string", ...(pattern ? { pattern: pattern.source } : {}), maxLength: longest }, "string"], name);
    }
    assert.equal(suppression.properties["expires"]?.pattern, DAY_PATTERN.source);
    for (const field of [...Object.values(schema.properties), ...Object.values(suppression.properties)]) assert.ok(field.description);
  });

  const taken: readonly unknown[] = [
    file(), { $schema: "x", ...file() }, file(ENTRY), file({ ...ENTRY, target: "web", by: "Ada", expires: "2027-01-31", critical: true }), file({ ...ENTRY, normalised: "", target: "", by: "", critical: false }),
    ...TEXT_FIELDS.map(({ name, longest }) => file({ ...ENTRY, [name]: "x".repeat(longest) })), file({ ...ENTRY, expires: "9999-12-31" }), file(ENTRY, { ...ENTRY, target: "web" }),
  ];
  const refused: readonly unknown[] = [
    [], "x", null, { version: 1 }, { suppressions: [] }, { ...file(), version: 2 }, { ...file(), version: "1" }, { ...file(), more: 1 }, { ...file(), $schema: 1 }, { version: 1, suppressions: ENTRY }, file("sh"), file(null), file([]),
    ...["rule", "normalised", "reason"].map((name) => file(without(name))), ...TEXT_FIELDS.flatMap(({ name, longest }) => [1, null, "x".repeat(longest + 1)].map((value) => file({ ...ENTRY, [name]: value }))),
    file({ ...ENTRY, rule: "" }), file({ ...ENTRY, rule: "a b" }), file({ ...ENTRY, reason: "" }), file({ ...ENTRY, reason: " \n" }), file({ ...ENTRY, critical: "true" }), file({ ...ENTRY, critical: null }), file({ ...ENTRY, more: 1 }),
    ...["2027-1-31", "2027-01-32", "2027-13-01", "1969-12-31", "2027-01-31T00:00Z", "", 1, null].map((expires) => file({ ...ENTRY, expires })),
    { version: 1, suppressions: Array.from({ length: MOST_ENTRIES + 1 }, (_, number) => ({ ...ENTRY, normalised: `${number}` })) },
  ];
  it("takes what the parser takes, and refuses what it refuses", () => {
    for (const [examples, isTaken] of [[taken, true], [refused, false]] as const)
      for (const example of examples) {
        const text = JSON.stringify(example);
        assert.deepEqual([takes(example), parseSuppressions(text).problems.length === 0], [isTaken, isTaken], text.slice(0, 200));
      }
  });

  it("leaves to the parser what a schema cannot say", () => {
    for (const example of [file({ ...ENTRY, expires: "2027-02-29" }), file(ENTRY, { ...ENTRY, reason: "Again." })])
      assert.deepEqual([takes(example), parseSuppressions(JSON.stringify(example)).problems.length], [true, 1]);
  });

  it("is what the editor checks the file with", () => {
    const manifest = JSON.parse(readFileSync(new URL("../../../../package.json", import.meta.url), "utf8")) as { readonly contributes: { readonly jsonValidation: unknown } };
    assert.deepEqual(manifest.contributes.jsonValidation, [{ fileMatch: "**/.spotter/suppressions.json", url: "./media/suppressions.schema.json" }]);
  });
});
