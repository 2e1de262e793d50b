import { entryKey, type FolderPaths, type TeamSuppression } from "../../model/suppression.js";
import { untrusted } from "../../model/untrusted.js";
import { RequestError } from "../../protocol/channel.js";
import type { EngineParams, EngineResult } from "../../protocol/engine.js";
import type { TeamEntry } from "../../protocol/triage.js";
import { formatSuppressions } from "../../reports/suppressions/formatSuppressions.js";
import { mergeSuppressions, patternKey } from "../../reports/suppressions/mergeSuppressions.js";
import { parseSuppressions } from "../../reports/suppressions/parseSuppressions.js";
import type { Store } from "../../store/store.js";
import { acceptedTeamFile } from "../../store/queries/decisions.js";
import { countCovered } from "../../store/queries/suppressions.js";
import { isWholePath, pathsOf } from "../../store/suppressionCover.js";
import { knownSuppression } from "./suppressing.js";
import { actOf, type TriageParts } from "./triageParts.js";
import { workspacePlace } from "./workspacePlace.js";

/** A team's file beside what a person accepted of it last. */
export function teamFile({ store, now }: TriageParts, { folder, text }: EngineParams<"teamFile">): EngineResult<"teamFile"> {
  const { place, accepted, isKnown } = acceptedOf(store, folder);
  const { entries, problems } = readText(text);
  const { added, removed } = changesOf(accepted, isKnown, entries);
  const isSame = isKnown && added.length + removed.length === 0;
  const rows = (changed: readonly TeamSuppression[]): TeamEntry[] => changed.map((entry) => entryRow(store, place, entry, now()));
  return {
    state: problems.length > 0 ? "unusable" : accepted === null && text === null ? "unknown" : isSame && (accepted !== null || text === null) ? "same" : "changed",
    problems: problems.map(({ line, message, template, args }) => ({ line, message: untrusted(message), template, args: args.map(untrusted) })),
    added: problems.length > 0 ? [] : rows(added),
    removed: problems.length > 0 ? [] : rows(removed),
    accepted: untrusted(accepted ? formatSuppressions(isKnown ? accepted.entries : removed) : ""),
  };
}

/** @throws {RequestError} `unusable` where the file has problems, `needs-consent` where entries that are new may hide critical findings and nobody said that they may */
export function acceptTeamFile({ store, changed }: TriageParts, { folder, text, critical }: EngineParams<"acceptTeamFile">): EngineResult<"acceptTeamFile"> {
  if (!isWholePath(folder)) throw new RequestError("not-found", "A team's folder is named from the root on.");
  const entries = usableEntries(text);
  const { place, accepted, isKnown } = acceptedOf(store, folder);
  const { added } = changesOf(accepted, isKnown, entries);
  const grave = added.filter((entry) => entry.critical).length;
  if (grave > 0 && !critical) throw new RequestError("needs-consent", `${grave} entries may hide critical findings in all of the folder, and that has to be confirmed.`);
  const recorded = store.decisions.record([{ kind: "team", ...place, entries }]);
  changed(null);
  return { entries: entries.length, act: actOf(recorded) };
}

/** The text of a team's file with a suppression added to it. @throws {RequestError} `not-found`, and `unusable` where the text has problems */
export function shareSuppression({ store }: TriageParts, { id, text, critical }: EngineParams<"shareSuppression">): EngineResult<"shareSuppression"> {
  const stored = knownSuppression(store.db, id);
  const { rule, normalised, target, reason, actor, expires } = stored;
  const added = { rule, normalised, target, reason, by: actor, expires, critical: critical || stored.critical === 1 };
  const shared = formatSuppressions(mergeSuppressions(usableEntries(text), [added]));
  // One entry more may be one too many.
  const entry = usableEntries(shared).find((each) => patternKey(each) === patternKey(added));
  return { text: untrusted(shared), critical: entry?.critical === true };
}

interface Accepted {
  readonly place: FolderPaths;
  readonly accepted: ReturnType<typeof acceptedTeamFile>;
  readonly isKnown: boolean;
}

/** A folder, what was accepted of its file last, and whether that was for the path by which it is named now, too. */
function acceptedOf({ db }: Store, given: string): Accepted {
  const accepted = acceptedTeamFile(db, pathsOf(workspacePlace(given)));
  const known = accepted?.paths ?? [];
  const place = workspacePlace(given, known);
  return { place, accepted, isKnown: accepted === null || pathsOf(place).every((path) => known.includes(path)) };
}

/** @throws {RequestError} `unusable` where the file has problems */
function usableEntries(text: string | null): readonly TeamSuppression[] {
  const { entries, problems } = readText(text);
  if (problems.length > 0) throw new RequestError("unusable", `The file has problems, the first in line ${problems[0]!.line}: ${problems[0]!.message}`);
  return entries;
}

function readText(text: string | null): ReturnType<typeof parseSuppressions> {
  return text === null ? { entries: [], problems: [] } : parseSuppressions(text);
}

/** What an acceptance would change. By a path that is not known yet every entry is added: there it holds for findings for which nobody has seen it. */
function changesOf(accepted: Accepted["accepted"], isKnown: boolean, entries: readonly TeamSuppression[]): { readonly added: readonly TeamSuppression[]; readonly removed: readonly TeamSuppression[] } {
  const before = accepted?.entries ?? [];
  const [old, fresh] = [new Set(before.map(entryKey)), new Set(entries.map(entryKey))];
  return { added: isKnown ? entries.filter((entry) => !old.has(entryKey(entry))) : entries, removed: before.filter((entry) => !fresh.has(entryKey(entry))) };
}

function entryRow({ db, suppressions }: Store, place: FolderPaths, entry: TeamSuppression, now: number): TeamEntry {
  const covered = { prints: suppressions.printsOf(entry), scope: { kind: "workspace", ...place }, since: 0, only: { kind: "unsettled" } } as const;
  const all = countCovered(db, { ...covered, critical: true });
  const expired = entry.expires !== null && entry.expires <= now;
  return {
    rule: entry.rule,
    normalised: untrusted(entry.normalised),
    target: untrusted(entry.target),
    reason: untrusted(entry.reason),
    by: untrusted(entry.by),
    expires: entry.expires,
    critical: entry.critical,
    hides: expired ? 0 : entry.critical ? all.ids.length : all.ids.length - all.byLevel.critical,
    hidesCritical: expired ? 0 : all.byLevel.critical,
  };
}

