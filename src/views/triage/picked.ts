import { GROUPINGS, type Grouping } from "../../model/findingList.js";
import type { GroupedList } from "../../protocol/findingList.js";
import type { FindingSelection } from "../../protocol/triage.js";
import { targetOf, type Argument, type Selection } from "../commands.js";

/** What a person picked to decide on. */
export type Picked =
  | { readonly kind: "call"; readonly sessionId: string; readonly callId: string }
  /** All that the Risk Explorer lists in one of its groups. */
  | { readonly kind: "group"; readonly by: Grouping; readonly value: string }
  /** All findings of a session. */
  | { readonly kind: "session"; readonly sessionId: string };

/** Where a key was pressed, which has no node to pass, and whether the next finding is wanted afterwards. */
export interface Pressed {
  readonly from: "list" | "transcript";
  readonly advance: boolean;
}

/** Reads what was picked out of a command's arguments: all selected nodes where there are several, else the one. Empty where they hold none. */
export function pickedOf(argument: Argument, all: Selection): Picked[] {
  const nodes: readonly unknown[] = Array.isArray(all) && all.length > 0 ? all : [argument];
  return nodes.flatMap((node) => onePicked(node) ?? []);
}

/** Reads out of a command's argument where a key was pressed; null where it was no key of ours. */
export function pressedOf(argument: Argument): Pressed | null {
  const { from, advance } = (typeof argument === "object" && argument !== null ? argument : {}) as { from?: unknown; advance?: unknown };
  return from === "list" || from === "transcript" ? { from, advance: advance === true } : null;
}

function onePicked(node: unknown): Picked | null {
  if (typeof node !== "object" || node === null) return null;
  const { kind, by, value, group } = node as { kind?: unknown; by?: unknown; value?: unknown; group?: { value?: unknown } };
  const grouping = GROUPINGS.find((each) => each === by);
  if (kind === "group" && grouping && typeof value === "string") return { kind: "group", by: grouping, value };
  const target = targetOf(node);
  if (!target) return null;
  if (target.callId !== null) return { kind: "call", sessionId: target.sessionId, callId: target.callId };
  // A session of the Risk Explorer stands for those of its calls that are listed.
  return typeof group?.value === "string" ? { kind: "group", by: "session", value: group.value } : { kind: "session", sessionId: target.sessionId };
}

/**
 * The findings that were picked, as the engine is asked to decide on them.
 *
 * @param listed what the Risk Explorer lists
 */
export function selectionOf(picked: readonly Picked[], listed: GroupedList): FindingSelection {
  const calls = [...new Set(picked.flatMap((one) => (one.kind === "call" ? one.callId : [])))];
  const lists = picked.flatMap((one) => (one.kind === "call" ? [] : listOf(one, listed)));
  return lists.length === 0 ? { kind: "calls", ids: calls } : { kind: "lists", lists, calls };
}

/** All that the Risk Explorer lists. */
export function wholeList(list: GroupedList): FindingSelection {
  return { kind: "lists", lists: [{ list, value: null }], calls: [] };
}

function listOf(picked: Exclude<Picked, { kind: "call" }>, listed: GroupedList): { readonly list: GroupedList; readonly value: string } {
  if (picked.kind === "group") return { list: { ...listed, by: picked.by }, value: picked.value };
  const filter: GroupedList["filter"] = { minLevel: "low", text: "", tool: "", project: "", state: null, since: null, folders: [] };
  return { list: { ...listed, by: "session", filter }, value: picked.sessionId };
}
