import type { Budget } from "./budget.js";

/** Text up to this length is parsed whole. */
const WHOLE = 32_768;
/** What is parsed of longer text: its beginning and its end, where what matters stands. */
const PART = 8_192;
/** Depth of open brackets up to which text is parsed whole: the parser's time grows with their nesting. */
const OPENINGS = 120;
const SHORT_PART = 256;
/** Text that is read whole where the call holds too much. */
export const SCARCE = SHORT_PART * 2;
const SEPARATORS = 1_500;
/** The longest path that a system opens; of longer ones, and of addresses, the beginning and the end are looked at. */
const TARGET = 4_096;

/** True for text of which only parts are parsed, so that time stays bounded whatever is written. */
export function needsBound(text: string): boolean {
  if (text.length < 400) return false;
  return text.length > WHOLE || openings(text) > OPENINGS || separators(text) > SEPARATORS;
}

/**
 * The parts of a long or deeply nested text that are parsed, cut at line breaks or blanks where there are any; `tail` is
 * empty where `head` is all. `scarce`: the call holds so much that little of each further text is read.
 */
export function boundText(text: string, scarce = false): { readonly head: string; readonly tail: string } {
  const deep = scarce || (text.length <= WHOLE ? openings(text) > OPENINGS : openings(text.slice(0, PART)) > OPENINGS || openings(text.slice(-PART)) > OPENINGS);
  const part = deep ? SHORT_PART : PART;
  if (text.length <= part * 2) return { head: text, tail: "" };
  const head = text.slice(0, part);
  const tail = text.slice(-part);
  const headEnd = Math.max(head.lastIndexOf("\n"), head.lastIndexOf(";"), head.lastIndexOf(" "));
  const tailStart = tail.search(/[\n; ]/);
  return { head: headEnd > 0 ? head.slice(0, headEnd) : head, tail: tail.slice(tailStart < 0 ? 0 : tailStart) };
}

/** What is looked at of a path or an address: all of it, or its beginning and its end as one text with an ellipsis between them. */
export function boundTarget(text: string, budget: Budget): string {
  const limit = budget.target(Math.min(text.length, TARGET)) ? TARGET : SHORT_PART;
  if (text.length <= limit) return text;
  budget.cut = true;
  return `${text.slice(0, limit / 2)}…${text.slice(-limit / 2)}`;
}

/** How deep brackets of any kind are open at most; what a heredoc holds is balanced and stays shallow. */
function openings(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 40 || code === 123) {
      if (++depth > deepest) deepest = depth;
      if (deepest > OPENINGS) return deepest;
    } else if ((code === 41 || code === 125) && depth > 0) depth--;
  }
  return deepest;
}

function separators(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length && count <= SEPARATORS; index++) {
    const code = text.charCodeAt(index);
    if (code === 124 || code === 59 || code === 38) count++;
  }
  return count;
}
