import type { MessageContent, PartContent } from "../model/sessionContent.js";
import { rawText, untrusted, type Untrusted } from "../model/untrusted.js";
import { RequestError } from "../protocol/channel.js";
import type { EngineParams, EngineResult } from "../protocol/engine.js";
import { identityOf } from "../scoring/content/mask.js";
import { maskJson } from "../scoring/content/maskJson.js";
import { maskSecrets } from "../scoring/content/maskSecrets.js";
import type { Engine } from "./engine.js";
import { textAt } from "./observedTexts.js";
import { namesIn } from "./recordFields.js";

/** Secrets by their keyed hash. */
type Found = Map<string, string>;

interface Search {
  readonly kind: string;
  readonly digits: string;
  readonly keyedHash: (secret: string) => string;
  readonly found: Found;
}

/**
 * What stands behind a placeholder: read from OpenCode's storage at this moment, given to who asked, and kept nowhere. That it was looked
 * at is in the journal, on the disk, before it is given.
 *
 * @throws {RequestError} `not-found` where OpenCode has it no more, or the text only looks like a placeholder
 * @throws what writing the journal throws; nothing is given then
 */
export function revealSecret(engine: Engine, { sessionId, place, kind, digits }: EngineParams<"revealSecret">): EngineResult<"revealSecret"> {
  const { store, sources } = engine;
  const content = sources.readSession(sessionId);
  const search: Search = { kind: `secret:${kind}`, digits, keyedHash: (secret) => store.keyedHasher.of(secret), found: new Map() };
  if (content) {
    for (const name of namesIn(content.session)) searchText(name, search);
    for (const message of content.messages) {
      const parts = partsAt(message, place);
      if (message.message !== null && (message.id === place || parts.length > 0)) for (const name of namesIn(message.message)) searchText(name, search);
      for (const part of parts) searchPart(part, search);
    }
  }
  if (search.found.size === 0) throw new RequestError("not-found", "OpenCode's storage does not hold this secret any more.");
  store.decisions.record([...search.found.keys()].map((hash) => ({ kind: "reveal", sessionId, place, hash })));
  store.markDirty();
  return { values: [...search.found.values()].map(untrusted) };
}

/** The parts of a message, or the one of them that is meant. */
function partsAt(message: MessageContent, place: string): readonly PartContent[] {
  return message.id === place ? message.parts : message.parts.filter(({ id }) => id === place);
}

function searchPart(part: PartContent, search: Search): void {
  switch (part.kind) {
    case "text":
    case "reasoning":
      return searchTexts([part.text], search);
    case "subtask":
      return searchTexts([part.agent, part.prompt], search);
    case "file":
      return searchTexts([part.name, part.url], search);
    case "toolCall":
      searchTexts([part.title, part.call.output, part.call.error], search);
      for (const name of namesIn(part.call)) searchText(name, search);
      return searchArguments(part.call.arguments, search);
    default:
      return;
  }
}

function searchTexts(texts: ReadonlyArray<Untrusted | null>, search: Search): void {
  for (const text of texts) if (text !== null) searchText(rawText(text), search);
}

function searchText(text: string, { kind, digits, keyedHash, found }: Search): void {
  for (const each of maskSecrets(text, keyedHash).observations) {
    if (each.kind === kind && each.hash.startsWith(digits)) found.set(each.hash, text.slice(each.start, each.end));
  }
}

function searchArguments(args: Readonly<Record<string, unknown>>, { kind, digits, keyedHash, found }: Search): void {
  const identities = new Map<string, string>();
  const remember = (secret: string): string => {
    const hash = keyedHash(secret);
    identities.set(hash, secret);
    return hash;
  };
  for (const { kind: seen, hash, pointer, inKey, start, end } of maskJson(args, remember).observations) {
    if (seen !== kind || !hash.startsWith(digits)) continue;
    const value = inKey ? "" : textAt(args, pointer).slice(start, end);
    // Below a key that was masked itself the value is not found by its pointer; what was hashed is the secret without its line ends.
    found.set(hash, keyedHash(identityOf(value)) === hash ? value : identities.get(hash)!);
  }
}
