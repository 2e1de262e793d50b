import { FileType, workspace, type Disposable, type Uri } from "vscode";

/** Larger files are not looked into: their findings stand in the transcript. */
const FILE_LIMIT = 1_000_000;
/** How often files are looked at where the editor tells nothing of them. */
const LOOK_MS = 5_000;
/** Files that are looked at together. */
const SLICE = 100;

/** Files by address, each with its state when it was last looked at. */
type States = ReadonlyMap<string, { readonly uri: Uri; readonly state: string | null }>;

/**
 * Tells when a file of the workspace changes that a shown finding's call wrote. The editor's own watching comes first, and is not enough:
 * it can be switched off, end at the system's limit, and miss folders that were made one right after the other, as `mkdir -p` does.
 */
export class WrittenFiles implements Disposable {
  private readonly registrations: Disposable[];
  private readonly timer = setInterval(() => void this.look(), LOOK_MS);
  private states: States = new Map();
  private looking = false;

  constructor(private readonly onChange: () => void) {
    const watcher = workspace.createFileSystemWatcher("**/*");
    const changed = (uri: Uri) => void (this.states.has(uri.toString()) && this.onChange());
    this.registrations = [watcher, watcher.onDidCreate(changed), watcher.onDidChange(changed), watcher.onDidDelete(changed)];
  }

  /** Looks at these files from now on, also at those that are not there now; files outside the workspace are left out. */
  async watch(uris: readonly Uri[]): Promise<void> {
    this.states = await statesOf(uris.filter(isInWorkspace));
  }

  dispose(): void {
    clearInterval(this.timer);
    for (const registration of this.registrations) registration.dispose();
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    const before = this.states;
    const now = await statesOf([...before.values()].map(({ uri }) => uri));
    this.looking = false;
    // Meanwhile other files may have been asked for.
    if (this.states !== before) return;
    this.states = now;
    if ([...now].some(([address, { state }]) => before.get(address)?.state !== state)) this.onChange();
  }
}

async function statesOf(uris: readonly Uri[]): Promise<States> {
  const unique = [...new Map(uris.map((uri) => [uri.toString(), uri]))];
  const states = new Map<string, { readonly uri: Uri; readonly state: string | null }>();
  for (let from = 0; from < unique.length; from += SLICE) {
    await Promise.all(unique.slice(from, from + SLICE).map(async ([address, uri]) => states.set(address, { uri, state: await stateOf(uri) })));
  }
  return states;
}

/** Whether a file on disk belongs to this window's folders. */
export function isInWorkspace(uri: Uri): boolean {
  return workspace.getWorkspaceFolder(uri)?.uri.scheme === "file";
}

/** What tells one state of a file from another; null where there is none that could be read. Never throws. */
export async function stateOf(uri: Uri): Promise<string | null> {
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
