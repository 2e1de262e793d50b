import { oneLine } from "../../model/neutralise.js";
import type { Expression } from "./expression.js";
import { fault } from "./problem.js";

/** Words and brackets of a condition, and how deep brackets and `not` may lie. */
const TOKEN_LIMIT = 1_000;
const DEPTH_LIMIT = 50;

/**
 * Reads a condition: `and`, `or`, `not`, brackets, names of selections, `1 of`, `any of` and `all of` with a name, a name with
 * `*`, or `them` (all selections but those that begin with `_`). `not` binds closest, then `and`, then `or`.
 *
 * @param line on which the condition stands
 * @throws {RuleFault}
 */
export function conditionOf(text: string, selections: ReadonlyMap<string, Expression>, line: number): Expression {
  const tokens: readonly string[] = text.match(/[()]|\||[^\s()|]+/g) ?? [];
  if (tokens.length === 0) fault("condition", line, "The condition is empty.");
  if (tokens.length > TOKEN_LIMIT) fault("condition", line, `The condition has more than ${TOKEN_LIMIT} words.`);
  if (tokens.includes("|")) fault("unsupported", line, "Aggregations after '|' are no part of Sigma any more, and a call is judged by itself.");
  return new ConditionReader(tokens, selections, line).whole();
}

class ConditionReader {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly selections: ReadonlyMap<string, Expression>,
    private readonly line: number,
  ) {}

  whole(): Expression {
    const expression = this.joined("or");
    const rest = this.tokens[this.at];
    if (rest !== undefined) fault("condition", this.line, rest === ")" ? "The condition closes a bracket that is not open." : `The condition does not say how '${oneLine(rest, 60)}' is joined with what stands before it.`);
    return expression;
  }

  private word(): string | undefined {
    return this.tokens[this.at]?.toLowerCase();
  }

  private joined(operator: "or" | "and"): Expression {
    const parts: Expression[] = [];
    do parts.push(operator === "or" ? this.joined("and") : this.factor());
    while (this.word() === operator && ++this.at);
    return parts.length === 1 ? parts[0]! : { kind: operator === "or" ? "any" : "all", parts };
  }

  private factor(): Expression {
    if (++this.depth > DEPTH_LIMIT) fault("condition", this.line, `The condition is nested more than ${DEPTH_LIMIT} levels deep.`);
    const expression = this.term();
    this.depth--;
    return expression;
  }

  private term(): Expression {
    const token = this.tokens[this.at++];
    const word = token?.toLowerCase();
    if (token === undefined || word === "and" || word === "or" || token === ")") fault("condition", this.line, `The condition lacks a selection ${token === undefined ? "at its end" : `before '${token}'`}.`);
    if (word === "not") return { kind: "not", part: this.factor() };
    if (token === "(") {
      const inside = this.joined("or");
      if (this.tokens[this.at++] !== ")") fault("condition", this.line, "The condition leaves a bracket open.");
      return inside;
    }
    if ((word === "1" || word === "any" || word === "all") && this.word() === "of") {
      this.at++;
      return this.several(word === "all" ? "all" : "any");
    }
    return this.selections.get(token) ?? fault("missing-selection", this.line, `The condition names '${oneLine(token, 60)}', and there is no such selection.`);
  }

  private several(kind: "all" | "any"): Expression {
    const token = this.tokens[this.at++];
    if (token === undefined) fault("condition", this.line, "The condition ends after 'of'.");
    const them = token.toLowerCase() === "them";
    const parts = [...this.selections].filter(([name]) => (them ? !name.startsWith("_") : fitsName(token, name))).map(([, part]) => part);
    if (parts.length === 0) fault("missing-selection", this.line, `The condition asks for '${oneLine(token, 60)}', and no selection has such a name.`);
    return { kind, parts };
  }
}

/** True when a name fits a pattern with `*`. */
function fitsName(pattern: string, name: string): boolean {
  const [first, ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === name;
  if (!name.startsWith(first!)) return false;
  let at = first!.length;
  const last = rest.pop()!;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
