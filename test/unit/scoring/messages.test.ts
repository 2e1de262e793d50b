import assert from "node:assert/strict";
import type { Reason } from "../../../src/model/assessment.js";
import { messageOf, templateOf } from "../../../src/scoring/messages.js";

const reason: Reason = { rule: "delete-root", score: 100, span: null, args: { program: "rm", target: "/", decoded: "rm -rf /\u202e", outcome: "denied" } };

describe("a reason in words", () => {
  it("is the rule's English sentence with the reason's values, what was decoded and what became of the call, on one line", () => {
    assert.equal(messageOf(reason), "rm deletes /, the root of the file system. It stood encoded in the command; decoded: rm -rf /⟨U+202E⟩ (denied)");
  });

  it("is said in the reader's language where its sentences are given, with the same values", () => {
    const sentences = { [templateOf(reason)]: "{program} löscht {target}, die Wurzel des Dateisystems.", "It stood encoded in the command; decoded: {0}": "Stand kodiert im Befehl; dekodiert: {0}", denied: "verweigert" };
    assert.equal(messageOf(reason, sentences), "rm löscht /, die Wurzel des Dateisystems. Stand kodiert im Befehl; dekodiert: rm -rf /⟨U+202E⟩ (verweigert)");
  });

  it("says how many there are that are not listed one by one", () => {
    const many: Reason = { ...reason, args: { program: "rm", target: "/", more: "2999" } };
    const sentences = { "The call holds {0} more of that family.": "Der Aufruf enthält {0} weitere dieser Art." };
    assert.deepEqual([messageOf(many), messageOf(many, sentences)], ["rm deletes /, the root of the file system. The call holds 2999 more of that family.", "rm deletes /, the root of the file system. Der Aufruf enthält 2999 weitere dieser Art."]);
  });

  it("names a rule that this version does not have as such, and takes no sentence from an object's own machinery", () => {
    assert.equal(messageOf({ ...reason, rule: "constructor", args: {} }, JSON.parse('{"__proto__":{}}') as Record<string, string>), "A rule that this version does not have.");
  });
});
