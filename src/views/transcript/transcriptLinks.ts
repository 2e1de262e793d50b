import { DocumentLink, l10n, languages, Range, Uri, type Disposable, type DocumentLinkProvider, type TextDocument } from "vscode";
import { hiddenSecrets, type PlacedSecret } from "./hiddenSecrets.js";
import type { TranscriptIndex } from "./transcriptIndex.js";
import { partOf, partQuery, SESSION_SCHEME, sessionIdOf } from "../render/uri.js";

/** Where a document of several says which one came before: below the session's title and folder. */
const EARLIER_LINE = 2;

/**
 * Links from one document of a long session to those before and after, and from a secret's placeholder to what reveals it. What else
 * stands in a transcript was written by others, and is no link.
 */
export class TranscriptLinks implements DocumentLinkProvider, Disposable {
  private readonly registration = languages.registerDocumentLinkProvider({ scheme: SESSION_SCHEME }, this);

  constructor(private readonly index: TranscriptIndex) {}

  async provideDocumentLinks(document: TextDocument): Promise<DocumentLink[]> {
    const sessionId = sessionIdOf(document.uri.path);
    if (sessionId === null) return [];
    const anchors = await this.index.anchorsOf(sessionId, partOf(document.uri.query));
    return [...otherParts(document), ...(anchors ? hiddenSecrets(document.getText(), anchors, sessionId).map(secretLink) : [])];
  }

  dispose(): void {
    this.registration.dispose();
  }
}

function otherParts(document: TextDocument): DocumentLink[] {
  const part = partOf(document.uri.query);
  // The document ends with a line feed.
  const last = document.lineCount - 2;
  const links: DocumentLink[] = [];
  if (part > 0) links.push(...linkAt(document, EARLIER_LINE, /^◀ /, part - 1, l10n.t("Show the earlier part of this session")));
  if (last > EARLIER_LINE) links.push(...linkAt(document, last, /^▶ Later: part \d+ of \d+$/, part + 1, l10n.t("Show the later part of this session")));
  return links;
}

/** The command's argument is made of an id, a kind and four digits, each as text of JSON in an encoded query. */
function secretLink({ line, start, end, ...hidden }: PlacedSecret): DocumentLink {
  const link = new DocumentLink(new Range(line, start, line, end), Uri.from({ scheme: "command", path: "spotter.revealSecret", query: JSON.stringify(hidden) }));
  link.tooltip = l10n.t("Reveal this secret");
  return link;
}

function linkAt(document: TextDocument, line: number, mark: RegExp, part: number, tooltip: string): DocumentLink[] {
  const { text, range } = document.lineAt(line);
  if (!mark.test(text)) return [];
  const link = new DocumentLink(new Range(range.start, range.end), otherPart(document.uri, part));
  link.tooltip = tooltip;
  return [link];
}

/** The address of another document of the same session. */
function otherPart(uri: Uri, part: number): Uri {
  const path = uri.path.replace(/ \(\d+\)$/, "");
  return uri.with({ path: part === 0 ? path : `${path} (${part + 1})`, query: partQuery(part) });
}
