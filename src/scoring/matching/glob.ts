/**
 * True when a shell pattern with `*`, `?` and `[…]` matches the whole text; `*` matches no slash. Takes time of pattern
 * times text at worst: one place to go back to is enough for stars (the classic two-pointer match).
 */
export function matchesGlob(pattern: string, text: string): boolean {
  let at = 0;
  let index = 0;
  let star = -1;
  let retry = 0;
  while (index < text.length) {
    const step = at < pattern.length ? matchOne(pattern, at, text[index]!) : 0;
    if (at < pattern.length && pattern[at] === "*") {
      star = at++;
      retry = index;
    } else if (step > 0) {
      at += step;
      index++;
    } else if (star >= 0 && text[retry] !== "/") {
      at = star + 1;
      index = ++retry;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}

/** Length of the pattern's element at `at` when it matches the character, else 0. */
function matchOne(pattern: string, at: number, char: string): number {
  const element = pattern[at]!;
  if (element === "?") return char === "/" ? 0 : 1;
  if (element === "[") {
    const close = pattern.indexOf("]", at + 2);
    if (close > 0 && close - at < 40) return inSet(pattern.slice(at + 1, close), char) ? close - at + 1 : 0;
  }
  return element === char ? 1 : 0;
}

function inSet(set: string, char: string): boolean {
  const negated = set[0] === "!" || set[0] === "^";
  let found = false;
  for (let index = negated ? 1 : 0; index < set.length; index++) {
    if (set[index + 1] === "-" && index + 2 < set.length) {
      found ||= char >= set[index]! && char <= set[index + 2]!;
      index += 2;
    } else found ||= set[index] === char;
  }
  return found !== negated;
}
