import assert from "node:assert/strict";
import { MODIFIERS } from "../../../../src/scoring/sigma/modifiers.js";
import type { Field } from "../../../../src/scoring/sigma/fields.js";
import { faults, ruleText, selects } from "./ruleText.js";

type Fields = Partial<Record<Field, string>>;
const command = (CommandLine: string): Fields => ({ CommandLine });
const encoded = (text: string, encoding: "utf8" | "utf16le" = "utf8"): string => Buffer.from(text, encoding).toString("base64");
const swapped = (text: string): string => Buffer.from(text, "utf16le").swap16().toString("base64");

/** Each modifier: a selection, events that it selects, events that it does not. */
const CASES: ReadonlyArray<readonly [name: string, selection: string, match: readonly Fields[], other: readonly Fields[]]> = [
  ["no modifier, in any capitals", "CommandLine: Whoami", [command("whoami"), command("WHOAMI")], [command("whoami -a"), {}]],
  ["a list as any of its values", "CommandLine:\n    - id\n    - who", [command("id"), command("who")], [command("idwho")]],
  ["* and ?", "CommandLine: cat /etc/*shado?", [command("cat /etc/shadow"), command("cat /etc/x/gshadow")], [command("cat /etc/shado"), command("xcat /etc/shadow")]],
  ["* between the same word twice", "CommandLine: ab*ab", [command("abab"), command("ab-ab")], [command("ab"), command("aba")]],
  ["escaped wildcards", "CommandLine: 'ls \\*'", [command("ls *")], [command("ls a")]],
  ["an escaped backslash before a wildcard", "CommandLine: 'a\\\\*'", [command("a\\b")], [command("a*")]],
  ["a backslash before a letter", "CommandLine: 'a\\b'", [command("a\\b")], [command("ab")]],
  ["contains", "CommandLine|contains: shadow", [command("cat /etc/shadow -")], [command("cat /etc/passwd")]],
  ["startswith", "CommandLine|startswith: cat ", [command("cat x")], [command("tac; cat x")]],
  ["endswith", "Image|endswith: /bash", [{ Image: "/usr/bin/bash" }], [{ Image: "/usr/bin/bashful" }]],
  ["all", "CommandLine|contains|all:\n    - aa\n    - bb", [command("bb aa")], [command("aa")]],
  ["cased", "CommandLine|contains|cased: -O", [command("curl -O x")], [command("curl -o x")]],
  ["neq", "CommandLine|neq: ls", [command("id")], [command("LS")]],
  ["neq with contains", "CommandLine|contains|neq: etc", [command("id")], [command("cat /etc/x")]],
  ["exists", "DestinationIp|exists: true", [{ DestinationIp: "" }, { DestinationIp: "1.2.3.4" }], [{}]],
  ["exists: false", "DestinationIp|exists: false", [{}], [{ DestinationIp: "1.2.3.4" }]],
  ["null", "User: null", [{}], [{ User: "" }, { User: "root" }]],
  ["an empty value", "User: ''", [{ User: "" }], [{}, { User: "root" }]],
  ["numbers", "DestinationPort:\n    - 4444\n    - 9001", [{ DestinationPort: "4444" }], [{ DestinationPort: "44" }]],
  ["re", "CommandLine|re: '^nc\\s.*-e'", [command("nc 1.2.3.4 -e /bin/sh")], [command("NC 1.2.3.4 -e"), command("rnc x -e")]],
  ["re with i", "CommandLine|re|i: '^nc\\s'", [command("NC x")], [command("rnc x")]],
  ["re with m", "CommandLine|re|m: '^rm'", [command("ls\nrm x")], [command("ls rm")]],
  ["re with s", "CommandLine|re|s: 'a.b'", [command("a\nb")], [command("ab")]],
  ["re without s or m", "CommandLine|re: 'a.b'", [command("axb")], [command("a\nb")]],
  ["windash", "CommandLine|windash|contains: ' -x'", [command("p -x"), command("p /x"), command("p –x"), command("p —x")], [command("p x"), command("p_-x")]],
  ["base64", "CommandLine|base64|contains: 'whoami'", [command(`echo ${encoded("whoami")}`)], [command("whoami")]],
  ["base64offset", "CommandLine|base64offset|contains: 'bash -i'", ["bash -i", "xbash -i >", "xybash -i", "xyzbash -i"].map((text) => command(encoded(text))), [command(encoded("bash i")), command("bash -i")]],
  ["wide", "CommandLine|wide|base64offset|contains: 'cmd'", [command(encoded("a cmd", "utf16le"))], [command(encoded("a cmd"))]],
  ["utf16le", "CommandLine|utf16le|base64offset|contains: 'cmd'", [command(encoded("cmd x", "utf16le"))], [command(encoded("cmd x"))]],
  ["utf16be", "CommandLine|utf16be|base64offset|contains: 'cmd'", [command(swapped("cmd x"))], [command(encoded("cmd x"))]],
  ["utf16", "CommandLine|utf16|base64|contains: 'abc'", [command(encoded("\ufeffabc", "utf16le"))], [command(encoded("abc", "utf16le"))]],
  ["cidr", "DestinationIp|cidr:\n    - 10.0.0.0/8\n    - fe80::/10", [{ DestinationIp: "10.255.0.1" }, { DestinationIp: "fe80::1" }, { DestinationIp: "febf:0::1" }], [{ DestinationIp: "11.0.0.1" }, { DestinationIp: "fec0::1" }, { DestinationIp: "10.0.0" }]],
  ["cidr of odd sizes", "DestinationIp|cidr: 172.16.0.0/12", [{ DestinationIp: "172.31.255.255" }], [{ DestinationIp: "172.32.0.0" }]],
  ["lt", "DestinationPort|lt: 1024", [{ DestinationPort: "1023" }], [{ DestinationPort: "1024" }, { DestinationPort: "x" }, {}]],
  ["lte", "DestinationPort|lte: 1024", [{ DestinationPort: "1024" }], [{ DestinationPort: "1025" }]],
  ["gt", "DestinationPort|gt: 1024", [{ DestinationPort: "1025" }], [{ DestinationPort: "1024" }]],
  ["gte", "DestinationPort|gte: 1024", [{ DestinationPort: "1024" }], [{ DestinationPort: "1023" }, { DestinationPort: "" }]],
  ["expand", "TargetFilename|expand|startswith: '%project%/.git/'", [{ TargetFilename: "/home/dev/p/.git/config", project: "/home/dev/p" }], [{ TargetFilename: "/home/dev/q/.git/config", project: "/home/dev/p" }, { TargetFilename: "/.git/x" }]],
  ["fieldref", "Image|fieldref: ParentImage", [{ Image: "/bin/sh", ParentImage: "/bin/SH" }], [{ Image: "/bin/sh", ParentImage: "/bin/zsh" }, { Image: "/bin/sh" }]],
  ["fieldref with startswith", "CurrentDirectory|fieldref|startswith: project", [{ CurrentDirectory: "/p/src", project: "/p" }], [{ CurrentDirectory: "/q", project: "/p" }]],
  ["fieldref with cased", "Image|fieldref|cased: ParentImage", [{ Image: "/bin/sh", ParentImage: "/bin/sh" }], [{ Image: "/bin/sh", ParentImage: "/bin/SH" }]],
];

describe("modifiers of a Sigma rule", () => {
  for (const [name, selection, match, other] of CASES) {
    it(`select with ${name} what they say, and nothing else`, () => {
      const found = [...match, ...other].map((fields) => selects(selection, fields));
      assert.deepEqual(found, [...match.map(() => true), ...other.map(() => false)]);
    });
  }

  it("have a case each", () => {
    const used = new Set(CASES.flatMap(([, selection]) => [...selection.matchAll(/\|(\w+)/g)].map((match) => match[1])));
    assert.deepEqual(MODIFIERS.filter((name) => !used.has(name)), []);
  });

  it("find keywords in any field, each of them where 'all' is said", () => {
    const any = "selection:\n    - shadow\n    - passw*d";
    const all = "selection:\n    '|all':\n        - shadow\n        - root";
    const found = [any, all].flatMap((selection) => [{ CommandLine: "cat shadow" }, { TargetFilename: "/etc/passwd" }, { CommandLine: "shadow", User: "root" }, { CommandLine: "ls" }].map((fields) => selects(selection, fields, "selection")));
    assert.deepEqual(found, [true, true, true, false, false, false, true, false]);
  });

  for (const [name, selection, kind] of [
    ["an unknown modifier", "CommandLine|regex: x", "unknown-modifier"],
    ["'all' of one value", "CommandLine|contains|all: x", "misused-modifier"],
    ["two kinds at once", "CommandLine|re|cidr: x", "misused-modifier"],
    ["two places at once", "CommandLine|startswith|endswith: x", "misused-modifier"],
    ["a flag without an expression", "CommandLine|i: x", "misused-modifier"],
    ["text that is compared as a number", "CommandLine|lt: x", "misused-modifier"],
    ["a network that is none", "CommandLine|cidr: 10.0.0.0/40", "misused-modifier"],
    ["look-around", "CommandLine|re: '(?=a)b'", "regular-expression"],
    ["a back-reference", "CommandLine|re: '(a)\\1'", "regular-expression"],
    ["wildcards in what is encoded", "CommandLine|base64: 'a*'", "misused-modifier"],
    ["too many options in one value", "CommandLine|windash: '-a -b -c -d -e'", "misused-modifier"],
    ["a placeholder that is no field", "CommandLine|expand: '%admins%'", "unknown-field"],
    ["a reference to no field", "CommandLine|fieldref: Nothing", "unknown-field"],
    ["existence that is no yes or no", "CommandLine|exists: maybe", "misused-modifier"],
    ["null with a modifier", "CommandLine|contains: null", "misused-modifier"],
  ] as const) {
    it(`are refused, with the line, for ${name}`, () => assert.deepEqual(faults(ruleText(`selection:\n    ${selection}`)), [`8 ${kind}`]));
  }
});
