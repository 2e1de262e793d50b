import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Lease, LeaseObserver, claimLease, prepareDirectory } from "../../../../src/worker/lease.js";
import { leaseRecord, temporaryFolder } from "./leases.js";

describe("the lease", () => {
  let folder: string;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => rmSync(folder, { recursive: true }));

  const look = (): unknown => new LeaseObserver(folder).look();
  const put = (name: string, content: unknown): void => writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  function win(above: number): Lease {
    const claim = claimLease(folder, above, leaseRecord());
    assert.equal(claim.kind, "won");
    return (claim as { lease: Lease }).lease;
  }

  it("is vacant in an empty folder and in one that is not there", () => {
    assert.deepEqual([look(), new LeaseObserver(join(folder, "missing")).look()], [{ kind: "vacant", above: 0 }, { kind: "vacant", above: 0 }]);
  });

  it("goes to the first who claims it, and tells the others who holds it", () => {
    const lease = win(0);
    assert.deepEqual([claimLease(folder, 0, leaseRecord()), lease.isHeld(), look()], [{ kind: "lost" }, true, { kind: "held", number: 1, record: leaseRecord() }]);
  });

  it("is readable for its owner alone", () => {
    win(0);
    assert.equal(statSync(join(folder, "lease.1")).mode & 0o777, 0o600);
    prepareDirectory(folder);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
  });

  it("is free at once when it is given up, and can be given up twice", () => {
    const lease = win(0);
    assert.deepEqual([lease.release(), lease.release(), lease.isHeld(), look()], [null, null, false, { kind: "vacant", above: 1 }]);
  });

  it("is free when its holder's number belongs to another process by now", function () {
    if (leaseRecord().startTime === null) return this.skip(); // this platform tells no start times: the socket decides
    put("lease.4", leaseRecord({ startTime: "1" }));
    assert.deepEqual(look(), { kind: "vacant", above: 4 });
  });

  it("is free when its holder's process has ended", () => {
    put("lease.4", leaseRecord({ pid: 2 ** 31 - 1 }));
    assert.deepEqual(look(), { kind: "vacant", above: 4 });
  });

  it("of another machine is held until its socket tells otherwise", () => {
    const record = leaseRecord({ pid: 2 ** 31 - 1, place: "another machine" });
    put("lease.4", record);
    assert.deepEqual(look(), { kind: "held", number: 4, record });
  });

  it("clears away what ended leases left, and only that", () => {
    put("lease.1", "");
    put("lease.2", leaseRecord({ pid: 2 ** 31 - 1, socketPath: join(folder, "spotter.db") }));
    put("lease.2.released", "");
    put("lease.backup", "");
    put("spotter.db", "the store");
    win(2);
    assert.deepEqual(readdirSync(folder).sort(), ["lease.3", "lease.backup", "spotter.db"]);
  });

  it("that could be claimed because its file was cleared away meanwhile is lost", () => {
    const late = new LeaseObserver(folder).look();
    win(0).release();
    win(1);
    assert.deepEqual([late, claimLease(folder, 0, leaseRecord()).kind, readdirSync(folder).filter((name) => name === "lease.2")], [{ kind: "vacant", above: 0 }, "lost", ["lease.2"]]);
  });

  it("is lost as soon as somebody took over, and when the folder was emptied", () => {
    const first = win(0);
    const second = win(1);
    const before = [first.standing(), second.standing()];
    rmSync(join(folder, "lease.2"));
    assert.deepEqual([before, second.standing()], [["lost", "held"], "lost"]);
  });

  it("of somebody else is not ended by one who lost his own in an emptied folder", () => {
    put("lease.6.released", "");
    const old = win(6);
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    const fresh = win(0);
    old.release();
    assert.equal(fresh.isHeld(), true);
  });

  for (const [what, make] of [
    ["half-written", (path: string) => writeFileSync(path, '{"pid":1,"sta')],
    ["empty", (path: string) => writeFileSync(path, "")],
    ["of another shape", (path: string) => writeFileSync(path, '{"pid":"1"}')],
    ["with a negative process number", (path: string) => writeFileSync(path, JSON.stringify(leaseRecord({ pid: -1 })))],
    ["with a socket path that no socket can have", (path: string) => writeFileSync(path, JSON.stringify(leaseRecord({ socketPath: `/${"x".repeat(200)}` })))],
    ["endless", (path: string) => writeFileSync(path, " ".repeat(100_000))],
    ["that is a folder", (path: string) => mkdirSync(path)],
    ["that is a link", (path: string) => symlinkSync("/dev/zero", path)],
    ["that is a pipe", (path: string) => execFileSync("mkfifo", [path])],
  ] as const) {
    it(`${what} is waited for a moment, and then passed by`, function () {
      if (process.platform === "win32") return this.skip();
      let now = 0;
      const observer = new LeaseObserver(folder, () => now);
      make(join(folder, "lease.9"));
      const first = observer.look();
      now = 999;
      const second = observer.look();
      now = 1_000;
      assert.deepEqual([first, second, observer.look()], [{ kind: "unsettled", number: 9 }, { kind: "unsettled", number: 9 }, { kind: "vacant", above: 9 }]);
      assert.equal(win(9).isHeld(), true);
    });
  }

  it("cannot be had in a place that is no folder", () => {
    put("file", "");
    const path = join(folder, "file");
    assert.deepEqual(
      [new LeaseObserver(path).look(), claimLease(path, 0, leaseRecord()), prepareDirectory(path)],
      [{ kind: "unavailable", code: "ENOTDIR" }, { kind: "unavailable", code: "ENOTDIR" }, { kind: "unavailable", code: "EEXIST" }],
    );
  });
});
