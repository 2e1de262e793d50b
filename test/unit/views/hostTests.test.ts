import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
  };
}

const root = new URL("../../../", import.meta.url);
const { contributes } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as Manifest;
const folder = new URL("test/host/", root);
const tests = readdirSync(folder).filter((name) => /\.(host|fresh)\.ts$/.test(name)).map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");

describe("the tests in a real editor", () => {
  it("run each command that package.json contributes", () => {
    const run = (id: string): boolean => new RegExp(`executeCommand(?:<[^(]*>)?\\("${id}"`).test(tests);
    assert.deepEqual(contributes.commands.map(({ command }) => command).filter((id) => !run(id)), []);
  });

  it("see each welcome text that package.json contributes, in its view", () => {
    const seen = ({ view, contents }: Manifest["contributes"]["viewsWelcome"][number]): boolean => tests.includes(`"${view} ${contents}"`);
    assert.deepEqual(contributes.viewsWelcome.filter((welcome) => !seen(welcome)), []);
  });
});
