import { FileType, workspace, type Disposable, type Uri } from "vscode";

/** Larger files are not looked into: their findings stand in the transcript. */
const FILE_LIMIT = 1_000_000;
/** How often files are looked at where the editor tells nothing of them. */
const LOOK_MS = 5_000;
/** Files that are looked at together. */
const SLICE = 100;

interface WatchedFile {
  readonly uri: Uri;
  /** As its findings are shown; undefined before they are. */
  state: string | null | undefined;
}

/**
 * Tells when a file of the workspace changes that a shown finding's call wrote. The editor's own watching comes first, and is not enough:
 * it can be switched off, end at the system's limit, and miss folders that were made one right after the other, as `mkdir -p` does.
 */
export class WrittenFiles implements Disposable {
  private readonly registrations: Disposable[];
  private readonly timer = setInterval(() => void this.look(), LOOK_MS);
  /** By address. */
  private files: ReadonlyMap<string, WatchedFile> = new Map();
  private looking = false;

  constructor(private readonly onChange: () => void) {
    const watcher = workspace.createFileSystemWatcher("**/*");
    const changed = (uri: Uri) => void (this.files.has(uri.toString()) && this.onChange());
    this.registrations = [watcher, watcher.onDidCreate(changed), watcher.onDidChange(changed), watcher.onDidDelete(changed)];
  }

  /** Looks at these files from now on, also at those that are not there now; files outside the workspace are left out. */
  watch(uris: readonly Uri[]): void {
    const before = this.files;
    this.files = new Map(uris.filter(isInWorkspace).map((uri): [string, WatchedFile] => [uri.toString(), { uri, state: before.get(uri.toString())?.state }]));
  }

  /**
   * What tells one state of a file from another, by which its findings are shown now: it is told when the file has another. Null where
   * there is none that could be read. Never rejects.
   */
  async stateOf(uri: Uri): Promise<string | null> {
    const state = await stateOnDisk(uri);
    const file = this.files.get(uri.toString());
    if (file) file.state = state;
    return state;
  }

  dispose(): void {
    clearInterval(this.timer);
    for (const registration of this.registrations) registration.dispose();
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    const files = [...this.files.values()];
    let hasChanged = false;
    for (let from = 0; from < files.length && !hasChanged; from += SLICE) {
      const changes = await Promise.all(files.slice(from, from + SLICE).map(async (file) => (await stateOnDisk(file.uri)) !== file.state && file.state !== undefined));
      hasChanged = changes.includes(true);
    }
    this.looking = false;
    if (hasChanged) this.onChange();
  }
}

/** Whether a file on disk belongs to this window's folders. */
export function isInWorkspace(uri: Uri): boolean {
  return workspace.getWorkspaceFolder(uri)?.uri.scheme === "file";
}

async function stateOnDisk(uri: Uri): Promise<string | null> {
  try {
    const { type, size, mtime } = await workspace.fs.stat(uri);
    // An open document may have what the file has not yet; one of a file that was deleted stays open for a while.
    return (type & FileType.File) !== 0 && size <= FILE_LIMIT ? `${uri.toString()} ${size} ${mtime} ${openDocument(uri)?.version ?? ""}` : null;
  } catch {
    return null; // gone, or not ours to see: the transcript is shown instead
  }
}

/** The document of a file, where the editor has it open. */
export function openDocument(uri: Uri) {
  return workspace.textDocuments.find((document) => !document.isClosed && document.uri.toString() === uri.toString());
}
