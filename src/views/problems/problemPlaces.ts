import { Range, Uri, workspace } from "vscode";
import { rawText } from "../../model/untrusted.js";
import type { FindingRow } from "../../protocol/rows.js";
import { sessionUri } from "../transcript/transcriptDocuments.js";
import type { TranscriptIndex } from "../transcript/transcriptIndex.js";
import { isInWorkspace, openDocument, type WrittenFiles } from "./writtenFiles.js";
import { rangeOfWritten } from "./writtenRange.js";

/** Files whose state is remembered. */
const REMEMBERED = 2_000;

/** Where a finding stands in Problems. */
export interface ProblemPlace {
  readonly uri: Uri;
  readonly range: Range;
  /** False where the file does not have the text any more. */
  readonly hasText: boolean;
}

/** Finds where findings are shown: on the workspace's file that the call wrote, where there is one, else on the transcript's line. */
export class ProblemPlaces {
  /** By finding and state of the file: null where the text is not in it. */
  private readonly known = new Map<string, Range | null>();

  constructor(
    private readonly index: TranscriptIndex,
    private readonly files: WrittenFiles,
  ) {}

  async placeOf(finding: FindingRow): Promise<ProblemPlace> {
    return (await this.inFile(finding)) ?? this.inTranscript(finding);
  }

  /** The line of the call, as far as it is known; the first one until then. */
  inTranscript({ call, sessionTitle }: FindingRow): ProblemPlace {
    const place = this.index.placeOf(call.sessionId, call.id);
    const line = place?.line ?? 0;
    return { uri: sessionUri(call.sessionId, sessionTitle, place?.part), range: new Range(line, 0, line, 1_000), hasText: true };
  }

  private async inFile({ id, written }: FindingRow): Promise<ProblemPlace | null> {
    if (written === null) return null;
    const uri = Uri.file(rawText(written.path));
    if (!isInWorkspace(uri)) return null;
    const state = await this.files.stateOf(uri);
    if (state === null) return null;
    const key = `${id} ${state}`;
    if (!this.known.has(key)) {
      const text = await textOf(uri);
      if (text === null) return null;
      this.remember(key, rangeIn(text, rawText(written.text)));
    }
    const range = this.known.get(key);
    return { uri, range: range ?? new Range(0, 0, 0, 0), hasText: range !== null };
  }

  private remember(key: string, range: Range | null): void {
    this.known.set(key, range);
    if (this.known.size > REMEMBERED) this.known.delete(this.known.keys().next().value!);
  }
}

/** What the editor has of a file, else what is on the disk; null where it went since it was looked at, or may not be read. */
async function textOf(uri: Uri): Promise<string | null> {
  try {
    return openDocument(uri)?.getText() ?? new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch {
    return null; // the transcript is shown instead, and the other findings where they are
  }
}

function rangeIn(text: string, written: string): Range | null {
  const found = rangeOfWritten(text, written);
  return found && new Range(found.startLine, found.startColumn, found.endLine, found.endColumn);
}
