// eslint-disable-next-line no-control-regex -- the question is whether a text is ASCII
const BEYOND_ASCII = /[^\x00-\x7f]/;

/** True for a text of ASCII characters alone; also for an empty one. */
export function isAscii(text: string): boolean {
  return !BEYOND_ASCII.test(text);
}
