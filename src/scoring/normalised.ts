import { UNKNOWN, type Invocation } from "./shell/invocation.js";

/** Invocations, and characters, that a normalised command keeps. */
const INVOCATIONS = 12;
const LIMIT = 600;

/**
 * Gathers the normalised command: each program with its arguments after quotes, expansions and wrappers are gone, variable
 * parts reduced to their class: `<n>` numbers, `<hash>`, `<url host>`, `<tmp>` a temporary path, `<text>` long or with
 * blanks, `<?>` unknown. Calls that differ only there are the same action.
 */
export class NormalisedCommand {
  private readonly parts: string[] = [];

  add(invocation: Invocation): void {
    if (this.parts.length >= INVOCATIONS || invocation.program === "" || invocation.program === ":") return;
    const words = [invocation.program];
    for (const arg of invocation.args.slice(0, 24)) words.push(reduce(arg));
    for (const { operator, target } of invocation.redirects) words.push(operator + reduce(target));
    this.parts.push(words.join(" "));
  }

  text(): string {
    return this.parts.join("; ").slice(0, LIMIT);
  }
}

function reduce(arg: string): string {
  if (arg.length <= 40 && /^[A-Za-z._/-]*$/.test(arg) && !isTemporary(arg)) return arg;
  if (arg.length > 80 || /\s/.test(arg)) return "<text>";
  if (arg.startsWith("-")) return arg.replaceAll(UNKNOWN, "<?>");
  if (/^[a-z][\w+.-]*:\/\//i.test(arg)) return `<url ${/^[a-z][\w+.-]*:\/\/(?:[^/@]*@)?([^/:?#]*)/i.exec(arg)?.[1] ?? ""}>`;
  if (isTemporary(arg)) return "<tmp>";
  if (/^\d+$/.test(arg)) return arg.length > 3 ? "<n>" : arg;
  if (/^[0-9a-f]{7,64}$/i.test(arg) && /\d/.test(arg)) return "<hash>";
  return arg.replaceAll(UNKNOWN, "<?>").replace(/[0-9a-f]{12,}|\d{4,}/gi, "<n>");
}

function isTemporary(arg: string): boolean {
  return /^\/(?:tmp|var\/(?:tmp|folders))\//.test(arg);
}
