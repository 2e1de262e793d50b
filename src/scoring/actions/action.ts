import { normalisePath } from "../paths/normalise.js";
import { placeOf, type Place, type Surroundings } from "../paths/place.js";
import { SECRET_KINDS, sensitivityOf, type Sensitivity } from "../paths/sensitive.js";
import { TAINT, type Invocation } from "../shell/invocation.js";
import type { Scope } from "../shell/scope.js";
import { classifyUrl, type UrlTarget } from "../urls/classify.js";

/** What is done, by class. */
export const ACTION_KINDS = [
  "delete", "overwrite", "append", "read", "search", "mode", "owner", "link", "fetch", "send", "listen", "connect", "run", "spawn", "hook", "environment", "sql", "encrypt", "unread",
] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];

export interface PathTarget {
  readonly path: string;
  readonly place: Place;
  readonly sensitive: Sensitivity | null;
}

/** One thing that a program does to one target. */
export interface Action {
  readonly kind: ActionKind;
  readonly path: PathTarget | null;
  readonly url: UrlTarget | null;
  /** How it is done: `recursive`, `setuid`, `remote`, `tied` …; the rules name them. */
  readonly traits: readonly string[];
  /** What a message names: the target as written. */
  readonly subject: string;
}

/** What describing an invocation needs to know and to tell. */
export interface Description {
  readonly invocation: Invocation;
  readonly scope: Scope;
  readonly surroundings: Surroundings;
  emit(action: Action): void;
}

const NONE: readonly string[] = [];
const HOME_PAGE = /^(?:https?:\/\/)?[\w.-]+\/?$/i;

/** Path with its place and sensitivity, relative ones seen from where the program runs. */
export function pathTarget(text: string, invocation: Invocation, surroundings: Surroundings): PathTarget {
  const path = normalisePath(text, invocation.cwd);
  const place = invocation.cwd === surroundings.cwd ? surroundings : { ...surroundings, cwd: invocation.cwd };
  return { path, place: placeOf(path, place), sensitive: sensitivityOf(path) };
}

/** Taint of what reading a path gives. */
export function taintOf({ sensitive, place }: PathTarget): number {
  if (sensitive !== null && SECRET_KINDS.has(sensitive)) return TAINT.secret;
  return place === "outside" || place === "system" || place === "home" || place === "user-data" ? TAINT.outside : TAINT.none;
}

/** Reports an action on a path. */
export function onPath(description: Description, kind: ActionKind, text: string, traits: readonly string[] = NONE): void {
  if (text === "" || text === "-") return;
  description.emit({ kind, path: pathTarget(text, description.invocation, description.surroundings), url: null, traits, subject: text });
}

/** Reports an action on a URL or a host; what a `file:` URL names is a file that is read. */
export function onUrl(description: Description, kind: ActionKind, text: string, traits: readonly string[] = NONE): void {
  const file = kind === "fetch" ? /^file:\/\/(?:localhost)?(\/[^?#]*)/i.exec(text)?.[1] : undefined;
  if (file !== undefined) onPath(description, "read", file, traits);
  description.emit({ kind, path: null, url: classifyUrl(text), traits: HOME_PAGE.test(text) ? [...traits, "home-page"] : traits, subject: text });
}

/** Reports an action that has no target of its own. */
export function plain(description: Description, kind: ActionKind, subject: string, traits: readonly string[] = NONE): void {
  description.emit({ kind, path: null, url: null, traits, subject });
}
