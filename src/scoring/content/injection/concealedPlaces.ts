/** A part of a text that a person does not see where the text is rendered, and a model reads all the same. */
export interface ConcealedPlace {
  readonly kind: "html-comment" | "alt-text" | "hidden-element" | "markdown-comment" | "tool-description";
  readonly start: number;
  readonly end: number;
}

/** Characters before a cue in which the beginning of its place is looked for. */
const REACH = 4096;

const STYLE_OF_HIDDEN = /(?:display\s{0,4}:\s{0,4}none|visibility\s{0,4}:\s{0,4}hidden|font-size\s{0,4}:\s{0,4}[01](?:px|pt|em|rem|%)?\s{0,4}[;"']|opacity\s{0,4}:\s{0,4}0(?:\.0\d?)?\s{0,4}[;"']|color\s{0,4}:\s{0,4}(?:white|#fff(?:fff)?|transparent|rgba\([^)]{0,30},\s{0,4}0\))|(?:left|top|text-indent)\s{0,4}:\s{0,4}-\d{3,5}|(?:width|height)\s{0,4}:\s{0,4}[01]px|clip\s{0,4}:\s{0,4}rect\(0)/i;
const HIDDEN_ELEMENT = /<(?:[a-z][a-z0-9-]{0,20})\s[^<>]{0,400}(?:style|hidden|class)[^<>]{0,400}>[^<]*$/i;

/** The concealed place in which `at` lies; null where a reader sees it. */
export function concealedPlaceAt(text: string, at: number): ConcealedPlace | null {
  const from = Math.max(0, at - REACH);
  const before = text.slice(from, at);
  return htmlComment(text, before, from, at) ?? markdownComment(text, before, from) ?? altText(text, before, from, at) ?? hiddenElement(before, from, text, at) ?? toolDescription(text, before, from, at);
}

function htmlComment(text: string, before: string, from: number, at: number): ConcealedPlace | null {
  const open = before.lastIndexOf("<!--");
  if (open === -1 || before.indexOf("-->", open) !== -1) return null;
  const close = text.indexOf("-->", at);
  return { kind: "html-comment", start: from + open, end: close === -1 ? text.length : close + 3 };
}

/** `[//]: # (…)`, `[comment]: <> (…)`: definitions of links that nothing names. */
function markdownComment(text: string, before: string, from: number): ConcealedPlace | null {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  if (!/^ {0,3}\[(?:\/\/|comment|_|hidden|#)[^\]\n]{0,24}\]: {0,4}(?:#|<>)/.test(line)) return null;
  const start = from + before.length - line.length;
  const end = text.indexOf("\n", from + before.length);
  return { kind: "markdown-comment", start, end: end === -1 ? text.length : end };
}

function altText(text: string, before: string, from: number, at: number): ConcealedPlace | null {
  const markdown = before.lastIndexOf("![");
  if (markdown !== -1 && !/\]|\n\n/.test(before.slice(markdown + 2))) return { kind: "alt-text", start: from + markdown, end: endAfter(text, at, "]") };
  const title = /!\[[^\]\n]{0,200}\]\([^)\s]{0,400}\s["'][^"'\n]{0,1000}$/.exec(before.slice(-1700));
  if (title !== null) return { kind: "alt-text", start: from + before.length - title[0].length, end: endAfter(text, at, ")") };
  const attribute = /\s(?:alt|title|aria-label|content|data-[a-z-]{1,30})\s{0,4}=\s{0,4}(["'])(?:(?!\1)[^<>]){0,1500}$/i.exec(before.slice(-1600));
  if (attribute === null || !/<[a-z][^<>]{0,1600}$/i.test(before.slice(-1700))) return null;
  return { kind: "alt-text", start: from + before.length - attribute[0].length, end: endAfter(text, at, attribute[1]!) };
}

function endAfter(text: string, at: number, sign: string): number {
  const end = text.indexOf(sign, at);
  return end === -1 ? text.length : end + 1;
}

function hiddenElement(before: string, from: number, text: string, at: number): ConcealedPlace | null {
  const element = HIDDEN_ELEMENT.exec(before.slice(-1600));
  if (element === null) return null;
  const tag = element[0].slice(0, element[0].indexOf(">") + 1);
  if (!STYLE_OF_HIDDEN.test(tag) && !/\shidden[\s>=]|class\s{0,4}=\s{0,4}["'][^"']{0,100}\b(?:sr-only|visually-hidden|hidden|invisible)\b/i.test(tag)) return null;
  const close = text.indexOf("<", at);
  return { kind: "hidden-element", start: from + before.length - element[0].length, end: close === -1 ? text.length : close };
}

/** The description of a tool or a parameter, as MCP servers give it: the model reads it, and hardly anybody else. */
function toolDescription(text: string, before: string, from: number, at: number): ConcealedPlace | null {
  const description = /\\?"description\\?"\s{0,8}:\s{0,8}\\?"((?:[^"\\]|\\.){0,3000})$/.exec(before);
  if (description === null || !/"(?:inputSchema|input_schema|parameters|tools|annotations|function)\\?"/.test(text)) return null;
  return { kind: "tool-description", start: from + description.index, end: endAfter(text, at, '"') };
}
