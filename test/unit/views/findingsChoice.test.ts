import assert from "node:assert/strict";
import fc from "fast-check";
import { RISK_LEVELS } from "../../../src/model/risk.js";
import { untrusted } from "../../../src/model/untrusted.js";
import { parseFilter, typedFilter, type Wanted } from "../../../src/views/explorer/filterText.js";
import { FindingsChoice, type ChoiceMemory } from "../../../src/views/explorer/findingsChoice.js";

const NOW = Date.UTC(2026, 10, 21, 12);
const HOUR = 3_600_000;

describe("a typed filter", () => {
  const filterOf = (typed: string): unknown => {
    const parsed = parseFilter(typed, NOW);
    return "wrong" in parsed ? parsed : parsed.filter;
  };

  it("holds words, and a value for each key that it names", () => {
    assert.deepEqual(filterOf('curl LEVEL:High tool:bash project:"my shop" state:false-positive since:12h pipe'), {
      text: "curl pipe", minLevel: "high", tool: "bash", project: "my shop", state: "false-positive", since: NOW - 12 * HOUR,
    });
  });

  it("takes words with other colons for text, and spaces for nothing", () => {
    assert.deepEqual([filterOf("https://evil.example a:b"), filterOf("  ")], [{ text: "https://evil.example a:b" }, {}]);
  });

  it("counts back days and weeks, and takes a date from its midnight here", () => {
    assert.deepEqual(["since:7d", "since:2w", "since:2026-11-01"].map(filterOf), [{ since: NOW - 7 * 24 * HOUR }, { since: NOW - 14 * 24 * HOUR }, { since: new Date(2026, 10, 1).getTime() }]);
  });

  it("takes any state, which lists what is settled, too", () => {
    assert.deepEqual(filterOf("state:any"), { state: "any" });
  });

  it("says which value is wrong, and takes none of it", () => {
    const wrong = ["level:awful", "level:none", "state:gone", "since:2026-02-31", "since:soon", "tool:", 'project:""'].map(filterOf);
    assert.deepEqual(wrong, [
      { wrong: { key: "level", value: "awful" } }, { wrong: { key: "level", value: "none" } }, { wrong: { key: "state", value: "gone" } },
      { wrong: { key: "since", value: "2026-02-31" } }, { wrong: { key: "since", value: "soon" } }, { wrong: { key: "tool", value: "" } }, { wrong: { key: "project", value: "" } },
    ]);
  });

  it("says what the dashboard leads to, and what is read of it is the same", () => {
    const day = new Date(2026, 10, 1, 13).getTime();
    const typed = ([
      { minLevel: "none", state: null, since: null, folder: null },
      { minLevel: "high", state: "accepted-risk", since: { days: 30 }, folder: untrusted("/work/my shop") },
      { minLevel: null, state: "any", since: { from: day }, folder: untrusted("/work/shop") },
    ] satisfies Wanted[]).map(typedFilter);
    assert.deepEqual(typed, ["", 'level:high state:accepted-risk since:30d project:"/work/my shop"', "state:any since:2026-11-01 project:/work/shop"]);
    assert.deepEqual(typed.map(filterOf), [
      {}, { minLevel: "high", state: "accepted-risk", since: NOW - 30 * 24 * HOUR, project: "/work/my shop" }, { state: "any", since: new Date(2026, 10, 1).getTime(), project: "/work/shop" },
    ]);
  });

  it("leaves out a folder or a day that cannot be typed, and is never refused", () => {
    const said = (folder: string): string => typedFilter({ minLevel: null, state: null, since: null, folder: untrusted(folder) });
    assert.deepEqual(["/", "", '/a"b', "/a\u202eb", "/a\nb", `/${"a".repeat(900)}`].map(said), ["", "", "", "", "", ""]);
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 900 }), fc.double({ noNaN: true }), fc.constantFrom(...RISK_LEVELS), (folder, from, minLevel) => {
      const read = filterOf(typedFilter({ minLevel, state: "open", since: { from }, folder: untrusted(folder) })) as Record<string, unknown>;
      return !("wrong" in read) && !("text" in read) && read["state"] === "open";
    }));
  });

  it("is read or refused, whatever is typed", () => {
    fc.assert(fc.property(fc.string({ maxLength: 2_000 }), (typed) => "wrong" in parseFilter(typed, NOW) || typeof filterOf(typed) === "object"));
  });
});

describe("the choice of the Findings view", () => {
  const memoryOf = (held: unknown): ChoiceMemory & { held: unknown } => ({
    held,
    get() { return this.held; },
    update(_key, value) { this.held = value; return Promise.resolve(); },
  });

  it("is remembered, and told to whoever draws it", () => {
    const memory = memoryOf(undefined);
    const choice = new FindingsChoice(memory, () => []);
    let told = 0;
    const listening = choice.onChange(() => told++);
    choice.change({ by: "tool", filter: "curl" });
    listening.dispose();
    choice.change({ order: "time" });
    assert.deepEqual([new FindingsChoice(memory, () => []).now, told], [{ by: "tool", order: "time", scope: "machine", filter: "curl" }, 1]);
  });

  it("is the usual one where what is remembered has another shape, or a filter that is none", () => {
    const usual = { by: "session", order: "risk", scope: "machine", filter: "" };
    for (const held of [7, { by: "colour" }, { ...usual, filter: "level:awful" }]) assert.deepEqual(new FindingsChoice(memoryOf(held), () => []).now, usual);
  });

  it("narrows to the workspace's folders where it has some, and to what the filter names", () => {
    const folders: string[] = [];
    const choice = new FindingsChoice(memoryOf(undefined), () => folders);
    choice.change({ scope: "workspace" });
    assert.deepEqual([choice.narrows, choice.list("medium", NOW).filter.folders], [false, []]);
    folders.push("/shop");
    choice.change({ filter: "rm level:low" });
    assert.deepEqual([choice.narrows, choice.list("medium", NOW).filter], [
      true, { minLevel: "low", text: "rm", tool: "", project: "", state: null, since: null, folders: ["/shop"] },
    ]);
  });
});
