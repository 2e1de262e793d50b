import { AnchorIndex, type Anchor } from "./anchors.js";
import { AZURE_SIGNATURE_ANCHORS } from "./azureSignatures.js";
import { COMMAND_LINE_ANCHORS } from "./commandLine.js";
import { ENCODED_CREDENTIAL_ANCHORS } from "./encodedCredentials.js";
import { HEADER_ANCHORS } from "./headers.js";
import { NAMED_VALUE_ANCHORS } from "./namedValues.js";
import { mergeCandidates, type Candidate, type Observation } from "./observation.js";
import { PASSWORD_HASH_ANCHORS } from "./passwordHashes.js";
import { outsidePlaceholders, placeholdersIn } from "./placeholder.js";
import { PRIVATE_KEY_ANCHORS } from "./privateKeys.js";
import { ScannedText } from "./scannedText.js";
import { INNER_ANCHORS, tokenAnchors } from "./tokens.js";
import { URL_CREDENTIAL_ANCHORS } from "./urlCredentials.js";
import { WEB_TOKEN_ANCHORS } from "./webTokens.js";

export const SECRET_ANCHORS: readonly Anchor[] = [
  ...tokenAnchors(),
  ...INNER_ANCHORS,
  ...WEB_TOKEN_ANCHORS,
  ...PRIVATE_KEY_ANCHORS,
  ...URL_CREDENTIAL_ANCHORS,
  ...HEADER_ANCHORS,
  ...ENCODED_CREDENTIAL_ANCHORS,
  ...NAMED_VALUE_ANCHORS,
  ...COMMAND_LINE_ANCHORS,
  ...PASSWORD_HASH_ANCHORS,
  ...AZURE_SIGNATURE_ANCHORS,
];
const ANCHORS = new AnchorIndex(SECRET_ANCHORS);

/**
 * The secrets of a text, in order and apart from each other: tokens of known formats, private keys, passwords in addresses,
 * headers, commands and under key-like names. Placeholders of an earlier masking are no secrets. Linear in the text; throws nothing.
 */
export function findSecrets(text: string): Observation[] {
  const found: Candidate[] = [];
  ANCHORS.scan(new ScannedText(text), found);
  return secretsAmong(found, text);
}

/** The secrets among what the detectors of a text reported. */
export function secretsAmong(found: readonly Candidate[], text: string): Observation[] {
  if (found.length === 0) return [];
  const placeholders = placeholdersIn(text);
  const candidates = placeholders.length === 0 ? found : outsidePlaceholders(found, placeholders);
  return mergeCandidates(candidates).map(({ kind, start, end }) => ({ kind: `secret:${kind}`, start, end }));
}
