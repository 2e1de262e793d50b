/** A file, or the part of one, that a tool writes. */
export interface WrittenFile {
  readonly path: string | null;
  readonly text: string;
  /** Place in the tool's text of a place in the file's. */
  readonly placeOf: (at: number) => number;
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

/** Added lines of each file in a patch: `*** Add File: path`, or `+++ b/path` of a unified diff. */
function patchedFiles(text: string): WrittenFile[] {
  const files: WrittenFile[] = [];
  let path: string | null = null;
  let lines: string[] = [];
  let starts: number[] = [];
  const close = (): void => {
    if (path !== null && lines.length > 0) files.push(fileOf(path, lines, starts));
    lines = [];
    starts = [];
  };
  let at = 0;
  for (const line of text.split("\n")) {
    const head = /^\*\*\* (?:Add|Update) File: (.+?)\r?$|^\+\+\+ (?:b\/)?([^\t\r\n]+)/.exec(line);
    if (head !== null) {
      close();
      if (files.length >= FILE_LIMIT) break;
      path = (head[1] ?? head[2]!).trim();
    } else if (line.startsWith("+")) {
      lines.push(line.slice(1));
      starts.push(at + 1);
    }
    at += line.length + 1;
  }
  close();
  return files;
}

function fileOf(path: string, lines: readonly string[], starts: readonly number[]): WrittenFile {
  const places: number[] = [];
  let length = 0;
  for (const line of lines) {
    places.push(length);
    length += line.length + 1;
  }
  return {
    path,
    text: lines.join("\n"),
    placeOf: (at) => {
      let line = 0;
      while (line + 1 < places.length && places[line + 1]! <= at) line++;
      return starts[line]! + at - places[line]!;
    },
  };
}
