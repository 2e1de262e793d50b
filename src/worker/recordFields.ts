import { cutAt } from "../model/neutralise.js";
import type { MessageRecord, ProjectRecord, SessionRecord, SourceBatch, SourceRecord, ToolCallRecord } from "../model/storage.js";
import { CleanTexts } from "../scoring/content/cleanTexts.js";
import { findSecrets } from "../scoring/content/findSecrets.js";
import type { KeyedHash } from "../scoring/content/mask.js";
import { maskSecrets } from "../scoring/content/maskSecrets.js";
import { maskPersonalData } from "../scoring/content/personalData.js";

type Named = ProjectRecord | SessionRecord | MessageRecord | ToolCallRecord;
/** Fields of a kind, each with the UTF-16 code units that are kept of it. */
type Fields = Readonly<Record<Named["kind"], ReadonlyArray<readonly [field: string, limit: number]>>>;

const NAME_LIMIT = 200;
const TITLE_LIMIT = 1_000;
/** No system opens a longer path. */
const PATH_LIMIT = 4_096;

/** Names, titles and folders: short texts that an agent, a provider or a file chose, and that are shown. */
const TEXTS: Fields = {
  project: [["worktree", PATH_LIMIT]],
  session: [["directory", PATH_LIMIT], ["title", TITLE_LIMIT], ["version", NAME_LIMIT], ["agent", NAME_LIMIT], ["modelId", NAME_LIMIT]],
  message: [["agent", NAME_LIMIT], ["providerId", NAME_LIMIT], ["modelId", NAME_LIMIT], ["errorName", NAME_LIMIT]],
  toolCall: [["tool", NAME_LIMIT]],
};
/**
 * Names by which records are joined, of which somebody else than OpenCode may have had a say. Ids of sessions, messages and parts are
 * OpenCode's own: by them its storage is asked.
 */
const IDENTITIES: Fields = { project: [["id", NAME_LIMIT]], session: [["projectId", NAME_LIMIT]], message: [], toolCall: [["callId", NAME_LIMIT]] };

/**
 * Looks for secrets in what records hold beside arguments, errors and outputs, and cuts what is longer than any such name. Where nothing is
 * found in a field and it has a name's length, it stays as it is.
 */
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
    return withTexts(withTexts(record, TEXTS, (text, limit) => this.text(text, limit)), IDENTITIES, (id, limit) => this.identity(id, limit));
  }

  private text(text: string, limit: number): string {
    if (this.clean.has(text)) return text;
    const { masked } = maskSecrets(text, this.keyedHash);
    const kept = this.maskPersonal ? maskPersonalData(masked, this.keyedHash).masked : masked;
    if (kept === text) this.clean.add(text);
    return kept.length <= limit ? kept : `${cutAt(kept, limit - 1)}…`;
  }

  /** The few digits of a placeholder would make one of two, and so would a cut. */
  private identity(id: string, limit: number): string {
    return id.length <= limit && findSecrets(id).length === 0 ? id : this.keyedHash(id);
  }
}

/** The names, titles and folders of a record as they are. */
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
function withTexts<Record extends Named>(record: Record, fields: Fields, change: (text: string, limit: number) => string): Record {
  let changed = record;
  for (const [field, limit] of fields[record.kind]) {
    const text = record[field as keyof Record];
    if (typeof text !== "string") continue;
    const next = change(text, limit);
    if (next !== text) changed = { ...changed, [field]: next };
  }
  return changed;
}
