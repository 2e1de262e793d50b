import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { untrusted } from "../../../src/model/untrusted.js";
import type { CallRow } from "../../../src/protocol/rows.js";
import { callContext } from "../../../src/views/lists/callContext.js";
import { callRow } from "./rows.js";

interface Entry {
  readonly command?: string;
  readonly submenu?: string;
  readonly when: string;
}

const manifest = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as { contributes: { menus: { "view/item/context": readonly Entry[] } } };

/** What the Risk Explorer's menu has for a line with this context. */
function offeredFor(context: string): string[] {
  const offered = manifest.contributes.menus["view/item/context"].filter(({ when }) => {
    const view = /^view =~ \/(.*?)\//.exec(when)?.[1];
    const item = /viewItem =~ \/(.*)\/$/.exec(when)?.[1];
    return view !== undefined && item !== undefined && new RegExp(view).test("spotter.findings") && new RegExp(item).test(context);
  });
  return [...new Set(offered.map(({ command, submenu }) => command ?? submenu ?? ""))].sort();
}

const TRIAGE = ["spotter.comment", "spotter.showHistory", "spotter.suppress", "spotter.verdict"];
const reason = { rule: "content-secret", title: "", template: "", args: {}, score: 40 };
const call = (changes: Partial<CallRow>): CallRow => ({ ...callRow("p", "s"), tool: untrusted("bash"), findingId: null, reasons: [], ...changes });

describe("the menu of a call", () => {
  it("has what is decided of findings where the call is one, and else all but that", () => {
    const [mild, finding] = [call({}), call({ findingId: "f" })].map((row) => offeredFor(callContext(row)));
    assert.ok(mild!.length > 0);
    assert.deepEqual(mild!.filter((entry) => TRIAGE.includes(entry)), []);
    assert.deepEqual(finding, [...mild!, ...TRIAGE].sort());
  });

  it("has the jumps to a file and to a secret's source beside that, whichever of these a call has", () => {
    const more = (changes: Partial<CallRow>): string[] => {
      const without = offeredFor(callContext(call({ findingId: changes.findingId ?? null })));
      return offeredFor(callContext(call(changes))).filter((entry) => !without.includes(entry));
    };
    const write = { tool: untrusted("write") };
    for (const findingId of [null, "f"]) {
      assert.deepEqual([more({ findingId, ...write }), more({ findingId, reasons: [reason] })], [["spotter.openFile", "spotter.showDiff"], ["spotter.showSecretSource"]]);
      assert.deepEqual(more({ findingId, ...write, reasons: [reason] }), ["spotter.openFile", "spotter.showDiff", "spotter.showSecretSource"]);
    }
  });

  it("has the verdicts on sessions and groups, which may hold findings", () => {
    for (const context of ["spotter.session", "spotter.session.live", "spotter.group"]) assert.ok(offeredFor(context).includes("spotter.verdict"), context);
    assert.deepEqual(["spotter.step", "spotter.quiet", "spotter.settled"].flatMap(offeredFor), []);
  });
});
