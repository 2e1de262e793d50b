import { oneLine } from "../../model/neutralise.js";
import { rawText, type Untrusted } from "../../model/untrusted.js";

/** Scheme of the read-only transcripts. */
export const SESSION_SCHEME = "spotter-session";
/** Scheme of the pages that explain a rule. */
export const RULE_SCHEME = "spotter-rule";

/** Scheme of the two sides of what a call did to a file. */
export const CHANGE_SCHEME = "spotter-change";
/** Scheme of a call's record in OpenCode's storage. */
export const RECORD_SCHEME = "spotter-record";

/** Scheme of the read-only lists of decisions, and of what a decision would touch. */
export const TRIAGE_SCHEME = "spotter-triage";

/**
 * Path of a transcript's URI: `/<session id>/<title>`. The id leads and alone decides; the title is there for the tab.
 * It holds no separator and no leading dot, so that the path has two segments whatever the title says.
 */
export function sessionPath(sessionId: string, title: Untrusted): string {
  const name = oneLine(rawText(title), 60).replace(/[/\\:?#%*|<>"]/g, " ").replace(/^[.\s]+/, "").replace(/\s+/g, " ").trim();
  return `/${pathSegment(sessionId)}/${name === "" ? "OpenCode session" : name}`;
}

/** The query of a transcript's URI: which of its documents, counted from 1; the first has none. */
export function partQuery(part: number): string {
  return part === 0 ? "" : `part=${part + 1}`;
}

/** Which document of a transcript a query names, counted from 0; the first where it names none. */
export function partOf(query: string): number {
  const number = /^part=([1-9]\d{0,5})$/.exec(query)?.[1];
  return number === undefined ? 0 : Number(number) - 1;
}

/** The session id in a transcript's path, or null where the path is none of ours. */
export function sessionIdOf(path: string): string | null {
  const segment = /^\/([A-Za-z0-9_.!~*'()%-]{1,9000})\/[^/]+$/.exec(path)?.[1];
  if (segment === undefined) return null;
  const bytes = segment.replace(/%(?![0-9A-Fa-f]{2})/g, "");
  return bytes === segment ? decoded(segment) : null;
}

export type ChangeSide = "before" | "after";

/** One side of what a call did to one of its files, counted from 0. */
export interface ChangeTarget {
  readonly callId: string;
  readonly file: number;
  readonly side: ChangeSide;
}

/** Path of the URI of a side of a change: `/<call>/<file>/<side>/<name>`. The name is there for the tab and for the language alone. */
export function changePath({ callId, file, side }: ChangeTarget, path: Untrusted): string {
  const name = oneLine(rawText(path).replace(/^.*[/\\]/s, ""), 80).replace(/[/\\:?#%*|<>"]/g, " ").replace(/^[.\s]+(?=[.\s])/, "").trim();
  return `/${pathSegment(callId)}/${file}/${side}/${/^\.*$/.test(name) ? "file" : name}`;
}

/** What such a path names; null where it is none of ours. */
export function changeTarget(path: string): ChangeTarget | null {
  const [, segment, file, side] = /^\/([^/]{1,9000})\/(\d{1,4})\/(before|after)\/[^/]+$/.exec(path) ?? [];
  const callId = segment === undefined ? null : decoded(segment);
  return callId === null ? null : { callId, file: Number(file), side: side as ChangeSide };
}

/** Path of a record's URI: `/<call>/record.jsonc`. */
export function recordPath(callId: string): string {
  return `/${pathSegment(callId)}/record.jsonc`;
}

/** The call whose record such a path names; null where it is none of ours. */
export function recordTarget(path: string): string | null {
  const segment = /^\/([^/]{1,9000})\/record\.jsonc$/.exec(path)?.[1];
  return segment === undefined ? null : decoded(segment);
}

export const TRIAGE_DOCUMENTS = ["decisions", "history", "which", "accepted"] as const;
export type TriageDocument = (typeof TRIAGE_DOCUMENTS)[number];

/** Path of the URI of such a list: `/<kind>/<id>/<name>`. The name is ours, and there for the tab and for the language alone. */
export function triagePath(kind: TriageDocument, id: string, name: string): string {
  return `/${kind}/${pathSegment(id)}/${name}`;
}

/** What such a path names; null where it is none of ours. */
export function triageTarget(path: string): { readonly kind: TriageDocument; readonly id: string } | null {
  const [, named, segment] = /^\/(\w+)\/([^/]{1,9000})\/[^/]+$/.exec(path) ?? [];
  const kind = TRIAGE_DOCUMENTS.find((each) => each === named);
  const id = segment === undefined ? null : decoded(segment);
  return kind === undefined || id === null ? null : { kind, id };
}

/** An id as one segment of a path. An id of dots would be a step up. */
function pathSegment(id: string): string {
  return encodeURIComponent(wellFormed(id)).replaceAll(".", "%2E");
}

function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

/**
 * What a link to a session names: `/session/<id>`, and `/message/<id>` after it for a message or a call of it; null where the path
 * is neither.
 */
export function linkTarget(path: string): { readonly sessionId: string; readonly callId: string | null } | null {
  const [, sessionId, callId] = /^\/session\/([A-Za-z0-9_-]{1,128})(?:\/message\/([A-Za-z0-9_-]{1,128}))?\/?$/.exec(path) ?? [];
  return sessionId === undefined ? null : { sessionId, callId: callId ?? null };
}

/** `encodeURIComponent` throws on half of a surrogate pair; ids are outside text like any other. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}
