import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as v from "valibot";
import { PANEL_STATES } from "../../../src/views/panelState.js";
import { COMMAND_IDS } from "../../../src/views/commands.js";
import { CONTEXT_KEYS } from "../../../src/views/contextKeys.js";
import { SETTINGS } from "../../../src/views/settings.js";
import { RULES } from "../../../src/scoring/catalogue.js";
import { PROBLEM_TEXTS } from "../../../src/reports/suppressions/problemTexts.js";
import { OWN_TEMPLATES } from "../../../src/scoring/sigma/ruleBook.js";

interface Manifest {
  readonly icon: string;
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly icon?: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown; readonly enum?: readonly string[]; readonly scope: string }>> };
    readonly viewsWelcome: readonly { readonly when: string }[];
    readonly submenus: readonly { readonly id: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command?: string; readonly submenu?: string; readonly group?: string; readonly when?: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly icon: string }[] };
  };
}

const root = new URL("../../../", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, root), "utf8");
const manifestText = read("package.json");
const manifest = JSON.parse(manifestText) as Manifest;
const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

describe("package.json and the code", () => {
  it("declare the same commands", () => {
    assert.deepEqual(sorted(manifest.contributes.commands.map(({ command }) => command)), sorted(COMMAND_IDS));
  });

  it("declare the same settings with the same defaults, and the code's check accepts exactly the declared values", () => {
    const declared = Object.entries(manifest.contributes.configuration.properties);
    assert.deepEqual(
      Object.fromEntries(declared.map(([key, property]) => [key, property.default])),
      Object.fromEntries(Object.entries(SETTINGS).map(([key, setting]) => [key, setting.default])),
    );
    for (const [key, property] of declared) {
      const { schema } = SETTINGS[key as keyof typeof SETTINGS];
      for (const value of property.enum ?? []) assert.ok(v.is(schema, value), `${key}: ${value}`);
      if ("options" in schema) assert.deepEqual(sorted(schema.options), sorted(property.enum ?? []));
    }
  });

  it("use the same context keys and panel states", () => {
    const conditions = [...manifestText.matchAll(/"(?:when|enablement)": "([^"]*)"/g)].map((match) => match[1] ?? "");
    const keys = conditions.flatMap((condition) => [...condition.matchAll(/(?<![\w.=^/ ] ?=~ ?\/\^)\bspotter\.\w+/g)].map((match) => match[0]));
    const used = keys.filter((key) => !/^spotter\.(findings|sessions|coverage|session|call|engine|deadLetter|suppression)$/.test(key));
    assert.deepEqual(sorted(used), sorted(CONTEXT_KEYS));
    const states = conditions.flatMap((condition) => [...condition.matchAll(/spotter\.panelState [=!]= (\w+)/g)].map((match) => match[1] ?? ""));
    assert.deepEqual(states.filter((state) => !(PANEL_STATES as readonly string[]).includes(state)), []);
  });

  it("have a welcome text for every state in which the tree has no row", () => {
    const welcomed = PANEL_STATES.filter((state) => manifest.contributes.viewsWelcome.some(({ when }) => when.includes(`spotter.panelState == ${state}`)));
    assert.deepEqual(sorted([...welcomed, "findings", "nothingRisky"]), sorted(PANEL_STATES));
  });

  it("let no workspace that is not trusted change a setting", () => {
    assert.deepEqual(sorted(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations), sorted(Object.keys(SETTINGS)));
  });

  it("let no workspace, trusted or not, say what is read, by which rules, how much is kept and what is told", () => {
    const properties = Object.entries(manifest.contributes.configuration.properties);
    assert.deepEqual(
      sorted(properties.flatMap(([key, { scope }]) => (scope === "machine" ? [] : [key]))),
      ["spotter.explorer.minimumLevel", "spotter.problems.enabled", ...["critical", "high", "low", "medium"].map((level) => `spotter.problems.severity.${level}`)],
    );
  });

  it("offer the review of a team's file, in each menu and the palette, only where there may be one that is read", () => {
    const menus = Object.entries(manifest.contributes.menus).filter(([, entries]) => entries.some(({ command }) => command === "spotter.reviewTeamSuppressions"));
    assert.ok(menus.some(([name]) => name === "commandPalette"));
    const offered = menus.flatMap(([, entries]) => entries.filter(({ command }) => command === "spotter.reviewTeamSuppressions"));
    assert.deepEqual(offered.filter(({ when }) => !/\bisWorkspaceTrusted && workspaceFolderCount != 0$/.test(when ?? "")), []);
  });

  it("point menus at commands and icons at files that are there", () => {
    const targets = new Set([...manifest.contributes.commands.map(({ command }) => command), ...manifest.contributes.submenus.map(({ id }) => id)]);
    const dangling = Object.values(manifest.contributes.menus).flat().filter(({ command, submenu }) => !targets.has(command ?? submenu ?? ""));
    assert.deepEqual(dangling, []);
    assert.deepEqual(manifest.contributes.submenus.filter(({ id }) => manifest.contributes.menus[id] === undefined), []);
    for (const icon of [manifest.icon, ...manifest.contributes.viewsContainers.activitybar.map((container) => container.icon)]) assert.ok(existsSync(new URL(icon, root)), icon);
  });

  it("give every inline action an icon, and an item no more than three", () => {
    const icons = new Map(manifest.contributes.commands.map(({ command, icon }) => [command, icon]));
    const inline = (manifest.contributes.menus["view/item/context"] ?? []).filter(({ group }) => group?.startsWith("inline"));
    for (const view of ["findings", "sessions", "deadLetter"]) assert.ok(inline.filter(({ when }) => when?.includes(view)).length <= 3, view);
    assert.deepEqual(inline.filter(({ command }) => icons.get(command ?? "") === undefined), []);
  });

  it("name the same strings in package.json and package.nls.json", () => {
    const used = [...manifestText.matchAll(/"%([\w.]+)%"/g)].map((match) => match[1] ?? "");
    assert.deepEqual(sorted(used), sorted(Object.keys(JSON.parse(read("package.nls.json")) as object)));
  });
});

describe("translations", () => {
  const sources = readdirSync(new URL("src/views/", root), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const used = sorted(sources.flatMap((name) => [...read(`src/views/${name}`).matchAll(/l10n\.t\(\s*"((?:[^"\\]|\\.)*)"/g)].map((match) => JSON.parse(`"${match[1] ?? ""}"`) as string)).concat(RULES.flatMap(({ title, message, meaning, remediation }) => [title, message, meaning, remediation]), OWN_TEMPLATES, Object.values(PROBLEM_TEXTS)));
  const bundles = readdirSync(new URL("l10n/", root)).filter((name) => /^bundle\.l10n\.\w+\.json$/.test(name));

  it("exist for at least one language besides English", () => {
    assert.ok(bundles.length > 0);
  });

  for (const bundle of bundles) {
    it(`hold each string of the code, with its places, and no other (${bundle})`, () => {
      const translated = JSON.parse(read(`l10n/${bundle}`)) as Record<string, string>;
      assert.deepEqual(sorted(Object.keys(translated)), used);
      const places = (text: string): string[] => sorted(text.match(/\{\w+\}/g) ?? []);
      for (const [english, words] of Object.entries(translated)) assert.deepEqual(places(words), places(english), english);
    });
    it(`name the Risk Explorer and each state as everywhere else (${bundle})`, () => {
      const translated = JSON.parse(read(`l10n/${bundle}`)) as Record<string, string>;
      const manifestWords = JSON.parse(read(bundle.replace("bundle.l10n", "package.nls"))) as Record<string, string>;
      const name = manifestWords["views.findings"]!;
      const others = Object.entries({ ...translated, ...manifestWords }).filter(([, words]) => /Ris\w+[ -]Explorer/.test(words.replaceAll(name, "")));
      assert.deepEqual(others, []);
      for (const state of ["acknowledged", "accepted risk", "resolved", "suppressed"]) {
        const capital = state.charAt(0).toUpperCase() + state.slice(1);
        assert.equal(translated[capital]?.toLowerCase(), translated[state]?.toLowerCase(), state);
      }
    });
    it(`hold each string of package.json (${bundle})`, () => {
      const names = (file: string): string[] => sorted(Object.keys(JSON.parse(read(file)) as object));
      assert.deepEqual(names(bundle.replace("bundle.l10n", "package.nls")), names("package.nls.json"));
    });
  }
});
