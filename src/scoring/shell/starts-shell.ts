/** Text that starts an interactive shell when something runs it. */
const INTERACTIVE = /(?:\/usr)?\/bin\/(?:ba|da|z|k)?sh\b(?!\s+-[a-hj-oq-z]*c|["']?,\s*\[?["']-c|\s+(?!\d?[<>&]|-[ip]\b)[\w$"'./-])|\bsh\b[^\n]{0,40}(?:[<>]&\s*\d|<\s*\/dev\/tty)|^\/bin\/(?:ba|da)?sh$/m;
const LIMIT = 20_000;

/** True for a written text that starts a shell for someone to type in; lines that only name the shell to use do not. */
export function startsShell(text: string): boolean {
  return text.length <= LIMIT && text.includes("sh") && INTERACTIVE.test(text.replace(/^#![^\n]*/, "").replace(/^.*\bSHELL\b.*$|^\s*shell:.*$/gm, ""));
}
