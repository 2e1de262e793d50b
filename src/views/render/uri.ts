import { oneLine } from "../../model/neutralise.js";
import { rawText, type Untrusted } from "../../model/untrusted.js";

/** Scheme of the read-only transcripts. */
export const SESSION_SCHEME = "spotter-session";
/** Scheme of the pages that explain a rule. */
export const RULE_SCHEME = "spotter-rule";

/**
 * Path of a transcript's URI: `/<session id>/<title>`. The id leads and alone decides; the title is there for the tab.
 * It holds no separator and no leading dot, so that the path has two segments whatever the title says.
 */
export function sessionPath(sessionId: string, title: Untrusted): string {
  const name = oneLine(rawText(title), 60).replace(/[/\\:?#%*|<>"]/g, " ").replace(/^[.\s]+/, "").replace(/\s+/g, " ").trim();
  // An id of dots would be a step up.
  const id = encodeURIComponent(wellFormed(sessionId)).replaceAll(".", "%2E");
  return `/${id}/${name === "" ? "OpenCode session" : name}`;
}

/** The session id in a transcript's path, or null where the path is none of ours. */
export function sessionIdOf(path: string): string | null {
  const segment = /^\/([A-Za-z0-9_.!~*'()%-]{1,9000})\/[^/]+$/.exec(path)?.[1];
  if (segment === undefined) return null;
  const bytes = segment.replace(/%(?![0-9A-Fa-f]{2})/g, "");
  if (bytes !== segment) return null;
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
