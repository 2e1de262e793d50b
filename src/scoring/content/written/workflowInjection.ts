import type { Signal } from "../signal.js";

/** What a stranger writes in an issue, a comment or a branch's name, put into a command as text (GitHub, "script injections"). */
const INTERPOLATED = /\$\{\{\s*github\.(?:event\.(?:issue|pull_request|comment|review|review_comment|discussion|head_commit|commits\[\d\]|pages\[\d\])\.[\w.]*(?:title|body|ref|label|message|name|email|page_name)|head_ref)\s*\}\}/g;

/** A workflow that gives strangers a command, or the repository's secrets. */
export function workflowSignals(text: string): Signal[] {
  const signals: Signal[] = [];
  for (const match of text.matchAll(INTERPOLATED)) {
    if (isInScript(text, match.index)) signals.push({ kind: "written-code:workflow-injection", start: match.index, end: match.index + match[0].length, score: 45 });
    if (signals.length >= 20) break;
  }
  const checkout = /^\s*ref:\s*\$\{\{\s*github\.event\.pull_request\.head\.(?:sha|ref)\s*\}\}/m.exec(text);
  if (checkout !== null && /^\s*(?:on:.*\bpull_request_target\b|-?\s*pull_request_target\b)/m.test(text)) {
    signals.push({ kind: "written-code:workflow-injection", start: checkout.index, end: checkout.index + checkout[0].length, score: 50 });
  }
  return signals;
}

/** The place lies in a `run:` or `script:`, on its line or in the block below it. */
function isInScript(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 4_000), at);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  if (/^\s*-?\s*(?:run|script):/.test(line)) return true;
  const indent = line.length - line.trimStart().length;
  const keys = [...before.matchAll(/^(\s*)(?:- )?([\w-]+):/gm)].reverse();
  const owner = keys.find((key) => key[1]!.length < indent);
  return owner !== undefined && /^(?:run|script)$/.test(owner[2]!);
}
