import type { Anchor } from "./anchors.js";
import { decodeBase64 } from "./base64.js";
import { DASH, DIGIT, DOT, URL_SAFE, isAt } from "./characters.js";
import { CERTAINTY } from "./observation.js";
import { isTokenBody } from "./strength.js";

/** A JOSE header is short; what is longer is judged by its beginning. */
const HEADER_LIMIT = 512;

/** JSON Web Tokens: three to five parts of base64url, the first a JSON object that names an algorithm (RFC 7519, RFC 7516). */
const jsonWebToken: Anchor = {
  literal: "eyJ",
  detect(scanned, at, found) {
    const { text } = scanned;
    if (!text.startsWith("eyJ", at) || isAt(text, at - 1, DOT)) return;
    const headerEnd = scanned.runEnd(URL_SAFE, at);
    if (text.charAt(headerEnd) !== "." || headerEnd - at < 12) return;
    const header = decodeBase64(text.slice(at, Math.min(headerEnd, at + HEADER_LIMIT)));
    if (header === null || !/"(?:alg|enc)"\s*:/.test(header)) return;
    const payloadEnd = scanned.runEnd(URL_SAFE, headerEnd + 1);
    if (payloadEnd - headerEnd < 4 || text.charAt(payloadEnd) !== ".") return;
    let end = scanned.runEnd(URL_SAFE, payloadEnd + 1);
    if (end - payloadEnd < 16 || isOfTheManuals(text.slice(headerEnd + 1, Math.min(payloadEnd, headerEnd + HEADER_LIMIT)))) return;
    for (let part = 0; part < 2 && text.charAt(end) === "." && isAt(text, end + 1, URL_SAFE); part++) end = scanned.runEnd(URL_SAFE, end + 1);
    found.push({ kind: "jwt", start: at, end, certainty: CERTAINTY.format });
  },
};

/** John Doe's token, which every manual shows. */
function isOfTheManuals(payload: string): boolean {
  return /"sub"\s*:\s*"1234567890"/.test(decodeBase64(payload) ?? "");
}

/** A Discord bot's token begins with its id: 17 to 20 digits, in base64. The three characters are those of three digits. */
const discordTokens: Anchor[] = ["M", "N", "O"].flatMap((first) =>
  ["D", "T", "j", "z"].flatMap((second) => [..."AEIMQUYcgk"].map((third) => discordAnchor(first + second + third))),
);

function discordAnchor(literal: string): Anchor {
  return {
    literal,
    detect(scanned, at, found) {
      const { text } = scanned;
      if (!text.startsWith(literal, at) || !scanned.startsWord(at) || isAt(text, at - 1, DASH | DIGIT)) return;
      const idEnd = scanned.runEnd(URL_SAFE, at);
      if (idEnd - at < 22 || idEnd - at > 28 || text.charAt(idEnd) !== ".") return;
      const timeEnd = scanned.runEnd(URL_SAFE, idEnd + 1);
      if (timeEnd - idEnd < 6 || timeEnd - idEnd > 8 || text.charAt(timeEnd) !== ".") return;
      const end = scanned.runEnd(URL_SAFE, timeEnd + 1);
      if (end - timeEnd < 27 || end - timeEnd > 45 || !isTokenBody(text.slice(timeEnd + 1, end))) return;
      if (!/^\d{16,20}/.test(decodeBase64(text.slice(at, idEnd)) ?? "")) return;
      found.push({ kind: "discord-token", start: at, end, certainty: CERTAINTY.format });
    },
  };
}

export const WEB_TOKEN_ANCHORS: readonly Anchor[] = [jsonWebToken, ...discordTokens];
