import { stringify } from "yaml";
import type { ScoringInput } from "../../model/assessment.js";
import { cutAt, oneLine } from "../../model/neutralise.js";
import { LEVEL_FLOOR, levelOf } from "../../model/risk.js";
import { observeCall } from "./assessWithRules.js";
import type { CallContext } from "./callEvents.js";
import type { SigmaEvent } from "./fields.js";
import { parseRules } from "./parseRules.js";
import { SigmaRuleSet } from "./ruleSet.js";

/** Characters of a call's text that a draft looks for: enough to tell it, little enough to be read. */
const TEXT_LIMIT = 300;
/** Selections that are tried before the one that names the tool alone. */
const TRIES = 12;

type Selection = Readonly<Record<string, string>>;
/** What a draft says of itself. */
export interface DraftHead {
  /** Letters, digits and dashes. */
  readonly id: string;
  readonly title: string;
  /** Of the call, 0 to 100: the rule has its level. */
  readonly score: number;
  readonly techniques: readonly string[];
}

interface Draft {
  readonly category: string;
  readonly selection: Selection;
}

/**
 * A Sigma rule that holds for a call, to begin a rule of one's own with: the most telling of what the call did, as text for a file. It
 * is experimental, so that it is counted and changes nothing until a person has looked at it. Null where no rule can hold for the call.
 */
export function draftRule(input: ScoringInput, context: CallContext, head: DraftHead): string | null {
  const { assessment, events } = observeCall(input, context);
  const worst = assessment.reasons[0]?.args ?? {};
  const telling = [...events].sort((one, other) => weight(other, worst) - weight(one, worst)).slice(0, TRIES);
  for (const draft of [...telling.flatMap(draftOf), { category: "tool_call", selection: { tool: escaped(input.tool) } }]) {
    const text = fileText(draft, head);
    const { rules, problems } = parseRules(text);
    if (problems.length === 0 && new SigmaRuleSet(rules).evaluate(events).length === 1) return text;
  }
  return null;
}

/** An event that has the values of the call's worst reason tells most; of several, a program tells more than the call as a whole. */
function weight({ category, fields }: SigmaEvent, worst: Readonly<Record<string, string>>): number {
  const words = Object.values(worst).filter((value) => value.length > 2);
  const text = Object.values(fields).join("\n");
  const kind = ["tool_call", "proxy", "network_connection", "file_event", "process_creation"].indexOf(category);
  return words.filter((word) => text.includes(word)).length * 10 + kind;
}

function draftOf({ category, fields }: SigmaEvent): Draft[] {
  switch (category) {
    case "process_creation": {
      const program = fields.Image?.slice(fields.Image.lastIndexOf("/"));
      if (program === undefined || fields.CommandLine === undefined) return [];
      return [{ category, selection: { "Image|endswith": escaped(program), "CommandLine|contains": escaped(fields.CommandLine) } }];
    }
    case "file_event":
      return fields.TargetFilename === undefined ? [] : [{ category, selection: { TargetFilename: escaped(fields.TargetFilename) } }];
    case "network_connection":
      return fields.DestinationHostname === undefined ? [] : [{ category, selection: { DestinationHostname: escaped(fields.DestinationHostname) } }];
    case "proxy":
      return [];
    case "tool_call": {
      const subject = (["CommandLine", "TargetFilename", "c-uri"] as const).find((field) => fields[field] !== undefined);
      if (subject === undefined || fields.tool === undefined) return [];
      return [{ category, selection: { tool: escaped(fields.tool), [`${subject}|contains`]: escaped(fields[subject]!) } }];
    }
  }
}

/** A text's head as a value that stands for itself. */
function escaped(text: string): string {
  return cutAt(text, TEXT_LIMIT).replace(/[\\*?]/g, "\\$&");
}

function fileText({ category, selection }: Draft, { id, title, score, techniques }: DraftHead): string {
  const tags = techniques.flatMap((technique) => (/^T\d{4}(?:\.\d{3})?$/.test(technique) ? [`attack.${technique.toLowerCase()}`] : []));
  const rule = {
    title: oneLine(title, 120),
    id,
    status: "experimental",
    logsource: { category },
    detection: { selection, condition: "selection" },
    level: levelOf(Math.max(score, LEVEL_FLOOR.low)),
    ...(tags.length > 0 ? { tags } : {}),
  };
  return stringify(rule, { lineWidth: 0 });
}
