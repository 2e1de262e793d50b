import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, it } from "mocha";
import { findSecrets } from "../../../../src/scoring/content/findSecrets.js";
import { maskJson } from "../../../../src/scoring/content/maskJson.js";
import { maskSecrets } from "../../../../src/scoring/content/maskSecrets.js";
import { maskPersonalData } from "../../../../src/scoring/content/personalData.js";
import { DRAWN_KEY, PASSWORD, PLANTED, SURROUNDINGS } from "./plantedSecrets.js";

const keyedHash = (secret: string): string => createHmac("sha256", "a key of this test").update(secret).digest("hex");

const RUNS = { numRuns: 60 };

/** Where tokens turn up: each takes a secret and gives a text that holds it as it is. */
const PLACES: Readonly<Record<string, (secret: string) => string>> = {
  alone: (secret) => secret,
  json: (secret) => JSON.stringify({ note: "x", value: secret }),
  "json in json": (secret) => JSON.stringify({ body: JSON.stringify({ value: secret }) }),
  "json after an escaped line end": (secret) => JSON.stringify(`first line\n${secret}\nlast line`),
  "shell export": (secret) => `export SOMETHING='${secret}' && ./run.sh --fast`,
  "shell argument": (secret) => `curl -s -H "X-Auth: ${secret}" https://api.example.org/v1/me | jq .`,
  query: (secret) => `GET https://api.example.org/v1?x=1&q=${secret}&y=2 HTTP/1.1`,
  "percent-encoded": (secret) => `state%3D${secret}%26next`,
  "terminal colours": (secret) => `\u001b[32m${secret}\u001b[0m`,
};

function assertGone(text: string, secret: string): void {
  const { masked, observations } = maskSecrets(text, keyedHash);
  assert.ok(!masked.includes(secret), `in the clear: ${masked}`);
  assert.ok(observations.some(({ start, end }) => text.slice(start, end).includes(secret)), `offsets are off: ${JSON.stringify(observations)}`);
}

describe("masking secrets, by property", () => {
  for (const [kind, secrets] of Object.entries(PLANTED)) {
    it(`leaves no ${kind} in the clear, wherever it stands, and names it`, () => {
      fc.assert(
        fc.property(secrets, SURROUNDINGS, SURROUNDINGS, (secret, before, after) => {
          assert.deepEqual(findSecrets(secret), [{ kind: `secret:${kind}`, start: 0, end: secret.length }]);
          for (const place of Object.values(PLACES)) if (place("x").includes("x") && place(secret).includes(secret)) assertGone(place(secret), secret);
          assertGone(`${before} ${secret} ${after}`, secret);
        }),
        RUNS,
      );
    });
  }

  const NAMED: ReadonlyArray<(secret: string) => string> = [
    (secret) => `PASSWORD=${secret}`,
    (secret) => `export DB_PASSWORD="${secret}"`,
    (secret) => JSON.stringify({ user: "bob", password: secret }),
    (secret) => JSON.stringify({ body: JSON.stringify({ dbPassword: secret }) }),
    (secret) => `  password: ${secret}\n  host: db`,
    (secret) => `const password = "${secret}";`,
    (secret) => `postgres://app:${secret}@db.internal:5432/app`,
    (secret) => `curl -u admin:${secret} https://ci.internal/`,
    (secret) => `curl --user 'admin:${secret}' https://ci.internal/`,
    (secret) => `mysql -u root -p${secret} app`,
    (secret) => `sshpass -p '${secret}' ssh root@host`,
    (secret) => `tool --password ${secret} --verbose`,
    (secret) => `Server=db;Database=app;User Id=sa;Password=${secret};Encrypt=true`,
    (secret) => `<password>${secret}</password>`,
    (secret) => `- name: DB_PASSWORD\n  value: ${secret}`,
    (secret) => `define('DB_PASSWORD', '${secret}');`,
    (secret) => `machine git.internal login bob password ${secret}`,
    (secret) => `CREATE USER bob IDENTIFIED BY '${secret}'`,
    (secret) => `my password is ${secret} please keep it`,
  ];

  it("leaves no password in the clear where a name or a place says that it is one", () => {
    fc.assert(fc.property(PASSWORD, (secret) => NAMED.forEach((place) => assertGone(place(secret), secret))), { numRuns: 200 });
  });

  it("leaves no drawn key in the clear under a key-like name", () => {
    const named: ReadonlyArray<(secret: string) => string> = [
      (secret) => `AWS_SECRET_ACCESS_KEY=${secret}`,
      (secret) => JSON.stringify({ api_key: secret }),
      (secret) => `apiKey: '${secret}',`,
      (secret) => `Authorization: Bearer ${secret}`,
      (secret) => `Authorization: token ${secret}`,
      (secret) => `x-api-key: ${secret}`,
      (secret) => `//registry.internal/:_authToken=${secret}`,
      (secret) => `aws configure set aws_secret_access_key ${secret}`,
      (secret) => `https://x.internal/?access_token=${secret}&v=1`,
      (secret) => `SOME_VENDOR_KEY=${secret}`,
    ];
    fc.assert(fc.property(DRAWN_KEY, (secret) => named.forEach((place) => assertGone(place(secret), secret))), { numRuns: 200 });
  });

  it("masks once and for all: masking the masked changes nothing, for any text", () => {
    const secret = fc.oneof(...Object.values(PLANTED), PASSWORD);
    const glued = fc.array(fc.oneof(secret, SURROUNDINGS, PASSWORD.map((value) => `password=${value}`), fc.constantFrom("://a:", "@host", "[secret:jwt:12ab]", "password: ", "Bearer ")), { maxLength: 8 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(glued, fc.string({ unit: "binary" })), (text) => {
        const once = maskSecrets(text, keyedHash).masked;
        assert.deepEqual(maskSecrets(once, keyedHash), { masked: once, observations: [] });
        const private1 = maskPersonalData(once, keyedHash).masked;
        assert.deepEqual(maskPersonalData(private1, keyedHash), { masked: private1, observations: [] });
      }),
      { numRuns: 500 },
    );
  });

  it("gives ranges that are in order, apart, within the text, and from which the masked text follows", () => {
    const texts = fc.array(fc.oneof(...Object.values(PLANTED), SURROUNDINGS, PASSWORD.map((value) => `pwd="${value}"`)), { maxLength: 8 }).map((parts) => parts.join(" "));
    fc.assert(
      fc.property(texts, (text) => {
        const { masked, observations } = maskSecrets(text, keyedHash);
        let rebuilt = "";
        let done = 0;
        for (const { kind, start, end, hash } of observations) {
          assert.ok(start >= done && end > start && end <= text.length);
          rebuilt += `${text.slice(done, start)}[${kind}:${hash.slice(0, 4)}]`;
          done = end;
        }
        assert.equal(rebuilt + text.slice(done), masked);
      }),
      { numRuns: 300 },
    );
  });

  it("leaves nothing planted in any JSON-like value, in keys and under names", () => {
    const planted = fc.oneof(...Object.values(PLANTED));
    fc.assert(
      fc.property(planted, PASSWORD, fc.jsonValue({ maxDepth: 4 }), (secret, password, other) => {
        const value = { deep: [{ other, text: `see ${secret}` }], [secret]: 1, password, env: [{ name: "DB_PASSWORD", value: password }], __proto__: null };
        const { masked, cut } = maskJson(value, keyedHash);
        const text = JSON.stringify(masked);
        assert.equal(cut, 0);
        assert.ok(!text.includes(JSON.stringify(secret).slice(1, -1)) && !text.includes(password), text);
        assert.deepEqual(maskJson(masked, keyedHash), { masked, observations: [], cut: 0 });
      }),
      RUNS,
    );
  });

  it("takes a number for a secret under a key-like name alone, and by the measure of texts", () => {
    const value = { password: 867530912345, port: 867530912345, max_tokens: 32768, pass: 12, env: { name: "DB_PASSWORD", value: 48151623421 } };
    const { masked, observations } = maskJson(value, keyedHash);
    assert.match(JSON.stringify(masked), /^\{"password":"\[secret:password:[0-9a-f]{4}\]","port":867530912345,"max_tokens":32768,"pass":12,"env":\{"name":"DB_PASSWORD","value":"\[secret:password:[0-9a-f]{4}\]"\}\}$/);
    assert.deepEqual(observations.map(({ pointer, start, end }) => [pointer, start, end]), [["/password", 0, 12], ["/env/value", 0, 11]]);
  });
});
