import type { ContentPart } from "../../../src/scoring/content/inspectContent.js";

export const CONTENT_CLASSES = ["secret", "injection", "hidden-text", "written-code", "indicator"] as const;
export type ContentClass = (typeof CONTENT_CLASSES)[number];

/** A text of the replay corpus, and what inspection has to make of it. */
export interface Content {
  readonly id: string;
  readonly part: ContentPart;
  /** What it is, or, where it is harmless, what it looks like. */
  readonly class: ContentClass;
  readonly harmless: boolean;
}

export function output(text: string, tool = "webfetch"): ContentPart {
  return { where: "tool-output", tool, filePath: null, url: null, text };
}

export function written(filePath: string, text: string): ContentPart {
  return { where: "tool-input", tool: "write", filePath, url: null, text };
}

export function prompt(text: string): ContentPart {
  return { where: "user-prompt", tool: "", filePath: null, url: null, text };
}

/** Contents of one class, numbered. */
export function contents(of: ContentClass, harmless: boolean, parts: readonly ContentPart[]): Content[] {
  return parts.map((part, index) => ({ id: `${of}-${harmless ? "quiet" : "loud"}-${index + 1}`, part, class: of, harmless }));
}

/** Text as a machine draws it, the same in every run: letters of both cases and digits, or of `alphabet`. Nobody's secret. */
export function drawn(length: number, seed: number, alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"): string {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return alphabet.charAt((state >>> 8) % alphabet.length);
  }).join("");
}

export const HEX = "0123456789abcdef";
