import type { MessageRecord, ProjectRecord, SessionRecord, SourceBatch, SourceRecord, ToolCallRecord } from "../model/storage.js";
import { CleanTexts } from "../scoring/content/cleanTexts.js";
import { findSecrets } from "../scoring/content/findSecrets.js";
import type { KeyedHash } from "../scoring/content/mask.js";
import { maskSecrets } from "../scoring/content/maskSecrets.js";
import { maskPersonalData } from "../scoring/content/personalData.js";

type Named = ProjectRecord | SessionRecord | MessageRecord | ToolCallRecord;
type Fields = Readonly<Record<Named["kind"], readonly string[]>>;

/** Names and folders: short texts that an agent, a provider or a file chose, and that are shown. */
const TEXTS: Fields = {
  project: ["worktree"],
  session: ["directory", "version", "agent", "modelId"],
  message: ["agent", "providerId", "modelId", "errorName"],
  toolCall: ["tool"],
};
/**
 * Names by which records are joined, of which somebody else than OpenCode may have had a say. Ids of sessions, messages and parts are
 * OpenCode's own: by them its storage is asked.
 */
const IDENTITIES: Fields = { project: ["id"], session: ["projectId"], message: [], toolCall: ["callId"] };

/** Looks for secrets in what records hold beside arguments, titles, errors and outputs. Where nothing is found, a field stays as it is. */
export class RecordFields {
  /** A session's folder, agent and model come again with each of its messages. */
  private readonly clean = new CleanTexts();

  /** @param maskPersonal replace mail addresses, phone and account numbers, too */
  constructor(
    private readonly keyedHash: KeyedHash,
    private readonly maskPersonal: boolean,
  ) {}

  mask(batch: SourceBatch): SourceBatch {
    return { ...batch, records: batch.records.map((record) => (isNamed(record) ? this.maskRecord(record) : record)) };
  }

  maskRecord<Record extends Named>(record: Record): Record {
    return withTexts(withTexts(record, TEXTS, (text) => this.text(text)), IDENTITIES, (id) => this.identity(id));
  }

  private text(text: string): string {
    if (this.clean.has(text)) return text;
    const { masked } = maskSecrets(text, this.keyedHash);
    const kept = this.maskPersonal ? maskPersonalData(masked, this.keyedHash).masked : masked;
    if (kept === text) this.clean.add(text);
    return kept;
  }

  /** The few digits of a placeholder would make one of two. */
  private identity(id: string): string {
    return findSecrets(id).length === 0 ? id : this.keyedHash(id);
  }
}

/** The names and folders of a record as they are. */
export function namesIn(record: Named): string[] {
  const names: string[] = [];
  withTexts(record, TEXTS, (text) => {
    names.push(text);
    return text;
  });
  return names;
}

function isNamed(record: SourceRecord): record is Named {
  return record.kind in TEXTS;
}

/** The same record where no field changes, as with nearly all. */
function withTexts<Record extends Named>(record: Record, fields: Fields, change: (text: string) => string): Record {
  let changed = record;
  for (const field of fields[record.kind]) {
    const text = record[field as keyof Record];
    if (typeof text !== "string") continue;
    const next = change(text);
    if (next !== text) changed = { ...changed, [field]: next };
  }
  return changed;
}
