import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diskFiles } from "../../../src/disk/files.js";
import { healthOf, shortPath } from "../../../src/worker/health.js";
import { accountName, machineOf } from "../../../src/worker/machine.js";
import { pollingNotices, readingNotices } from "../../../src/worker/notices.js";
import { StatusFile, statusPath, type WrittenStatus } from "../../../src/worker/statusFile.js";
import { sourceRow, statusRow } from "../views/rows.js";

describe("the health of the engine", () => {
  it("is good where everything was read, and for an empty storage", () => {
    assert.deepEqual(healthOf(statusRow()).complaints, []);
    assert.equal(healthOf(statusRow({ sources: [sourceRow({ problem: { reason: "empty", message: "x" }, captureRate: null })] })).healthy, true);
  });

  it("is bad, with each reason, where something is not seen", () => {
    const sources = [
      sourceRow({ path: "/home/dev/a.db", problem: { reason: "locked", message: "a secret title" } }),
      sourceRow({ path: "/home/dev/b.db", seen: 1000, parsed: 998, captureRate: 0.998, deadLetters: 1, unknownShapes: 1 }),
    ];
    const notices = [{ id: "store-corrupt", severity: "warning" as const, message: "x" }, { id: "excluded:/home/dev/a.db", severity: "info" as const, message: "y" }];
    const report = healthOf(statusRow({ sources, notices, failed: 2 }), "/home/dev");
    assert.deepEqual(report.complaints, [
      "~/a.db: locked.", "~/b.db: 99.80 % of the records captured (1 unreadable, 1 of an unknown shape).", "2 tool calls could not be scored.", "Notice: store-corrupt.",
    ]);
    assert.ok(!JSON.stringify(report).includes("/home/dev") && !JSON.stringify(report).includes("secret title"));
    assert.equal(healthOf(statusRow({ sources: [] })).healthy, false);
  });

  it("shortens paths to what is recognised", () => {
    assert.deepEqual(
      ["/home/dev/.local/share/opencode", "/home/devil/x/y", "/srv/data/opencode/opencode.db", "/x", "polling:/home/dev/a", "plain"].map((path) => shortPath(path, "/home/dev")),
      ["~/.local/share/opencode", "…/x/y", "…/opencode/opencode.db", "/x", "polling:~/a", "plain"],
    );
  });
});

describe("the status file", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "spotter-status-"))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const read = (path: string): WrittenStatus => JSON.parse(readFileSync(path, "utf8")) as WrittenStatus;

  it("lies beside the store, whole, and is written where it says something new", async () => {
    let writes = 0;
    const files = { ...diskFiles, rename: (from: string, to: string): void => (writes++, diskFiles.rename(from, to)) };
    const file = new StatusFile(join(folder, "spotter.db"), () => undefined, () => true, () => 77, files);
    await file.write(statusRow(), true);
    await file.write(statusRow(), true);
    await file.write(statusRow(), false);
    const { writtenAt, pid, running, healthy } = read(join(folder, "status.json"));
    assert.deepEqual({ writes, writtenAt, pid, running, healthy, files: readdirSync(folder) }, { writes: 2, writtenAt: 77, pid: process.pid, running: false, healthy: true, files: ["status.json"] });
    assert.equal(statusPath("/tmp/mine.db"), "/tmp/mine.db.status.json");
  });

  it("tells once that it could not be written, and is left alone once another engine has taken over", async () => {
    const told: string[] = [];
    const full = { ...diskFiles, writeLater: (): Promise<number> => Promise.reject(Object.assign(new Error("full"), { code: "ENOSPC" })) };
    const file = new StatusFile(join(folder, "spotter.db"), (message) => told.push(message), () => true, Date.now, full);
    await file.write(statusRow(), true);
    await file.write(statusRow(), false);
    assert.deepEqual(told, ["The status file could not be written (ENOSPC)."]);
    await new StatusFile(join(folder, "spotter.db"), () => undefined, () => false).write(statusRow(), true);
    assert.deepEqual(readdirSync(folder), []);
  });
});

describe("what readings have to say", () => {
  it("is that watching failed, that sessions are left out, and that there is a backlog after the first reading", () => {
    assert.match(pollingNotices(new Map([["/d", "ENOSPC"]]))[0]!.message, /Watching \/d for changes failed \(ENOSPC\)\. Spotter looks there every two seconds/);
    const ids = (changes: Parameters<typeof sourceRow>[0]): string[] => readingNotices([sourceRow({ path: "/d", ...changes })]).map(({ id }) => id);
    assert.deepEqual([ids({}), ids({ excluded: 3 }), ids({ backlog: 500 }), ids({ backlog: 500, phase: "bulk" }), ids({ backlog: 5 })], [[], ["excluded:/d"], ["backlog:/d"], [], []]);
  });
});

describe("the machine that is read", () => {
  const kind = (remoteName: string | null, env: Record<string, string> = {}, files: string[] = []): string =>
    machineOf({ env, hostname: "desk", exists: (path) => files.includes(path) }, remoteName).kind;

  it("is told by VS Code's remote, else by what the system itself shows", () => {
    assert.deepEqual([kind("wsl"), kind("ssh-remote"), kind("dev-container"), kind("codespaces")], ["wsl", "ssh", "container", "remote"]);
    assert.deepEqual(
      [kind(null), kind(null, { WSL_DISTRO_NAME: "Debian" }), kind(null, {}, ["/.dockerenv"]), kind(null, { SSH_CONNECTION: "a" })],
      ["local", "wsl", "container", "ssh"],
    );
  });

  it("names the account by its number where it has no name for it, and hides no other fault", () => {
    const fails = (code: string) => (): string => {
      throw Object.assign(new Error("made by the test"), { code });
    };
    assert.deepEqual([accountName(() => "dev"), accountName(fails("ERR_SYSTEM_ERROR"))], ["dev", String(process.getuid?.() ?? "")]);
    assert.throws(() => accountName(fails("ERR_OTHER")), { code: "ERR_OTHER" });
  });

  it("is the one of the screen where VS Code is served on it", () => {
    assert.deepEqual([kind("127.0.0.1:8080"), kind("localhost"), kind("[::1]:8080"), kind("10.0.0.7:8080")], ["local", "local", "local", "remote"]);
  });
});
