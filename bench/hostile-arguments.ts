import { HOSTILE } from "./hostile.js";

const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));

/** An object that holds an object, `levels` deep, with a command at its end. */
function nested(levels: number): Readonly<Record<string, unknown>> {
  let inner: Readonly<Record<string, unknown>> = { command: "rm -rf /" };
  for (let level = 0; level < levels; level++) inner = { inner };
  return inner;
}

/** Commands of the length that one command is read whole at, each slow in another way. */
const SLOW = HOSTILE.map(([, text]) => text.slice(0, 32_000));

/** Arguments of a tool that is not known, made to be slow: any number of commands, paths and addresses of any length. */
export const HOSTILE_ARGUMENTS: ReadonlyArray<readonly [name: string, tool: string, args: Readonly<Record<string, unknown>>]> = [
  ["thirty commands of 32 KB in one call", "mcp_run", { steps: many(30, (index) => ({ command: SLOW[index % SLOW.length] })) }],
  ["thirty equal commands of 32 KB in one call", "mcp_run", { steps: many(30, () => ({ command: "echo $(cat a | sed s/a/b/) ; ".repeat(1_100) })) }],
  ["9,000 commands in one call", "mcp_run", { steps: many(9_000, (index) => ({ command: `cat file${index} | grep x && rm -rf build/${index}` })) }],
  ["9,000 commands that are encoded", "mcp_run", { steps: many(9_000, () => ({ command: "echo cm0gLXJmIC8= | base64 -d | sh" })) }],
  ["a path of 1 MB in one segment", "mcp_run", { path: `/${"a".repeat(1_000_000)}` }],
  ["a path of 1 MB in many segments", "mcp_run", { path: "/a".repeat(500_000) }],
  ["a path of 1 MB of dots", "mcp_run", { path: "/../.".repeat(200_000) }],
  ["9,000 paths of 4 KB", "mcp_run", { files: many(9_000, (index) => `/srv/${"a/".repeat(2_000)}${index}`) }],
  ["a URL of 1 MB", "mcp_run", { url: `https://example.com/${"a".repeat(1_000_000)}` }],
  ["a URL with 1 MB of parameters", "mcp_run", { url: `https://example.com/?${"a=QUFBQUFBQUFBQUFBQUFBQQ==&".repeat(38_000)}` }],
  ["a URL with a host of 1 MB", "mcp_run", { url: `https://${"a.".repeat(500_000)}com/` }],
  ["9,000 URLs of 8 KB", "mcp_run", { urls: many(9_000, (index) => `https://example.com/${"a?=&".repeat(2_000)}${index}`) }],
  ["objects 30 deep, 300 times", "mcp_run", { steps: many(300, () => nested(29)) }],
  ["objects 5,000 deep", "mcp_run", nested(5_000)],
  ["10,000 keys", "mcp_run", Object.fromEntries(many(10_000, (index) => [`path${index}`, `/etc/x${index}`]))],
  ["100,000 keys", "mcp_run", Object.fromEntries(many(100_000, (index) => [`k${index}`, "rm -rf /"]))],
  ["a program with 100,000 arguments", "mcp_run", { command: "rm", args: many(100_000, (index) => `-x${index}`) }],
  ["a query of 1 MB", "mcp_run", { sql: "drop table x; ".repeat(70_000) }],
  ["a patch of 20,000 files", "apply_patch", { patchText: many(20_000, (index) => `*** Add File: a/${index}\n+x\n`).join("") }],
];
