/** Text up to this length is parsed whole. */
const WHOLE = 32_768;
/** What is parsed of longer text: its beginning and its end, where what matters stands. */
const PART = 8_192;
/** Depth of open brackets up to which text is parsed whole: the parser's time grows with their nesting. */
const OPENINGS = 120;
const SHORT_PART = 256;
const SEPARATORS = 2_500;

/** True for text of which only parts are parsed, so that time stays bounded whatever is written. */
export function needsBound(text: string): boolean {
  if (text.length < 400) return false;
  return text.length > WHOLE || openings(text) > OPENINGS || separators(text) > SEPARATORS;
}

/** The parts of a long or deeply nested text that are parsed, cut at line breaks or blanks where there are any; `tail` is empty where `head` is all. */
export function boundText(text: string): { readonly head: string; readonly tail: string } {
  const deep = text.length <= WHOLE ? openings(text) > OPENINGS : openings(text.slice(0, PART)) > OPENINGS || openings(text.slice(-PART)) > OPENINGS;
  const part = deep ? SHORT_PART : PART;
  if (text.length <= part * 2) return { head: text, tail: "" };
  const head = text.slice(0, part);
  const tail = text.slice(-part);
  const headEnd = Math.max(head.lastIndexOf("\n"), head.lastIndexOf(";"), head.lastIndexOf(" "));
  const tailStart = tail.search(/[\n; ]/);
  return { head: headEnd > 0 ? head.slice(0, headEnd) : head, tail: tail.slice(tailStart < 0 ? 0 : tailStart) };
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
