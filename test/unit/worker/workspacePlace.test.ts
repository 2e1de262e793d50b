import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RequestError } from "../../../src/protocol/channel.js";
import { formatSuppressions } from "../../../src/reports/suppressions/formatSuppressions.js";
import { workspacePlace } from "../../../src/worker/triage/workspacePlace.js";
import { bash, session } from "../store/records.js";
import { TriageStore } from "./triageStore.js";

const FETCH = "npm install http://198.51.100.7/tool.tgz";

describe("a workspace that is reached through a link", () => {
  let folder: string;
  let real: string;
  let link: string;
  let triage: TriageStore;
  beforeEach(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "spotter-place-")));
    [real, link] = [join(folder, "real"), join(folder, "link")];
    mkdirSync(real);
    mkdirSync(join(folder, "other"));
    symlinkSync(real, link);
    triage = await TriageStore.open(join(folder, "spotter.db"));
    const places = { real, link: join(link, "below"), other: join(folder, "other") };
    await triage.read(Object.entries(places).flatMap(([name, directory]) => [session(`ses_${name}`, { directory, projectId: name }), bash(`prt_${name}`, `ses_${name}`, FETCH)]));
  });
  afterEach(async () => {
    await triage.close();
    rmSync(folder, { recursive: true });
  });

  const suppressed = (): string[] => Object.entries(triage.states()).filter(([, state]) => state === "suppressed").map(([id]) => id).sort();
  const rows = (): ReturnType<typeof triage.ask.listSuppressions>["rows"] => triage.ask.listSuppressions({ after: null, limit: 9 }).rows;
  const textOf = (reason: string): string => {
    const { rule, normalised, target } = triage.ask.suppressionOffers({ findingId: triage.of("prt_real").id, callId: null, folders: [] })[0]!;
    return formatSuppressions([{ rule, normalised: String(normalised), target: String(target), reason, by: "", expires: null, critical: false }]);
  };
  const look = (through: string, text: string): string => triage.ask.teamFile({ folder: through, text }).state;
  const accept = (through: string, text: string): string => triage.ask.acceptTeamFile({ folder: through, text, critical: false }).act;

  it("is a scope of what was done in it by either path, also after the index was built anew", async () => {
    for (const id of ["prt_real", "prt_link"]) {
      const findingId = triage.of(id).id;
      const [offer, ...others] = triage.ask.suppressionOffers({ findingId, callId: null, folders: [link, real] }).filter(({ scope }) => scope.kind === "workspace");
      assert.deepEqual([others, triage.ask.suppressionOffers({ findingId, callId: null, folders: [link] }).find(({ scope }) => scope.kind === "workspace")], [[], offer]);
      assert.deepEqual([offer?.scope, offer?.all.findings], [{ kind: "workspace", folder: real, aliases: [link] }, 2]);
      const { act, hides } = triage.ask.suppress({ findingId, scope: offer!.scope, expected: offer!.all.digest, reason: "our mirror", expires: null, critical: false });
      assert.deepEqual([hides, suppressed(), rows()[0]!.hides], [2, ["prt_link", "prt_real"], 2]);
      triage.store.suppressions.rebuild();
      assert.deepEqual([suppressed(), rows()[0]!.hides], [["prt_link", "prt_real"], 2]);
      triage.ask.undo({ decision: act });
      assert.deepEqual(suppressed(), []);
    }
  });

  it("has a team's file that holds by either path, and is not asked about twice", () => {
    const text = textOf("our mirror");
    assert.equal(triage.ask.teamFile({ folder: link, text }).added[0]!.hides, 2);
    const act = accept(link, text);
    assert.deepEqual([suppressed(), look(link, text), look(real, text), rows().map((row) => [row.folder, row.hides])], [["prt_link", "prt_real"], "same", "same", [[real, 2]]]);
    triage.ask.undo({ decision: act });
    assert.deepEqual([suppressed(), look(link, text)], [[], "changed"]);
  });

  it("has a team's file that is asked about where it was accepted by the other path alone; then the one acceptance takes the place of the other", () => {
    const text = textOf("our mirror");
    accept(real, text);
    assert.deepEqual([suppressed(), look(link, text)], [["prt_real"], "changed"]);
    const act = accept(link, text);
    assert.deepEqual([suppressed(), look(link, text), rows().length], [["prt_link", "prt_real"], "same", 1]);
    const anew = textOf("other");
    accept(real, anew);
    assert.deepEqual([suppressed(), look(link, anew)], [["prt_link", "prt_real"], "same"], "the link leads there still");
    triage.ask.undo({ decision: rows()[0]!.decision });
    triage.ask.undo({ decision: act });
    assert.deepEqual([suppressed(), rows().length], [["prt_real"], 1]);
  });

  it("shows all that a team's file would hide by a further path, and asks once more whether critical findings may be hidden there", async () => {
    await triage.read([bash("prt_wipe", "ses_link", "rm -rf /"), bash("prt_wipe_real", "ses_real", "rm -rf /")]);
    const { rule, normalised, target } = triage.ask.suppressionOffers({ findingId: triage.of("prt_wipe").id, callId: null, folders: [] })[0]!;
    const text = formatSuppressions([{ rule, normalised: String(normalised), target: String(target), reason: "a drill", by: "", expires: null, critical: true }]);
    triage.ask.acceptTeamFile({ folder: real, text, critical: true });
    const { state, added, removed, accepted } = triage.ask.teamFile({ folder: link, text });
    assert.deepEqual([state, added.map(({ hides, hidesCritical }) => [hides, hidesCritical]), removed, accepted], ["changed", [[2, 2]], [], formatSuppressions([])]);
    assert.throws(() => accept(link, text), (error) => error instanceof RequestError && error.failure === "needs-consent");
    assert.deepEqual(suppressed(), ["prt_wipe_real"]);
    triage.ask.acceptTeamFile({ folder: link, text, critical: true });
    assert.deepEqual([suppressed(), look(link, text)], [["prt_wipe", "prt_wipe_real"], "same"]);
  });

  it("that was accepted by a path of its own is known by the link that took that path's place", () => {
    accept(join(folder, "moved"), textOf("our mirror"));
    symlinkSync(real, join(folder, "moved"));
    const act = accept(join(folder, "moved"), textOf("other"));
    assert.deepEqual([rows().map((row) => row.folder), suppressed()], [[real], ["prt_real"]]);
    triage.ask.undo({ decision: act });
    assert.deepEqual([rows().map((row) => row.folder), suppressed()], [[join(folder, "moved")], []]);
  });

  it("is left by a link that leads somewhere else by now", () => {
    accept(link, textOf("our mirror"));
    rmSync(link);
    symlinkSync(join(folder, "other"), link);
    accept(real, textOf("other"));
    assert.deepEqual(suppressed(), ["prt_real"]);
    assert.deepEqual(workspacePlace(real, [link]), { folder: real });
  });

  it("has entries that hold by the link until the file of the folder to which it leads by now is accepted through it, and again only once they were shown", () => {
    const [text, none] = [textOf("our mirror"), formatSuppressions([])];
    const lead = (to: string): void => (rmSync(link), symlinkSync(join(folder, to), link));
    accept(link, text);
    lead("other");
    assert.deepEqual(suppressed(), ["prt_link", "prt_real"]);
    const act = accept(link, none);
    assert.deepEqual([suppressed(), rows()[0]!.hides], [["prt_real"], 1]);
    lead("real");
    assert.deepEqual([look(link, text), triage.ask.teamFile({ folder: link, text }).added.length], ["changed", 1]);
    triage.ask.undo({ decision: act });
    assert.deepEqual([suppressed(), look(link, text)], [["prt_link", "prt_real"], "same"]);
  });

  it("has the same entries, as old as they are, while Spotter runs and once the index is built anew, also where an acceptance by another path is taken back", async () => {
    const { rule, normalised, target } = triage.ask.suppressionOffers({ findingId: triage.of("prt_real").id, callId: null, folders: [] })[0]!;
    const entries = [{ rule, normalised: String(normalised), target: String(target), reason: "our mirror", by: "", expires: null, critical: false }];
    const [first] = triage.store.decisions.record([{ kind: "team", folder: real, entries }]);
    triage.ask.decide({ selection: { kind: "calls", ids: ["prt_real"] }, expected: null, verdict: "open", reason: "", expires: null });
    triage.store.decisions.record([{ kind: "team", folder: "/srv/new", aliases: [real], entries }]);
    assert.deepEqual(suppressed(), []);
    triage.store.decisions.undo(first!.id);
    const live = [suppressed(), rows()];
    assert.deepEqual(live[0], ["prt_real"]);
    triage.store.suppressions.rebuild();
    assert.deepEqual([suppressed(), rows()], live);
  });

  it("is taken as it is named where it is not there, or is no whole path", () => {
    assert.deepEqual([workspacePlace("/none/shop/"), workspacePlace("shop"), workspacePlace("")], [{ folder: "/none/shop" }, { folder: "shop" }, { folder: "" }]);
  });
});
