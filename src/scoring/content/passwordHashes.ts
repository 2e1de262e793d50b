import type { Anchor } from "./anchors.js";
import { CERTAINTY } from "./observation.js";

/** Modular crypt format, as in `/etc/shadow`: identifier, parameters, salt and hash between dollar signs. */
const CRYPT = /\$(?:2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|(?:1|5|6|y|gy|7|apr1)\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9=$,+-]{22,200}|argon2(?:id|i|d)\$[\w=,+/.$-]{40,300})/y;

/** A password's hash is not the password, but whoever has it can guess offline. */
export const PASSWORD_HASH_ANCHORS: readonly Anchor[] = ["$1$", "$5$", "$6$", "$y$", "$7$", "$gy$", "$apr1$", "$2a$", "$2b$", "$2x$", "$2y$", "$argon2"].map((literal) => ({
  literal,
  detect(scanned, at, found) {
    CRYPT.lastIndex = at;
    const match = CRYPT.exec(scanned.text);
    if (match !== null) found.push({ kind: "password-hash", start: at, end: at + match[0].length, certainty: CERTAINTY.format });
  },
}));
