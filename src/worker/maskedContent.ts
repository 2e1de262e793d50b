import type { MessageContent, PartContent, SessionContent } from "../model/sessionContent.js";
import { type Untrusted, rawText, untrusted } from "../model/untrusted.js";
import type { KeyedHash } from "../scoring/content/mask.js";
import { maskJson } from "../scoring/content/maskJson.js";
import { maskSecrets } from "../scoring/content/maskSecrets.js";
import { RecordFields } from "./recordFields.js";

/** A session's texts with the secrets in them replaced, as the store has them: a transcript is a document that may be copied and kept. */
export function maskedContent(content: SessionContent, keyedHash: KeyedHash): SessionContent {
  const fields = new RecordFields(keyedHash, false);
  const text = (value: Untrusted): Untrusted => untrusted(maskSecrets(rawText(value), keyedHash).masked);
  const part = (value: PartContent): PartContent => {
    switch (value.kind) {
      case "text":
      case "reasoning":
        return { ...value, text: text(value.text) };
      case "subtask":
        return { ...value, agent: text(value.agent), prompt: text(value.prompt) };
      case "file":
        return { ...value, name: text(value.name), url: text(value.url) };
      case "toolCall":
        return {
          ...value,
          title: value.title === null ? null : text(value.title),
          call: {
            ...fields.maskRecord(value.call),
            arguments: maskJson(value.call.arguments, keyedHash).masked as Readonly<Record<string, unknown>>,
            output: value.call.output === null ? null : text(value.call.output),
            error: value.call.error === null ? null : text(value.call.error),
          },
        };
      default:
        return value;
    }
  };
  const message = (value: MessageContent): MessageContent => ({ ...value, message: value.message && fields.maskRecord(value.message), parts: value.parts.map(part) });
  return { ...content, session: fields.maskRecord(content.session), messages: content.messages.map(message) };
}
