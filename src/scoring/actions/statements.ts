/** A statement's text with the contents of its strings and its comments left out; names in quotes stay. */
export interface StatementText {
  readonly code: string;
  /** As `code`, but with what its strings hold: for statements whose strings are what matters, as in `FROM PROGRAM 'id'`. */
  readonly withStrings: string;
}

const QUOTED = /'(?:[^'\\]|''|\\[\s\S])*'|\$(\w*)\$[\s\S]*?\$\1\$/y;
const TAG = /\$\w*\$/y;
const COMMENT = /--[^\n]*|\/\*(?!!)[\s\S]*?(?:\*\/|$)/y;
/** Servers of MySQL's family run what stands in such a comment. */
const CONDITIONAL = /\/\*!\d*/y;

/**
 * Reads SQL as far as to tell code from data: strings in single and dollar quotes, comments of both kinds (SQL standard,
 * PostgreSQL "Lexical Structure", MySQL "Comments"). A string that does not end is code, so that a stray quote hides nothing.
 * Takes time linear in `text`.
 */
export function statementText(text: string): StatementText {
  const code: string[] = [];
  const whole: string[] = [];
  let plain = 0;
  /** Marks whose string does not end: looking for the end of each again would take the text's length for each. */
  const unended = new Set<string>();
  const take = (expression: RegExp, index: number): number => {
    expression.lastIndex = index;
    return expression.test(text) ? expression.lastIndex : 0;
  };
  for (let index = 0; index < text.length; ) {
    const mark = text[index]!;
    const quoted = (mark === "'" || mark === "$") && !unended.has(mark) ? take(QUOTED, index) : 0;
    if (quoted === 0 && (mark === "'" || (mark === "$" && take(TAG, index) > 0))) unended.add(mark);
    const passed = quoted || (mark === "-" || mark === "/" ? take(COMMENT, index) || take(CONDITIONAL, index) : 0);
    if (passed === 0) {
      index++;
      continue;
    }
    code.push(text.slice(plain, index), quoted > 0 ? "''" : " ");
    whole.push(text.slice(plain, index), quoted > 0 ? text.slice(index, quoted) : " ");
    index = plain = passed;
  }
  const folded = (parts: readonly string[]): string => `${parts.join("")}${text.slice(plain)}`.replace(/\s+/g, " ");
  return { code: folded(code), withStrings: folded(whole) };
}
