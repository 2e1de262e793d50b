/** Letters of the Latin alphabet, inside of brackets; a class of their own, since Unicode's properties take ten times as long. */
export const LETTER = "a-z\\u00c0-\\u024f";

/** An expression of a phrase, matched at the place where one of its anchors stands. */
export const phrase = (source: string): RegExp => new RegExp(source, "iy");

/** Up to so much of one sentence; a full stop inside of a name or a path does not end it. */
export const within = (characters: number): string => String.raw`(?:[^.\n]|\.(?=\S)){0,${characters}}?`;
