import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { withObservations } from "../../../../src/scoring/content/contentReasons.js";
import { rotationPlace } from "../../../../src/scoring/content/rotation.js";
import { messageOf } from "../../../../src/scoring/messages.js";
import { PLANTED } from "./plantedSecrets.js";

const HARMLESS = { score: 0, level: "none", reasons: [], techniques: [], normalised: "", shadow: [], target: null } as const;

describe("a finding of a secret", () => {
  it("says what to replace, where it stands, and where it is replaced", () => {
    const { reasons } = withObservations(HARMLESS, [{ kind: "secret:github-token", place: "/content", score: 60 }]);
    assert.equal(messageOf(reasons[0]!), 'The argument "content" of the call holds a secret: github token. Replace it (GitHub: Settings > Developer settings > Personal access tokens).');
  });

  it("names a place for each kind that is known, by its issuer where the place is not known", () => {
    const places = Object.keys(PLANTED).map((kind) => rotationPlace(`secret:${kind}`));
    assert.ok(places.length > 15 && places.every((place) => place.length > 10 && !place.includes("undefined")), places.join("\n"));
    assert.deepEqual([rotationPlace("secret:tavily-key"), rotationPlace("secret:api-key"), rotationPlace("secret:key")], ["where tavily issued it", "on the service that it opens", "on the service that it opens"]);
  });
});
