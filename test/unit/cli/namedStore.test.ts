import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { holdNamedStore } from "../../../src/cli/namedStore.js";
import { claimLease } from "../../../src/worker/lease.js";
import { thisProcess } from "../../../src/worker/sharing/processIdentity.js";

describe("the lease on a file of --db", () => {
  let folder: string;
  let files: string;
  let told: number;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "spotter-named-"));
    files = join(folder, "files");
    mkdirSync(files);
    told = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const state = (): { env: Record<string, string>; home: string } => ({ env: { XDG_STATE_HOME: join(folder, "state") }, home: folder });
  const held = async (path: string): Promise<{ mayReplace: () => boolean; ended?: () => void }> => {
    const store = await holdNamedStore(path, state(), () => told++);
    assert.equal(store.kind, "held");
    return store.kind === "held" ? store.hold : assert.fail();
  };

  it("is one process's at a time, whatever way leads to the file, until that has ended", async () => {
    symlinkSync(files, join(folder, "way"));
    const first = await held(join(files, "s.db"));
    for (const way of [files, join(folder, "way")]) assert.deepEqual(await holdNamedStore(join(way, "s.db"), state(), () => told++), { kind: "busy", pid: process.pid });
    (await held(join(files, "other.db"))).ended!();
    first.ended!();
    assert.equal(first.mayReplace(), false);
    const second = await held(join(folder, "way", "s.db"));
    assert.equal(second.mayReplace(), true);
    second.ended!();
    assert.deepEqual(readdirSync(files), []);
  });

  it("goes to the next where its process is gone, and the former may write no more", async () => {
    const first = await held(join(files, "s.db"));
    const [name] = readdirSync(join(folder, "state", "spotter", "leases"));
    const lease = join(folder, "state", "spotter", "leases", name!, "lease.1");
    writeFileSync(lease, JSON.stringify({ ...thisProcess(), startTime: "1", version: "", socketPath: "/nowhere", token: "0".repeat(64), createdAt: 1 }));
    const second = await holdNamedStore(join(files, "s.db"), state(), () => told++);
    // Where the system tells no start times, a number that is in use proves nothing.
    if (process.platform !== "linux") return;
    assert.deepEqual([second.kind, first.mayReplace(), told], ["held", false, 0]);
    // What it has read is not saved, and whoever runs it has to know.
    first.ended!();
    assert.equal(told, 1);
    assert.equal(second.kind === "held" && second.hold.mayReplace(), true);
  });

  it("is that of VS Code's engine where the file is its store", async () => {
    const claim = claimLease(files, 0, { ...thisProcess(), version: "1", socketPath: "/nowhere", token: "0".repeat(64), createdAt: 1 });
    assert.deepEqual(await holdNamedStore(join(files, "spotter.db"), state(), () => told++), { kind: "busy", pid: process.pid });
    (await held(join(files, "mine.db"))).ended!();
    assert.equal(claim.kind === "won" && claim.lease.release(), null);
    const ours = await held(join(files, "spotter.db"));
    assert.ok(readdirSync(files).includes("lease.2"));
    ours.ended!();
  });

  it("says where it cannot be written", async () => {
    writeFileSync(join(folder, "state"), "a file");
    const { kind, ...rest } = await holdNamedStore(join(files, "s.db"), state(), () => told++);
    assert.equal(kind, "unguarded");
    assert.match("directory" in rest ? rest.directory : "", /state.spotter.leases.[0-9a-f]{32}$/);
  });
});
