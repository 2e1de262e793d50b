import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { zipEntries } from "./zipEntries.js";

const DIST = new URL("../../dist/", import.meta.url);
const VSIX = new URL("../../out/opencode-spotter.vsix", import.meta.url);

/** All that a user installs. A file that joins this list is a decision. */
const CONTENT = [
  "[Content_Types].xml",
  "extension.vsixmanifest",
  "extension/LICENSE.txt",
  "extension/changelog.md",
  "extension/dist/THIRD-PARTY-NOTICES.txt",
  "extension/dist/cli.js",
  "extension/dist/extension.js",
  "extension/dist/package.json",
  "extension/dist/reader.js",
  "extension/dist/signer.js",
  "extension/dist/sql-wasm.wasm",
  "extension/dist/webview/charts.js",
  "extension/dist/webview/dashboard.css",
  "extension/dist/webview/dashboard.js",
  "extension/dist/worker.js",
  "extension/l10n/bundle.l10n.de.json",
  "extension/media/icon.png",
  "extension/media/sigma-rule.schema.json",
  "extension/media/spotter-tab-dark.svg",
  "extension/media/spotter-tab-light.svg",
  "extension/media/spotter.svg",
  "extension/media/suppressions.schema.json",
  "extension/package.json",
  "extension/package.nls.de.json",
  "extension/package.nls.json",
  "extension/readme.md",
];

const MAXIMUM_BYTES = 3_000_000;

describe("the package", () => {
  it("holds what is listed here, and nothing else", () => {
    assert.deepEqual(zipEntries(readFileSync(VSIX)), CONTENT);
  });

  it("is smaller than 3 MB", () => {
    assert.ok(statSync(VSIX).size < MAXIMUM_BYTES);
  });

  it("tells licence and notice of each package in its bundles", () => {
    const notices = readFileSync(new URL("THIRD-PARTY-NOTICES.txt", DIST), "utf8");
    const maps = readdirSync(DIST, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".js.map"));
    const sources = maps.flatMap((name) => (JSON.parse(readFileSync(new URL(name, DIST), "utf8")) as { sources: string[] }).sources);
    const bundled = new Set(sources.map((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter((name) => name !== undefined));
    assert.ok(bundled.size > 10, [...bundled].join());
    for (const name of bundled) assert.match(notices, new RegExp(`^${name.replaceAll(".", "\\.")} \\d[\\d.]* \\(.+\\)\n\n.`, "m"));
    assert.match(notices, /^Apache ECharts\nCopyright \d{4}-\d{4} The Apache Software Foundation/m);
  });

  it("has a dashboard of 900 KB at most", () => {
    const sizes = ["dashboard.js", "charts.js"].map((name) => statSync(new URL(`webview/${name}`, DIST)).size);
    assert.ok(sizes.reduce((sum, size) => sum + size, 0) <= 900_000);
  });
});
