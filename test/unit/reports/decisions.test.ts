import assert from "node:assert/strict";
import fc from "fast-check";
import { untrusted } from "../../../src/model/untrusted.js";
import { type AuditedDecision, DECISION_FORMATS, decisionLine, decisionsHead } from "../../../src/reports/decisions.js";

const verdict: AuditedDecision = {
  id: "d1", act: "a1", at: Date.UTC(2026, 10, 26, 9), actor: untrusted("anna"), kind: "verdict", findingId: "f1", sessionId: "ses_1", rule: untrusted("shell.delete"),
  state: "false-positive", reason: untrusted("our own \"build\" folder"), expires: Date.UTC(2027, 0, 31), scope: null,
  normalised: null, target: null, scopeId: null, critical: null, entries: null, undoes: null, undoneBy: null,
};
const suppression: AuditedDecision = {
  ...verdict, kind: "suppress", findingId: null, sessionId: null, state: null, reason: untrusted("ours"), expires: null, scope: "workspace",
  normalised: untrusted("rm -rf /"), target: untrusted("root"), scopeId: untrusted("/home/dev/shop"), critical: true,
};

describe("the list of decisions", () => {
  it("names who decided what, when and why, in each format", () => {
    assert.deepEqual(
      DECISION_FORMATS.map((format) => decisionsHead(format) + decisionLine(verdict, format)),
      [
        "2026-11-26T09:00:00.000Z  anna  verdict: false-positive, finding f1, rule shell.delete, until 2027-01-31T00:00:00.000Z  [d1]  our own \"build\" folder\n",
        "time,actor,kind,state,finding,rule,session,scope,reason,expires,undoes,undoneBy,act,id,normalised,target,scopeId,critical,entries\r\n"
          + '"2026-11-26T09:00:00.000Z","anna","verdict","false-positive","f1","shell.delete","ses_1","","our own ""build"" folder","2027-01-31T00:00:00.000Z","","","a1","d1","","","","",""\r\n',
        '{"time":"2026-11-26T09:00:00.000Z","actor":"anna","kind":"verdict","state":"false-positive","finding":"f1","rule":"shell.delete","session":"ses_1","scope":null,'
          + '"reason":"our own \\"build\\" folder","expires":"2027-01-31T00:00:00.000Z","undoes":null,"undoneBy":null,"act":"a1","id":"d1","normalised":null,"target":null,"scopeId":null,"critical":null,"entries":null}\n',
      ],
    );
  });

  it("says of a suppression what it hides, where, and that it may hide critical findings", () => {
    const [text, csv, jsonl] = DECISION_FORMATS.map((format) => decisionLine(suppression, format));
    assert.match(text!, /suppress: scope workspace \/home\/dev\/shop, rule shell\.delete, command or class rm -rf \/, target root, critical ones too {2}\[d1\] {2}ours\n$/);
    assert.match(csv!, /"rm -rf \/","root","\/home\/dev\/shop","true",""\r\n$/);
    const { scope, normalised, target, scopeId, critical } = JSON.parse(jsonl!) as Record<string, unknown>;
    assert.deepEqual({ scope, normalised, target, scopeId, critical }, { scope: "workspace", normalised: "rm -rf /", target: "root", scopeId: "/home/dev/shop", critical: true });
  });

  it("says of a team's file how many entries it has, and whether one may hide critical findings", () => {
    const team: AuditedDecision = { ...suppression, kind: "team", rule: null, scope: null, normalised: null, target: null, scopeId: null, entries: 3, reason: untrusted("/home/dev/shop") };
    const [text, csv, jsonl] = DECISION_FORMATS.map((format) => decisionLine(team, format));
    assert.match(text!, /team: entries: 3, critical ones too {2}\[d1\] {2}\/home\/dev\/shop\n$/);
    assert.match(csv!, /"true","3"\r\n$/);
    assert.match(jsonl!, /"critical":true,"entries":3\}\n$/);
    assert.doesNotMatch(decisionLine({ ...team, critical: false }, "text"), /critical/);
  });

  it("keeps a long command whole in each cell", () => {
    const normalised = "\u202e".repeat(10_000);
    assert.ok(decisionLine({ ...suppression, normalised: untrusted(normalised) }, "csv").includes("⟨U+202E⟩".repeat(10_000)));
  });

  it("is no formula in a spreadsheet, whatever stands before its sign", () => {
    for (const reason of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"]) {
      assert.match(decisionLine({ ...verdict, reason: untrusted(reason) }, "csv"), /,"'[=+\-@＝]/, JSON.stringify(reason));
    }
  });

  it("has one line per decision and no control character, whatever somebody wrote", () => {
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("\u001b[2J", "a\r\nb", "\u009b31m", "\u202e", "\u0000", "\ud800", "\u2028"));
    fc.assert(
      fc.property(text, text, text, (actor, rule, reason) => {
        const suppressed = { ...suppression, normalised: untrusted(actor), target: untrusted(rule), scopeId: untrusted(reason) };
        for (const format of DECISION_FORMATS) {
          const line = decisionLine({ ...verdict, actor: untrusted(actor), rule: untrusted(rule), reason: untrusted(reason) }, format).replace(/\r?\n$/, "");
          // eslint-disable-next-line no-control-regex -- these must not be there
          assert.doesNotMatch(line + decisionLine(suppressed, format).replace(/\r?\n$/, ""), /[\u0000-\u001f\u007f-\u009f\u202e\u2028]|\p{Surrogate}/u);
        }
      }),
    );
  });

  it("keeps in JSON what was written", () => {
    const reason = "\u001b]0;x\u0007 \u202e ü 😀";
    assert.deepEqual((JSON.parse(decisionLine({ ...verdict, reason: untrusted(reason) }, "jsonl")) as { reason: string }).reason, reason);
  });
});
