import js from "@eslint/js";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import boundaries from "eslint-plugin-boundaries";
import { importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** What each room of the house may import. Arrows point one way: towards the domain's words in src/model. */
const ARROWS = {
  model: [],
  disk: ["model"],
  protocol: ["model"],
  scoring: ["model"],
  reports: ["model"],
  watcher: ["model"],
  store: ["model", "disk"],
  worker: ["model", "disk", "protocol", "scoring", "watcher", "store", "reports"],
  cli: ["model", "disk", "protocol", "scoring", "watcher", "store", "reports", "worker"],
  views: ["model", "disk", "protocol"],
  webview: ["model", "protocol"],
  extension: ["model", "protocol", "views"],
};

const rooms = Object.keys(ARROWS);

/** Rooms that may use Node. The others are pure, so that a score is the same anywhere and a test needs no disk, or run in a browser. */
const NODE = ["disk", "watcher", "store", "worker", "cli", "views", "extension"];

/** Rooms that know VS Code. Everything else runs in a terminal and in a plain Mocha as well. */
const EDITOR = ["views", "extension"];

/** src/extension.ts is a single file at the top and so a file category to the plugin; the other rooms are folders. */
const selector = (room) => (room === "extension" ? { file: { categories: "extension" } } : { element: { type: room } });

const boundaryPolicies = rooms.flatMap((room) => [
  ...[room, ...ARROWS[room]].map((target) => ({ from: selector(room), allow: { to: selector(target) } })),
  ...(room === "model" ? [] : [{ from: selector(room), allow: { to: { module: { origin: "external" } } } }]),
  ...(NODE.includes(room) ? [{ from: selector(room), allow: { to: { module: { origin: "core" } } } }] : []),
  ...(EDITOR.includes(room)
    ? []
    : [{ from: selector(room), disallow: { to: { module: { source: "vscode" } } }, message: "Only src/views and src/extension.ts may import vscode" }]),
]);

const houseRules = [
  { selector: "ExportDefaultDeclaration", message: "No default exports: a name is the same everywhere" },
  { selector: "ExportAllDeclaration", message: "No barrel files: import from where it is defined" },
  { selector: "AssignmentExpression[left.property.name=/^(inner|outer)HTML$/]", message: "Use textContent: what an agent wrote is no markup" },
  { selector: "CallExpression[callee.property.name='insertAdjacentHTML']", message: "Use textContent: what an agent wrote is no markup" },
  { selector: "CallExpression[callee.property.name='sendText']", message: "Type nothing into a terminal: a shell would read it. Start the program with fixed arguments" },
  { selector: "Literal[value=/^workbench\\.action\\.terminal\\.send/]", message: "Type nothing into a terminal: a shell would read it. Start the program with fixed arguments" },
  { selector: "CallExpression[callee.object.name='document'][callee.property.name='write']", message: "Use textContent: what an agent wrote is no markup" },
];

export default tseslint.config(
  { ignores: ["dist/", "out/", "coverage/", "test/fixtures/", "node_modules/"] },
  js.configs.recommended,
  tseslint.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    plugins: { "import-x": importX },
    settings: {
      // Without these two the plugin reads no TypeScript and finds no circle.
      "import-x/extensions": [".ts", ".mjs", ".js"],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts"] },
      "import-x/resolver-next": [createTypeScriptImportResolver({ project: "tsconfig.json" })],
    },
    rules: {
      "no-empty": ["error", { allowEmptyCatch: false }],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-restricted-syntax": ["error", ...houseRules],
      "import-x/no-cycle": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["src/**/*.ts", "webview-ui/**/*.ts"],
    plugins: { boundaries },
    settings: {
      "boundaries/elements": [
        ...rooms.filter((room) => room !== "webview" && room !== "extension").map((room) => ({ type: room, pattern: `src/${room}` })),
        { type: "webview", pattern: "webview-ui" },
      ],
      "boundaries/files": [{ category: "extension", pattern: "src/extension.ts" }],
      "boundaries/include": ["src/**/*.ts", "webview-ui/**/*.ts"],
      "import/resolver": { typescript: { project: "tsconfig.json" } },
    },
    rules: {
      "boundaries/dependencies": ["error", { default: "disallow", checkAllOrigins: true, policies: boundaryPolicies }],
      "boundaries/no-unknown-files": "error",
      "boundaries/no-unknown-dependencies": "error",
    },
  },
  {
    // What a message says goes through one function, which lets no link come of it.
    files: ["src/**/*.ts"],
    ignores: ["src/views/render/messages.ts"],
    rules: {
      "no-restricted-properties": ["error", ...["showInformationMessage", "showWarningMessage", "showErrorMessage", "setStatusBarMessage"].map((property) => ({ object: "window", property, message: "Use views/render/messages.ts: VS Code makes links of a message's text" }))],
    },
  },
  {
    files: ["scripts/**/*.mjs", "bench/**/*.mjs", "test/**/*.mjs", "*.js"],
    languageOptions: { globals: Object.fromEntries(["process", "performance", "console", "fetch", "setTimeout", "clearTimeout", "setInterval", "clearInterval", "Buffer", "URL", "URLSearchParams", "AbortSignal", "document", "window", "MutationObserver", "describe", "it", "before", "after", "afterEach", "getComputedStyle"].map((name) => [name, "readonly"])) },
  },
  {
    // A configuration file is read through its default export.
    files: ["eslint.config.js"],
    rules: { "no-restricted-syntax": "off" },
  },
);
