/**
 * JSON in ASCII alone: whatever a text in it holds, a terminal that shows it obeys none of it, and a reader gets the text as it was.
 */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
