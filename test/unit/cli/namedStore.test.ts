import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { holdNamedStore, realFileOf } from "../../../src/cli/namedStore.js";
import { claimLease } from "../../../src/worker/lease.js";
import { thisProcess } from "../../../src/worker/sharing/processIdentity.js";
import { recordStoreLocation } from "../../../src/worker/sharing/storeLocation.js";

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
  const held = async (path: string): Promise<{ mayReplace: () => boolean; ended?: () => Promise<void> }> => {
    const store = await holdNamedStore(path, state(), () => told++);
    assert.equal(store.kind, "held");
    return store.kind === "held" ? store.hold : assert.fail();
  };

  it("is one process's at a time, whatever way leads to the file, until that has ended", async () => {
    symlinkSync(files, join(folder, "way"));
    const first = await held(join(files, "s.db"));
    for (const way of [files, join(folder, "way")]) assert.deepEqual(await holdNamedStore(realFileOf(join(way, "s.db")), state(), () => told++), { kind: "busy", pid: process.pid });
    await (await held(join(files, "other.db"))).ended!();
    await first.ended!();
    assert.equal(first.mayReplace(), false);
    const second = await held(realFileOf(join(folder, "way", "s.db")));
    assert.equal(second.mayReplace(), true);
    await second.ended!();
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
    await first.ended!();
    assert.equal(told, 1);
    assert.equal(second.kind === "held" && second.hold.mayReplace(), true);
    if (second.kind === "held") await second.hold.ended!();
  });

  it("is not taken on the store of VS Code's engine, whether that runs or not", async () => {
    const claim = claimLease(files, 0, { ...thisProcess(), version: "1", socketPath: "/nowhere", token: "0".repeat(64), createdAt: 1 });
    const kind = async (name: string): Promise<string> => (await holdNamedStore(join(files, name), state(), () => told++)).kind;
    assert.equal(await kind("spotter.db"), "engines");
    assert.equal(claim.kind === "won" && claim.lease.release(), null);
    assert.equal(await kind("spotter.db"), "engines");
    for (const name of readdirSync(files)) rmSync(join(files, name));
    await (await held(join(files, "spotter.db"))).ended!();
    recordStoreLocation(state(), files, 1);
    assert.deepEqual([await kind("spotter.db"), readdirSync(files)], ["engines", []]);
    await (await held(join(files, "mine.db"))).ended!();
  });

  it("goes to the next where its process numbers are another boot's and nobody listens, and not where somebody does", async () => {
    const elsewhere = { ...thisProcess(), place: "another boot" };
    const path = join(files, "s.db");
    const first = await held(path);
    const [name] = readdirSync(join(folder, "state", "spotter", "leases"));
    const lease = join(folder, "state", "spotter", "leases", name!, "lease.1");
    const record = JSON.parse(readFileSync(lease, "utf8")) as object;
    writeFileSync(lease, JSON.stringify({ ...record, ...elsewhere }));
    assert.equal((await holdNamedStore(path, state(), () => told++)).kind, "busy");
    writeFileSync(lease, JSON.stringify({ ...record, ...elsewhere, socketPath: join(folder, "gone.sock") }));
    const second = await held(path);
    assert.deepEqual([first.mayReplace(), second.mayReplace()], [false, true]);
    await second.ended!();
    await first.ended!();
  });

  it("is one for a file and a link to it", async () => {
    writeFileSync(join(files, "s.db"), "");
    symlinkSync(join(files, "s.db"), join(folder, "link.db"));
    assert.equal(realFileOf(join(folder, "link.db")), realFileOf(join(files, "s.db")));
    assert.equal(realFileOf(join(files, "not-yet.db")), join(realFileOf(files), "not-yet.db"));
  });

  it("says where it cannot be written", async () => {
    writeFileSync(join(folder, "state"), "a file");
    const { kind, ...rest } = await holdNamedStore(join(files, "s.db"), state(), () => told++);
    assert.equal(kind, "unguarded");
    assert.match("directory" in rest ? rest.directory : "", /state.spotter.leases.[0-9a-f]{32}$/);
  });
});
