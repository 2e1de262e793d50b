import type { Expression } from "./expression.js";
import type { Field } from "./fields.js";
import { fold } from "./textPattern.js";

/** A piece of lower-case ASCII text that a field's text holds; `field` null means any field. */
export interface Literal {
  readonly field: Field | null;
  readonly text: string;
}

/** Longer literals find no fewer rules that matter, and make the automaton larger. */
const LENGTH = 10;

/**
 * Literals of which an event has at least one wherever the expression holds; null where there are no such literals, as for
 * `not`, a regular expression, or a number. Of what has to hold together the most telling part is taken.
 */
export function necessaryLiterals(expression: Expression): readonly Literal[] | null {
  switch (expression.kind) {
    case "test": {
      if (expression.match.kind !== "text") return null;
      const texts = expression.match.pattern.pieces.flatMap((piece) => (piece.kind === "text" ? fold(piece.text).split(/[^\0-\x7f]+/) : []));
      const longest = texts.reduce((best, text) => (text.length > best.length ? text : best), "");
      return longest === "" ? null : [{ field: expression.field, text: longest.slice(0, LENGTH) }];
    }
    case "any": {
      const parts = expression.parts.map(necessaryLiterals);
      return parts.every((part) => part !== null) ? parts.flat() : null;
    }
    case "all":
      return expression.parts.map(necessaryLiterals).reduce((best, part) => (telling(part) > telling(best) ? part : best), null);
    case "not":
      return null;
  }
}

/** How few texts have one of these: the length of the shortest, fewer of them first. */
function telling(literals: readonly Literal[] | null): number {
  if (literals === null) return 0;
  return Math.min(...literals.map(({ text }) => text.length)) + 1 / (1 + literals.length);
}
