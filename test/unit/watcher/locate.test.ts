import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { locateStorage, type LocatedStorage } from "../../../src/watcher/locate.js";
import { removeCopies, temporaryFolder } from "./storageCopies.js";

function dataDirectory(parent: string, databases: readonly string[], hasJson: boolean): string {
  const directory = join(parent, "opencode");
  mkdirSync(join(directory, "storage", ...(hasJson ? ["session"] : [])), { recursive: true });
  for (const name of databases) writeFileSync(join(directory, name), "");
  return directory;
}

function shown(found: LocatedStorage, root: string): unknown {
  const short = (path: string): string => path.replace(root, "");
  return {
    locations: found.locations.map(({ kind, path }) => `${kind} ${short(path)}`),
    problems: found.problems.map(({ path, problem }) => `${problem.reason} ${short(path)}`),
  };
}

describe("locating OpenCode's storage", () => {
  let root: string;
  const locate = (env: Record<string, string>, overrides: string[] = [], platform: NodeJS.Platform = "linux"): unknown =>
    shown(locateStorage({ env, home: join(root, "home"), platform }, overrides), root);
  beforeEach(() => (root = temporaryFolder()));
  afterEach(removeCopies);

  it("finds nothing and no problem where OpenCode never ran", () => {
    assert.deepEqual(locate({}), { locations: [], problems: [] });
  });

  it("looks below XDG_DATA_HOME and the home, at databases of all channels and at JSON files, database first", () => {
    dataDirectory(join(root, "xdg"), ["opencode.db", "opencode-dev.db", "opencode.db-wal", "other.db"], true);
    dataDirectory(join(root, "home/.local/share"), [], true);
    assert.deepEqual(locate({ XDG_DATA_HOME: join(root, "xdg") }), {
      locations: ["sqlite /xdg/opencode/opencode-dev.db", "sqlite /xdg/opencode/opencode.db", "json /xdg/opencode", "json /home/.local/share/opencode"],
      problems: [],
    });
  });

  it("takes no storage folder without sessions for a source: the database leaves one", () => {
    dataDirectory(join(root, "home/.local/share"), ["opencode.db"], false);
    assert.deepEqual(locate({}), { locations: ["sqlite /home/.local/share/opencode/opencode.db"], problems: [] });
  });

  it("follows OPENCODE_DB, absolute or below the data directory, and tells when it leads nowhere", () => {
    dataDirectory(join(root, "home/.local/share"), [], false);
    writeFileSync(join(root, "home/.local/share/opencode/work.sqlite"), "");
    writeFileSync(join(root, "elsewhere.db"), "");
    assert.deepEqual(locate({ OPENCODE_DB: "work.sqlite" }), { locations: ["sqlite /home/.local/share/opencode/work.sqlite"], problems: [] });
    assert.deepEqual(locate({ OPENCODE_DB: join(root, "elsewhere.db") }), { locations: ["sqlite /elsewhere.db"], problems: [] });
    assert.deepEqual(locate({ OPENCODE_DB: ":memory:" }), { locations: [], problems: [] });
    assert.deepEqual(locate({ OPENCODE_DB: join(root, "gone.db") }), { locations: [], problems: ["not-found /gone.db"] });
  });

  it("takes a data directory, its storage folder or a database by name, each once", () => {
    const directory = dataDirectory(root, ["opencode.db"], true);
    symlinkSync(directory, join(root, "link"));
    const named = [directory, join(directory, "storage"), join(directory, "opencode.db"), join(root, "link")];
    for (const path of named.slice(0, 2)) assert.deepEqual(locate({}, [path]), { locations: ["sqlite /opencode/opencode.db", "json /opencode"], problems: [] });
    assert.deepEqual(locate({}, named), { locations: ["sqlite /opencode/opencode.db", "json /opencode"], problems: [] });
  });

  it("tells of each named path that cannot be used", () => {
    mkdirSync(join(root, "bare"));
    assert.deepEqual(locate({}, [join(root, "bare"), join(root, "gone"), "relative/path"]), {
      locations: [],
      problems: ["empty /bare", "not-found /gone", "not-found relative/path"],
    });
  });

  it("takes ~ for the home", () => {
    dataDirectory(join(root, "home"), ["opencode.db"], false);
    assert.deepEqual(locate({}, ["~/opencode"]), { locations: ["sqlite /home/opencode/opencode.db"], problems: [] });
  });
});
