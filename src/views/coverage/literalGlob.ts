/**
 * A glob that matches that text and nothing longer. The text was written by others: what means something in a glob becomes `?`,
 * one character, so that a folder named `**` does not leave out all others.
 */
export function literalGlob(text: string): string {
  const special = process.platform === "win32" ? /[*?[\]{}()!+@|^$]/g : /[*?[\]{}()!+@|^$\\]/g;
  return text.replace(special, "?");
}
