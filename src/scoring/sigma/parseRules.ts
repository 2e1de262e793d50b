import { isAscii } from "../../model/ascii.js";
import { oneLine } from "../../model/neutralise.js";
import { levelOf } from "../../model/risk.js";
import { fingerprint } from "../assess.js";
import { conditionOf } from "./condition.js";
import { selectionOf } from "./detection.js";
import type { Expression } from "./expression.js";
import { EVENT_CATEGORIES, type EventCategory } from "./fields.js";
import { fault, RuleFault, type RuleProblem } from "./problem.js";
import type { Maturity, SigmaRule } from "./sigmaRule.js";
import { entryOf, parseYaml, type YamlMap, type YamlNode } from "./yamlTree.js";

/** Points of Sigma's levels: in the middle of Spotter's own, so that adjustments of a few points do not change them. */
const POINTS: Readonly<Record<string, number>> = { critical: 90, high: 70, medium: 45, low: 15, informational: 5 };
/** A rule without a level asks for attention, and for no more. */
const DEFAULT_LEVEL = "medium";
const MATURITY: Readonly<Record<string, Maturity>> = { stable: "stable", test: "stable", experimental: "experimental", deprecated: "off", unsupported: "off" };
const PRODUCTS = ["linux", "macos", "opencode"];

/** Rules of a file, and what keeps others of it from being used. Never throws. */
export function parseRules(text: string): { readonly rules: readonly SigmaRule[]; readonly problems: readonly RuleProblem[] } {
  const { documents, problems } = parseYaml(text);
  const found = [...problems];
  const rules: SigmaRule[] = [];
  for (const document of documents) {
    try {
      rules.push(ruleOf(document));
    } catch (error) {
      if (!(error instanceof RuleFault)) throw error;
      found.push({ ...error.problem, message: `${error.problem.message} So the rule is not used.` });
    }
  }
  if (documents.length === 0 && problems.length === 0) found.push({ kind: "missing", line: 1, message: "The file holds no rule, so nothing of it is used." });
  return { rules, problems: found.sort((a, b) => a.line - b.line) };
}

function ruleOf(node: YamlNode): SigmaRule {
  if (node.kind !== "map") fault("malformed", node.line, "A rule is a map with title, logsource and detection.");
  for (const kind of ["correlation", "filter", "action"]) {
    const entry = entryOf(node, kind);
    if (entry) fault("unsupported", entry.line, `This is no detection rule: '${kind}' is not supported.`);
  }
  const taxonomy = wordOf(node, "taxonomy");
  if (taxonomy !== undefined && taxonomy !== "sigma") fault("unsupported", entryOf(node, "taxonomy")!.line, `The names of fields in the taxonomy '${oneLine(taxonomy, 40)}' may mean something else; only those of 'sigma' are known.`);
  const title = wordOf(node, "title") ?? fault("missing", node.line, "The rule has no title.");
  const level = choiceOf(node, "level", POINTS, DEFAULT_LEVEL);
  const score = POINTS[level]!;
  return {
    id: idOf(node, title),
    title,
    line: node.line,
    description: wordOf(node, "description") ?? "",
    falsePositives: wordsOf(node, "falsepositives"),
    references: wordsOf(node, "references"),
    score,
    level: levelOf(score),
    maturity: MATURITY[choiceOf(node, "status", MATURITY, "stable")]!,
    techniques: techniquesOf(node),
    categories: categoriesOf(node),
    detection: detectionOf(node),
  };
}

/** Letters of a title that make an id. */
const SLUG_LENGTH = 60;

/** Its `id`; a rule without one goes by its title, of which a fingerprint is added where its Latin letters are not all of it. */
function idOf(node: YamlMap, title: string): string {
  const id = wordOf(node, "id");
  if (id === undefined) {
    const slug = `rule-${title.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, SLUG_LENGTH)}`;
    return isAscii(title) && title.length <= SLUG_LENGTH ? slug : `${slug.slice(0, SLUG_LENGTH - fingerprint(title).length)}-${fingerprint(title)}`;
  }
  if (!/^[\w.-]{1,64}$/.test(id)) fault("malformed", entryOf(node, "id")!.line, "An id is a UUID, or up to 64 letters, digits, dots, dashes and underscores.");
  return id.toLowerCase();
}

function wordOf(node: YamlMap, key: string): string | undefined {
  const entry = entryOf(node, key);
  if (entry === undefined || (entry.value.kind === "scalar" && entry.value.value === null)) return undefined;
  if (entry.value.kind !== "scalar") fault("malformed", entry.line, `'${key}' is a text.`);
  return entry.value.text.trim() === "" ? undefined : entry.value.text.trim();
}

function wordsOf(node: YamlMap, key: string): string[] {
  const value = entryOf(node, key)?.value;
  if (value === undefined) return [];
  return (value.kind === "list" ? value.items : [value]).flatMap((item) => (item.kind === "scalar" && item.value !== null ? [item.text] : []));
}

function choiceOf(node: YamlMap, key: string, choices: Readonly<Record<string, unknown>>, otherwise: string): string {
  const word = wordOf(node, key)?.toLowerCase() ?? otherwise;
  if (!Object.hasOwn(choices, word)) fault("malformed", entryOf(node, key)!.line, `'${oneLine(word, 40)}' is no ${key}: ${Object.keys(choices).join(", ")}.`);
  return word;
}

function techniquesOf(node: YamlMap): string[] {
  const ids = wordsOf(node, "tags").flatMap((tag) => /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag)?.[1]?.toUpperCase() ?? []);
  return [...new Set(ids)].sort();
}

function categoriesOf(node: YamlMap): readonly EventCategory[] {
  const entry = entryOf(node, "logsource") ?? fault("missing", node.line, "The rule has no logsource.");
  if (entry.value.kind !== "map") fault("malformed", entry.line, "'logsource' is a map with category and product.");
  const product = wordOf(entry.value, "product")?.toLowerCase();
  if (product !== undefined && !PRODUCTS.includes(product)) fault("logsource", entryOf(entry.value, "product")!.line, `Spotter has no events of product '${oneLine(product, 40)}', only of ${PRODUCTS.join(", ")}.`);
  const service = entryOf(entry.value, "service");
  if (service) fault("logsource", service.line, "Spotter has no events of single services.");
  const category = wordOf(entry.value, "category")?.toLowerCase();
  if (category === undefined) return EVENT_CATEGORIES;
  const known = EVENT_CATEGORIES.find((each) => each === category);
  return [known ?? fault("logsource", entryOf(entry.value, "category")!.line, `Spotter has no events of category '${oneLine(category, 40)}', only of ${EVENT_CATEGORIES.join(", ")}.`)];
}

function detectionOf(node: YamlMap): Expression {
  const entry = entryOf(node, "detection") ?? fault("missing", node.line, "The rule has no detection.");
  if (entry.value.kind !== "map") fault("malformed", entry.line, "'detection' is a map of selections with a condition.");
  const timeframe = entryOf(entry.value, "timeframe");
  if (timeframe) fault("unsupported", timeframe.line, "'timeframe' counts several events, and a call is judged by itself.");
  const condition = entryOf(entry.value, "condition") ?? fault("missing", entry.line, "The detection has no condition.");
  const selections = new Map(entry.value.entries.filter(({ key }) => key !== "condition").map(({ key, value }) => [key, selectionOf(value)]));
  const texts = condition.value.kind === "list" ? condition.value.items : [condition.value];
  const parts = texts.map((text) => {
    if (text.kind !== "scalar" || typeof text.value !== "string") fault("condition", text.line, "A condition is a text.");
    return conditionOf(text.value, selections, text.line);
  });
  if (parts.length === 0) fault("condition", condition.line, "The condition is empty.");
  return parts.length === 1 ? parts[0]! : { kind: "any", parts };
}
