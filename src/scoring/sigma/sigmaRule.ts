import type { RiskLevel } from "../../model/risk.js";
import type { Expression } from "./expression.js";
import type { EventCategory } from "./fields.js";

/** `stable` rules raise a call's score, `experimental` ones are counted only, `off` ones are not evaluated. */
export type Maturity = "stable" | "experimental" | "off";

/** A user's rule, ready to be evaluated. All of its texts are as the file has them. */
export interface SigmaRule {
  readonly id: string;
  readonly title: string;
  /** Line of its document in its file, from 1. */
  readonly line: number;
  readonly description: string;
  readonly falsePositives: readonly string[];
  readonly references: readonly string[];
  /** Points, 1 to 100, of its level. */
  readonly score: number;
  readonly level: RiskLevel;
  readonly maturity: Maturity;
  /** ATT&CK technique ids. */
  readonly techniques: readonly string[];
  /** Kinds of events that it is asked about. */
  readonly categories: readonly EventCategory[];
  readonly detection: Expression;
}
