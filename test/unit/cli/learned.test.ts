import assert from "node:assert/strict";
import type { Ask } from "../../../src/cli/engineAccess.js";
import { ruleQuality } from "../../../src/cli/findings/learned.js";
import { untrusted } from "../../../src/model/untrusted.js";

const month = (name: string, decided: number, falsePositives: number): object => ({ month: name, decided, falsePositives });

/** What is told of one rule. @param file of a person's own rule; null for a built-in one */
async function told(quality: object, file: string | null): Promise<string> {
  const answers: Readonly<Record<string, unknown>> = { ruleQuality: [{ rule: "delete-root", title: "Deletes", ...quality }], ruleFacts: { file: file === null ? null : untrusted(file) } };
  const ask = ((name: string) => Promise.resolve(answers[name])) as unknown as Ask;
  let out = "";
  assert.equal(await ruleQuality({ ask, terminal: { out: (text) => void (out += text), err: assert.fail }, json: false, now: 0 }), 0);
  return out;
}

describe("what is told of a rule that is often judged wrong", () => {
  const noisy = { decided: 8, falsePositives: 3, isNoisy: true, months: [month("2026-10", 2, 2), month("2026-11", 6, 1)] };

  it("is how often, in all and by month, and what can be done about a built-in one", async () => {
    assert.equal(await told(noisy, null), `   38 %  delete-root  Deletes
         3 of 8 decided findings were judged false positives
         by month of the verdict: 2026-10 100 % (2 of 2), 2026-11 17 % (1 of 6)
         noisy, which changes nothing by itself. What you can do:
           look: spotter findings list --state false-positive --rule delete-root
           suppress for this project what is harmless there: spotter findings suppress <id> --scope project --reason <text>
           tune, shadow: a built-in rule has no setting for either, and a rule of your own can only add to a score
`);
  });

  it("is how a rule of a person's own is tuned, and put in shadow", async () => {
    const out = await told(noisy, "/home/dev/rules/\u001b[2Jown.yml");
    assert.match(out, /\n +tune: narrow its condition in its file \(\/home\/dev\/rules\/⟨U\+001B⟩\[2Jown\.yml\); 'spotter rules test <file>' shows what is left\n +shadow: set 'status: experimental' in that file/);
    assert.doesNotMatch(out, /built-in/);
  });

  it("is no advice where it is not noisy, and of many months the last twelve", async () => {
    const months = Array.from({ length: 14 }, (_, at) => month(`20${20 + at}-01`, 1, 0));
    const out = await told({ decided: 14, falsePositives: 0, isNoisy: false, months }, null);
    assert.match(out, /by month of the verdict: 2022-01 0 % \(0 of 1\), (.*, ){10}2033-01 0 % \(0 of 1\); 2 earlier months: --json has all\n$/);
  });
});
