/**
 * Words of a message or a question. VS Code makes a link of `[text](command:…)` in them, and a click on it runs the command: a narrow
 * no-break space parts the brackets wherever they meet, so no link comes of what is put together either.
 */
export function notice(words: string): string {
  return words.replaceAll("](", "]\u202f(");
}
