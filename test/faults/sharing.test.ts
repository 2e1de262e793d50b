import assert from "node:assert/strict";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { LeaseObserver } from "../../src/worker/lease.js";
import { encodeFrame } from "../../src/worker/sharing/frames.js";
import { proofOf } from "../../src/worker/sharing/handshake.js";
import { leaseRecord, temporaryFolder } from "../unit/worker/sharing/leases.js";
import { type Seated, takeSeat } from "./sharing/seat.js";
import { Window, bundleWindow } from "./sharing/window.js";

/** How often the lease changes hands in the test of that. */
const CHANGES = Number(process.env["SPOTTER_LEASE_CHANGES"] ?? 100);

describe("one engine for all windows", () => {
  let folder: string;
  let scripts: string;
  let script: string;
  let windows: Window[] = [];
  let seats: Seated[] = [];
  before(async () => {
    scripts = temporaryFolder();
    script = await bundleWindow(scripts);
  });
  after(async () => {
    for (const window of windows) await window.kill();
    rmSync(scripts, { recursive: true });
  });
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(async () => {
    for (const { seat } of seats) await seat.dispose();
    seats = [];
    windows = windows.filter((window) => window.alive);
    for (const window of windows) await window.tell({ do: "leave" });
    chmodSync(folder, 0o700);
    rmSync(folder, { recursive: true });
  });

  /** Windows without a seat; those of earlier tests are used again. */
  async function open(count: number): Promise<Window[]> {
    const missing = Math.max(0, count - windows.length);
    windows.push(...(await Promise.all(Array.from({ length: missing }, () => Window.open(script)))));
    return windows.slice(0, count);
  }
  function sitHere(version?: string): Seated {
    const seated = takeSeat(folder, version);
    seats.push(seated);
    return seated;
  }
  const sit = (window: Window): Promise<unknown> => window.tell({ do: "sit", directory: folder });
  const who = (window: Window): Promise<unknown> => window.tell({ do: "ask", name: "who" });

  it("has one winner whenever several claim it in the same moment, also over what ended leases left", async () => {
    const claimants = await open(3);
    const rounds = 60;
    const winners: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const directory = join(folder, String(round));
      mkdirSync(directory);
      if (round % 3 === 1) writeFileSync(join(directory, "lease.7"), JSON.stringify(leaseRecord({ pid: 2 ** 31 - 1 })));
      if (round % 3 === 2) writeFileSync(join(directory, "lease.7.released"), "");
      const at = Date.now() + 5;
      const won = await Promise.all(claimants.map((claimant) => claimant.tell({ do: "claim", directory, at })));
      winners.push(won.filter(Boolean).length);
    }
    assert.deepEqual(winners, Array.from({ length: rounds }, () => 1));
  });

  it("is never held by two, however often it changes hands", async () => {
    const contenders = await open(3);
    const counts = (await Promise.all(contenders.map((contender) => contender.tell({ do: "contend", directory: folder, upTo: CHANGES })))) as Array<{ held: number; violations: number }>;
    assert.equal(counts.reduce((sum, { violations }) => sum + violations, 0), 0);
    assert.ok(counts.reduce((sum, { held }) => sum + held, 0) > CHANGES / 2);
    const left = readdirSync(folder).filter((name) => !name.endsWith(`.${CHANGES}`) && !name.endsWith(`.${CHANGES}.released`));
    assert.ok(left.length < 20, `what was left is cleared away: ${left.join()}`);
  });

  it("runs in one of the windows that start at once, and answers all of them", async () => {
    const opened = await open(3);
    for (let round = 0; round < 5; round++) {
      await Promise.all(opened.map(sit));
      const answers = await Promise.all(opened.map(who));
      assert.equal(new Set(answers.map((answer) => JSON.stringify(answer))).size, 1, JSON.stringify(answers));
      assert.equal((answers[0] as { tenure: string }).tenure, "holder");
      await Promise.all(opened.map((window) => window.tell({ do: "leave" })));
    }
  });

  it("is taken over when its window is killed, and what was asked meanwhile is answered by the next", async () => {
    const [first, ...others] = await open(3);
    await sit(first!);
    assert.deepEqual(await who(first!), { pid: first!.pid, tenure: "holder" });
    await Promise.all(others.map(sit));
    await Promise.all(others.map((window) => window.tell({ do: "until", state: "client" })));
    const answers = others.map((window) => window.tell({ do: "ask", name: "slow" }));
    await Promise.all(others.map(who)); // on the same connections: the slow ones have arrived
    await first!.kill();
    writeFileSync(join(folder, "go"), "");
    const pids = new Set(await Promise.all(answers));
    assert.equal(pids.size, 1);
    assert.ok(others.some((window) => pids.has(window.pid)));
    assert.equal(readFileSync(join(folder, "image"), "utf8"), "1 2 ");
  });

  it("is handed on when its window closes, with what it had not answered", async () => {
    const [first, second] = await open(2);
    await sit(first!);
    await first!.tell({ do: "until", state: "holder" });
    await sit(second!);
    await second!.tell({ do: "until", state: "client" });
    const answer = second!.tell({ do: "ask", name: "slow" });
    await who(second!);
    await first!.tell({ do: "leave" });
    await second!.tell({ do: "until", state: "holder" });
    writeFileSync(join(folder, "go"), "");
    assert.deepEqual([await answer, await second!.tell({ do: "states" })], [second!.pid, ["seeking", "client", "seeking", "holder"]]);
  });

  it("is taken over when its thread crashed and its process lives on", async () => {
    const [first] = await open(1);
    await first!.tell({ do: "sitInThread", directory: folder });
    while (new LeaseObserver(folder).look().kind !== "held") await new Promise((resolve) => setTimeout(resolve, 20));
    const here = sitHere();
    await here.until("client");
    await first!.tell({ do: "endThread" });
    await here.until("holder");
    assert.deepEqual(await here.client.request("who", {}), { pid: process.pid, tenure: "holder" });
  });

  it("is taken over at once from a process whose number belongs to another one by now", async () => {
    writeFileSync(join(folder, "lease.3"), JSON.stringify(leaseRecord({ startTime: "1" })));
    const here = sitHere();
    await here.until("holder");
    assert.deepEqual(readdirSync(folder).filter((name) => name.startsWith("lease.")), ["lease.4"]);
  });

  it("is taken over from a window that died while it wrote its lease", async () => {
    writeFileSync(join(folder, "lease.3"), '{"pid":');
    const here = sitHere();
    await here.until("holder");
    assert.deepEqual(readdirSync(folder).filter((name) => name.startsWith("lease.")), ["lease.4"]);
  });

  it("ends without a word in the window whose lease another one took over, which becomes its client", async () => {
    const [other] = await open(1);
    const elsewhere = join(folder, "elsewhere");
    await other!.tell({ do: "sit", directory: elsewhere });
    await other!.tell({ do: "until", state: "holder" });
    const first = sitHere();
    await first.until("holder");
    // As if the first had been taken for dead: its lease is passed by while it lives.
    copyFileSync(join(elsewhere, "lease.1"), join(folder, "lease.2"));
    await first.until("client");
    assert.deepEqual(await first.client.request("who", {}), { pid: other!.pid, tenure: "holder" });
  });

  it("serves the others while one client never reads what it asked for, and drops that one in the end", async () => {
    const holder = sitHere();
    await holder.until("holder");
    const view = new LeaseObserver(folder).look();
    assert.equal(view.kind, "held");
    const { socketPath, token } = (view as { record: { socketPath: string; token: string } }).record;
    const deaf = connect(socketPath);
    const ended = new Promise<void>((resolve) => deaf.once("close", () => resolve()));
    deaf.on("error", () => undefined);
    deaf.pause();
    deaf.write(encodeFrame(proofOf("client", token))!);
    const ask = (id: number): Buffer => encodeFrame({ type: "request", id, name: "big", params: { bytes: 8_000_000 } })!;
    deaf.write(Buffer.concat(Array.from({ length: 10 }, (_, id) => ask(id + 1))));
    const [other] = await open(1);
    await sit(other!);
    for (let i = 0; i < 50; i++) await who(other!);
    while (holder.logged.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    deaf.resume();
    await ended;
    assert.deepEqual(holder.logged, ["Dropped a connection: it does not read what it is sent."]);
    assert.deepEqual(await who(other!), { pid: process.pid, tenure: "holder" });
  });

  it("runs in memory in a window that may not write to the store's folder, and says why", async function () {
    if (process.platform === "win32") return this.skip();
    const window = await Window.open(script);
    chmodSync(folder, 0o555);
    // The superuser may write anywhere; so the window becomes somebody else first.
    await window.tell({ do: "sit", directory: folder, ...(process.getuid?.() === 0 ? { asUser: 65534 } : {}) });
    assert.deepEqual([await who(window), readdirSync(folder)], [{ pid: window.pid, tenure: "alone: not-writable" }, []]);
    await window.kill();
  });

  it("runs in memory beside an engine of another version, and is shared again when that one has ended", async () => {
    const [first] = await open(1);
    await sit(first!);
    await first!.tell({ do: "until", state: "holder" });
    const here = sitHere("2");
    await here.until("alone");
    const beside = await here.client.request("who", {});
    await first!.tell({ do: "leave" });
    await here.until("holder");
    assert.deepEqual([beside, await here.client.request("who", {})], [{ pid: process.pid, tenure: "alone: other-version" }, { pid: process.pid, tenure: "holder" }]);
  });
});
