import { cutAt, neutralise } from "../model/neutralise.js";
import { untrusted } from "../model/untrusted.js";
import type { Anchors, TranscriptPart } from "./transcript.js";

/** Bytes of UTF-8 of one document: a larger one costs the editor's thread more than a frame. */
const PART_LIMIT = 1_000_000;
/** From here on a new message or call begins a new document, so that few are torn apart. */
const PART_FULL = 900_000;
/** What a reason counts, whatever it takes: its sentence has 500 UTF-16 code units at most, in a language that is the reader's. */
const REASON_SIZE = 1_500;
/** What the lines that lead to the documents before and after take at most. */
const LINKS_SIZE = 200;

/** Where a heading stands. */
export interface HeadingPlace {
  readonly anchors: Anchors;
  readonly line: number;
  /** Lines from the heading on in its own document, whatever was added since. */
  linesSince(): number;
}

/** Lines of a transcript, divided into documents, and where things stand on them. */
export class TranscriptPages {
  private readonly pages: Page[] = [];
  private page: Page;
  private message: { readonly id: string; readonly heading: string } | null = null;

  /** @param head lines that stand above each document */
  constructor(private readonly head: readonly string[]) {
    this.page = this.begin();
  }

  beginMessage(id: string, heading: string): void {
    this.message = null;
    if (this.page.size >= PART_FULL) this.page = this.begin();
    this.add("", heading);
    this.page.anchors.messages[id] = this.page.lines.length - 1;
    this.message = { id, heading };
  }

  /** A part of the message begins: the place to begin a new document where this one is full. */
  beginPart(): void {
    if (this.page.size >= PART_FULL) this.page = this.begin();
  }

  addHeading(line: string): HeadingPlace {
    this.add(line);
    const { page } = this;
    const at = page.lines.length - 1;
    return { anchors: page.anchors, line: at, linesSince: () => page.lines.length - at };
  }

  addReason(line: string): void {
    this.addLine(line, REASON_SIZE);
  }

  add(...lines: string[]): void {
    for (const line of lines) this.addLine(line, Buffer.byteLength(line) + 1);
  }

  /** A text of many lines under a label, indented, cut at `limit` code units. */
  addBlock(label: string, text: string, limit: number, indent: string, spaced = true): void {
    if (spaced) this.add("");
    if (label !== "") this.add(label);
    const shown = cutAt(text, limit);
    // Not spread into one call: a text can have more lines than a call takes arguments.
    for (const line of neutralise(shown.replace(/\r\n?/g, "\n")).split("\n")) this.add(indent + line);
    if (shown.length < text.length) this.add(`${indent}… ${text.length - shown.length} more characters are not shown`);
  }

  parts(): TranscriptPart[] {
    const count = this.pages.length;
    return this.pages.map(({ lines, anchors }, index) => {
      const above = index === 0 ? [] : [`◀ Earlier: part ${index} of ${count}`];
      const below = index === count - 1 ? [] : ["", `▶ Later: part ${index + 2} of ${count}`];
      // The line is there already; its words are known only now.
      const shown = [...lines.slice(0, this.head.length), ...above, ...lines.slice(this.head.length + above.length), ...below];
      return { text: untrusted(`${shown.join("\n")}\n`), anchors };
    });
  }

  private addLine(line: string, size: number): void {
    if (this.page.size + size > PART_LIMIT) this.page = this.begin();
    this.page.lines.push(line);
    this.page.size += size;
  }

  private begin(): Page {
    const lines = [...this.head, ...(this.pages.length === 0 ? [] : [""])];
    const page: Page = { lines, anchors: { messages: {}, calls: {} }, size: LINKS_SIZE + lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0) };
    this.pages.push(page);
    if (this.message !== null) {
      page.lines.push("", `${this.message.heading} (continued)`);
      page.size += Buffer.byteLength(this.message.heading) + 20;
      page.anchors.messages[this.message.id] = page.lines.length - 1;
    }
    return page;
  }
}

interface Page {
  readonly lines: string[];
  readonly anchors: Anchors;
  size: number;
}
