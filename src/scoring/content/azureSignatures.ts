import type { Anchor } from "./anchors.js";
import { BASE64, EQUALS, PERCENT, UNDERSCORE, DASH } from "./characters.js";
import { CERTAINTY } from "./observation.js";
import { isTokenBody } from "./strength.js";

/** How far from the signature its version or expiry stands in the same query. */
const QUERY_LIMIT = 600;

/** The signature of a shared access signature: 32 bytes in base64, percent-encoded, in a query that also says `se=` or `sv=`. */
export const AZURE_SIGNATURE_ANCHORS: readonly Anchor[] = [
  {
    literal: "sig=",
    detect(scanned, at, found) {
      const { text } = scanned;
      const start = at + 4;
      const end = scanned.runEnd(BASE64 | EQUALS | PERCENT | UNDERSCORE | DASH, start);
      if (!/[?&;\s"'\\]/.test(text.charAt(at - 1)) || end - start < 40 || end - start > 140) return;
      const query = text.slice(Math.max(0, at - QUERY_LIMIT), end + QUERY_LIMIT);
      if (!/[?&;](?:s[evprt]|skn)=/.test(query) || !isTokenBody(text.slice(start, end))) return;
      found.push({ kind: "azure-sas", start, end, certainty: CERTAINTY.format });
    },
  },
];
