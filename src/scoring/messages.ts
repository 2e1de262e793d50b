import type { Reason } from "../model/assessment.js";
import { oneLine } from "../model/neutralise.js";
import { ruleById } from "./catalogue.js";

/** The sentence of a reason's rule, in English, with `{places}` for the reason's values. */
export function templateOf(reason: Reason): string {
  return ruleById(reason.rule)?.message ?? "A rule that this version does not have.";
}

/** A reason as an English sentence on one line; the values in it are cut and made harmless. */
export function messageOf(reason: Reason): string {
  const message = templateOf(reason).replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = reason.args[name];
    return value === undefined ? placeholder : oneLine(value, 200);
  });
  const { outcome, decoded } = reason.args;
  const hidden = decoded === undefined ? "" : ` It stood encoded in the command; decoded: ${oneLine(decoded, 200)}`;
  return `${message}${hidden}${outcome === undefined ? "" : ` (${outcome})`}`;
}
