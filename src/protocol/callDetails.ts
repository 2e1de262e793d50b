import * as v from "valibot";
import { reasonRow, riskLevel, untrustedText } from "./rows.js";

/** Where a call's score comes from: the parts' `adds` make the score together. */
export const scoreParts = v.object({
  score: v.number(),
  level: riskLevel,
  /** Worst reason first. `score` is what the rule is worth alone, `adds` what it adds here. */
  parts: v.array(v.object({ ...reasonRow.entries, adds: v.number() })),
});
export type ScoreParts = v.InferOutput<typeof scoreParts>;

/** A text that a call put into a file, and what it put it in the place of; null for a file written as a whole. Secrets are masked. */
export const textChange = v.object({ path: untrustedText, before: v.nullable(untrustedText), after: untrustedText });
export type TextChange = v.InferOutput<typeof textChange>;

/** What a call did to files. `cut`: OpenCode has the call no more, and these are the heads that Spotter kept. */
export const callChanges = v.object({ changes: v.array(textChange), cut: v.boolean() });

/** What there is to say of a rule, in English; untrusted where it is a person's own. */
export const ruleFacts = v.object({
  id: v.string(),
  title: untrustedText,
  meaning: untrustedText,
  remediation: v.string(),
  falsePositives: untrustedText,
  /** Of a person's own rule: where its author says that there is more to read. */
  references: v.array(untrustedText),
  level: riskLevel,
  /** 1 to 100. */
  score: v.number(),
  techniques: v.array(v.string()),
  /** Commands on which it fires, and on which it does not; empty for a person's own. */
  firesOn: v.array(v.string()),
  quietOn: v.array(v.string()),
  /** Absolute path of a person's own rule; null for a built-in one. */
  file: v.nullable(untrustedText),
});
export type RuleFacts = v.InferOutput<typeof ruleFacts>;

/** A call that has a secret that another one has, too. */
export const secretSighting = v.object({ callId: v.string(), sessionId: v.string(), tool: untrustedText, subject: untrustedText, time: v.number(), place: untrustedText });

/** A kind of secret in a call's texts, how it got there, and where else it was seen. */
export const secretTrace = v.object({
  /** For example `github-token`. */
  kind: v.string(),
  /** First digits of its keyed hash, as its placeholder has them. */
  digits: v.string(),
  sightings: v.number(),
  /** The earliest call that held it: where the agent got it from. */
  first: secretSighting,
  /** The latest one through which it left the machine, and to where; null where it did not. */
  leftTo: v.nullable(v.picklist(["model", "host"])),
});
export type SecretTrace = v.InferOutput<typeof secretTrace>;
