/** A file, or the part of one, that a tool writes. */
export interface WrittenFile {
  readonly path: string | null;
  readonly text: string;
  /** Place in the tool's text of a place in the file's. */
  readonly placeOf: (at: number) => number;
  /** Of a patch: the added lines among those around them, and whether a range of that text has an added one. */
  readonly inContext?: WrittenFile & { readonly isAdded: (start: number, end: number) => boolean };
}

interface PatchLine {
  readonly text: string;
  /** Place in the tool's text. */
  readonly start: number;
  readonly isAdded: boolean;
}

/** Tools whose text is a file's content, by name; any other tool writes where it names a file. */
const WRITERS = new Set(["write", "edit", "multiedit", "create", "str_replace_editor", "notebookedit", "write_file", "create_file", "edit_file"]);
const PATCHERS = new Set(["apply_patch", "patch"]);
const SHELLS = new Set(["bash", "shell", "terminal"]);
const READERS = new Set(["read", "grep", "glob", "list", "webfetch", "view"]);
const FILE_LIMIT = 100;

/** The files that a tool's input writes; none for a tool that writes none. */
export function writtenFiles(tool: string, path: string | null, text: string): WrittenFile[] {
  const name = tool.toLowerCase();
  if (PATCHERS.has(name) || /^\*\*\* (?:Begin Patch|Add File: |Update File: )/m.test(text.slice(0, 400))) return patchedFiles(text);
  if (SHELLS.has(name)) return heredocFiles(text);
  if (READERS.has(name) || (path === null && !WRITERS.has(name))) return [];
  return [{ path, text, placeOf: (at) => at }];
}

const HEREDOC = /<<-?[ \t]{0,4}(["']?)([A-Za-z_]\w{0,40})\1/;
const TARGET = /(?:>{1,2}|\btee(?: -a)?)[ \t]{0,4}["']?([^\s"'<>|;&]{1,400})/;

/** Files that a command writes out of heredocs: `cat > path <<'EOF'`, `tee path <<EOF`. */
function heredocFiles(command: string): WrittenFile[] {
  const files: WrittenFile[] = [];
  let at = 0;
  while (at < command.length && files.length < FILE_LIMIT) {
    const lineEnd = command.indexOf("\n", at);
    if (lineEnd === -1) break;
    const line = command.slice(at, lineEnd);
    const heredoc = HEREDOC.exec(line);
    const start = lineEnd + 1;
    at = start;
    if (heredoc === null) continue;
    const close = new RegExp(`^\\t*${heredoc[2]}$`, "m").exec(command.slice(start));
    const end = close === null ? command.length : start + close.index;
    const target = TARGET.exec(line.replace(HEREDOC, " "));
    if (target !== null) files.push({ path: target[1]!, text: command.slice(start, end), placeOf: (place) => start + place });
    at = Math.max(end, start);
  }
  return files;
}

/** Lines of each file in a patch: `*** Add File: path`, or `+++ b/path` of a unified diff; what is taken out is left out. */
function patchedFiles(text: string): WrittenFile[] {
  const files: WrittenFile[] = [];
  let path: string | null = null;
  let lines: PatchLine[] = [];
  const close = (): void => {
    if (path !== null && lines.some(({ isAdded }) => isAdded)) files.push(fileOf(path, lines));
    lines = [];
  };
  let at = 0;
  for (const line of text.split("\n")) {
    const head = /^\*\*\* (?:Add|Update) File: (.+?)\r?$|^\+\+\+ (?:b\/)?([^\t\r\n]+)/.exec(line);
    if (head !== null) {
      close();
      if (files.length >= FILE_LIMIT) break;
      path = (head[1] ?? head[2]!).trim();
    } else if (line.startsWith("+") || line.startsWith(" ")) lines.push({ text: line.slice(1), start: at + 1, isAdded: line.startsWith("+") });
    at += line.length + 1;
  }
  close();
  return files;
}

function fileOf(path: string, lines: readonly PatchLine[]): WrittenFile {
  const around = joined(path, lines);
  const isAdded = (start: number, end: number): boolean => lines.some((line, index) => line.isAdded && around.places[index]! < end && around.places[index]! + line.text.length > start);
  return { ...joined(path, lines.filter((line) => line.isAdded)), inContext: { ...around, isAdded } };
}

function joined(path: string, lines: readonly PatchLine[]): WrittenFile & { readonly places: readonly number[] } {
  const places: number[] = [];
  let length = 0;
  for (const { text } of lines) {
    places.push(length);
    length += text.length + 1;
  }
  const placeOf = (at: number): number => {
    let line = 0;
    while (line + 1 < places.length && places[line + 1]! <= at) line++;
    return lines[line]!.start + at - places[line]!;
  };
  return { path, text: lines.map(({ text }) => text).join("\n"), placeOf, places };
}
