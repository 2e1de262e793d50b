import assert from "node:assert/strict";
import { join } from "node:path";
import { StorageFolder } from "../watcher/madeFiles.js";
import { removeCopies, temporaryFolder } from "../watcher/storageCopies.js";
import { spotter } from "./commandLine.js";

interface ListJson {
  readonly total: number;
  readonly settled: { readonly suppressed: number };
  readonly partlySuppressed: number;
  readonly findings: ReadonlyArray<{ readonly id: string; readonly state: string; readonly calls: number; readonly suppressedCalls: number }>;
}

describe("a suppression of one call of a finding that has others", () => {
  const storage = new StorageFolder().session("ses_a").message("msg_a", "ses_a");
  let home: string;
  let db: string;
  let id: string;
  before(async () => {
    for (const part of ["prt_1", "prt_2", "prt_3"]) storage.bash(part, "msg_a", "ses_a", "terraform destroy -auto-approve");
    storage.settle();
    home = temporaryFolder();
    db = join(home, "s.db");
    await told("scan", "--storage", storage.path);
    id = (await list()).findings[0]!.id;
  });
  after(removeCopies);

  async function told(...args: string[]): Promise<string> {
    const { code, out, err } = await spotter([...args, "--db", db], { home });
    assert.deepEqual([code, err], [0, ""]);
    return out;
  }
  const findings = (...args: string[]): Promise<string> => told("findings", ...args);
  const list = async (...args: string[]): Promise<ListJson> => JSON.parse(await findings("list", ...args, "--json")) as ListJson;

  it("is told as a call of a finding that stays listed wherever it is counted, until it hides the last one", async () => {
    const suppressed = await findings("suppress", id, "--scope", "call", "--call", "prt_1", "--reason", "a drill");
    assert.match(suppressed, /\nSuppressed: 1 call of a finding that stays listed\. To take it back: spotter findings undo /);
    assert.match(await findings("suppress", id, "--scope", "call", "--call", "prt_2", "--dry-run"), /\nIt hides this one call: the finding has others, and stays listed for them\.\nNothing was suppressed/);
    assert.match(await findings("suppressions"), /: hides 1 call of a finding that stays listed \(1 high\), /);
    const { suppressions } = JSON.parse(await findings("suppressions", "--json")) as { suppressions: { hides: number; partly: number }[] };
    assert.deepEqual(suppressions.map(({ hides, partly }) => [hides, partly]), [[1, 1]]);

    const out = await findings("list");
    assert.match(out, /\n +3 calls, 1 of them suppressed, newest /);
    assert.match(out, /\nLeft out, since they are settled: 1 \(1 suppressed\); 1 of them stays listed, and only calls of it are suppressed\. '--state any' lists them, too\.\n$/);
    for (const state of [[], ["--state", "suppressed"], ["--state", "any"]]) {
      const { total, settled, partlySuppressed, findings: [row] } = await list(...state);
      assert.deepEqual([total, settled.suppressed, partlySuppressed, row?.state, row?.calls, row?.suppressedCalls], [1, 1, 1, "open", 3, 1], state.join(" "));
    }
    const scanned = JSON.parse(await told("scan", "--storage", storage.path, "--json")) as Pick<ListJson, "settled" | "partlySuppressed">;
    assert.deepEqual([scanned.settled.suppressed, scanned.partlySuppressed], [1, 1]);

    const shown = JSON.parse(await findings("show", id, "--json")) as { calls: { id: string; suppressed: boolean }[] };
    assert.deepEqual(shown.calls.filter((call) => call.suppressed).map((call) => call.id), ["prt_1"]);
    assert.match(await findings("show", id), /, suppressed {2}\[prt_1\]\n/);

    await findings("suppress", id, "--scope", "call", "--call", "prt_2", "--reason", "a drill");
    assert.match(await findings("suppress", id, "--scope", "call", "--call", "prt_3", "--reason", "a drill"), /\nSuppressed: 1 finding\. /);
    const whole = await list("--state", "suppressed");
    assert.deepEqual([whole.partlySuppressed, whole.settled.suppressed, ...whole.findings.map(({ state, suppressedCalls }) => `${state} ${suppressedCalls}`)], [0, 1, "suppressed 0"]);
    assert.match(await findings("list"), /^No such finding\.\nLeft out, since they are settled: 1 \(1 suppressed\)\. /);
  });
});
