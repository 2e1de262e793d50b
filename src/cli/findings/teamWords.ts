import type { TeamEntry, TeamFile } from "../../protocol/triage.js";
import { minute, plain, recognisedWords, some, text } from "./words.js";

/** An entry whose expiry has passed hides nothing. */
interface DatedEntry extends TeamEntry {
  readonly expired: boolean;
}

/** What changed of a team's file, those first that may hide critical findings. */
export interface TeamChanges {
  readonly added: readonly DatedEntry[];
  readonly removed: readonly DatedEntry[];
}

/** @param now milliseconds since 1970 */
export function changesOf({ added, removed }: TeamFile, now: number): TeamChanges {
  const dated = (entries: readonly TeamEntry[]): DatedEntry[] =>
    entries.map((entry) => ({ ...entry, expired: entry.expires !== null && entry.expires <= now })).sort(worstFirst);
  return { added: dated(added), removed: dated(removed) };
}

function worstFirst(one: DatedEntry, other: DatedEntry): number {
  const isGrave = ({ critical, expired }: DatedEntry): number => Number(critical && !expired);
  return isGrave(other) - isGrave(one) || isGrave(one) * (other.hidesCritical - one.hidesCritical) || other.hides - one.hides;
}

/** An entry as `--json` prints it. */
export function entryJson({ rule, normalised, target, reason, by, expires, expired, critical, hides, hidesCritical }: DatedEntry): object {
  return { rule, normalised, target, reason, by, expires, expired, critical, hides, hidesCritical };
}

/** A problem of the file as `--json` prints it. */
export function problemJson({ line, message }: TeamFile["problems"][number]): object {
  return { line, message };
}

/** `2 new, 1 gone`, and each of these entries. */
export function changeWords({ added, removed }: TeamChanges): string {
  return `${some(added.length, "new entry", "new entries")}, ${some(removed.length, "gone", "gone")}.\n`
    + `${added.map((entry) => entryWords("new ", entry)).join("")}${removed.map((entry) => entryWords("gone", entry)).join("")}`;
}

function entryWords(change: "new " | "gone", entry: DatedEntry): string {
  const { rule, normalised, target, reason, by } = entry;
  return `  ${change}  ${plain(rule, 80)}: ${recognisedWords(normalised, target)}\n`
    + `        ${hidingWords(change, entry)}\n`
    + `        by ${text(by, 60) || "nobody named"}: ${text(reason, 300)}\n`;
}

function hidingWords(change: "new " | "gone", { expires, expired, critical, hides, hidesCritical }: DatedEntry): string {
  const would = change === "new " ? "would hide" : "hides";
  if (expires !== null && expired) return `expired on ${minute(expires)}, so it ${would} nothing`;
  const worst = hidesCritical === 0 ? "" : critical ? `, ${hidesCritical} of them critical` : `; ${hidesCritical} critical ${hidesCritical === 1 ? "one stays" : "ones stay"}`;
  return `${expires === null ? "for ever" : `until ${minute(expires)}`}${critical ? ", critical ones too" : ""}; it ${would} ${some(hides, "finding")}${worst}`;
}
