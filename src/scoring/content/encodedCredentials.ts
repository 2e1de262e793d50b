import type { Anchor } from "./anchors.js";
import { decodeBase64 } from "./base64.js";
import { BASE64, EQUALS } from "./characters.js";
import { CERTAINTY } from "./observation.js";

const AUTH = /auth"[ \t]{0,4}:[ \t]{0,4}"/iy;
/** Decoded of a block, to see what it is. */
const HEAD = 96;

/** `{"auths": {"host": {"auth": "<base64 of user:password>"}}}`: how Docker keeps registries' passwords. */
const registryAuth: Anchor = {
  literal: "auth\"",
  detect(scanned, at, found) {
    AUTH.lastIndex = at;
    const head = AUTH.exec(scanned.text);
    if (head === null) return;
    const start = at + head[0].length;
    const end = scanned.runEnd(BASE64 | EQUALS, start);
    if (end - start < 12 || end - start > 4096) return;
    const decoded = decodeBase64(scanned.text.slice(start, end));
    if (decoded !== null && /^[\x21-\x7e]{1,128}:[\x21-\x7e]{3,}$/.test(decoded)) found.push({ kind: "basic-credentials", start, end, certainty: CERTAINTY.format });
  },
};

/** Base64 of `-----BEGIN …`, as a kubeconfig or a secret of Kubernetes holds it; private where its header says so. */
const encodedKey: Anchor = {
  literal: "LS0tLS1CRUdJTi",
  detect(scanned, at, found) {
    if (!scanned.text.startsWith("LS0tLS1CRUdJTi", at)) return;
    const end = scanned.runEnd(BASE64 | EQUALS, at);
    const head = decodeBase64(scanned.text.slice(at, Math.min(end, at + HEAD)));
    if (head !== null && head.includes("PRIVATE KEY") && end - at >= HEAD) found.push({ kind: "private-key", start: at, end, certainty: CERTAINTY.block });
  },
};

export const ENCODED_CREDENTIAL_ANCHORS: readonly Anchor[] = [registryAuth, encodedKey];
