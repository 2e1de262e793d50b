/**
 * The two texts from which git made one with marks, the base of style diff3 left out; null where there are no marks, or not as git sets them.
 */
export function sidesOf(text: string): { readonly ours: string; readonly theirs: string } | null {
  const ours: string[] = [];
  const theirs: string[] = [];
  let part: "both" | "ours" | "base" | "theirs" = "both";
  let conflicts = 0;
  for (const line of text.split("\n")) {
    // Exactly seven: within a base git sets longer ones, for a base that has conflicts itself.
    const mark = /^(<{7}|\|{7}|={7}|>{7})(?:[ \r]|$)/.exec(line)?.[1]?.[0];
    if (mark === "<" && part === "both") part = "ours";
    else if (mark === "|" && part === "ours") part = "base";
    else if (mark === "=" && (part === "ours" || part === "base")) part = "theirs";
    else if (mark === ">" && part === "theirs") {
      part = "both";
      conflicts++;
    } else if (mark !== undefined) return null;
    else {
      if (part === "both" || part === "ours") ours.push(line);
      if (part === "both" || part === "theirs") theirs.push(line);
    }
  }
  return conflicts > 0 && part === "both" ? { ours: ours.join("\n"), theirs: theirs.join("\n") } : null;
}
