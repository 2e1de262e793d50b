import { CONTENT_RULES } from "./content/rules.js";
import { RuleIndex } from "./matching/rule-index.js";
import { CLOUD_RULES } from "./rules/cloud.js";
import { CODE_RULES } from "./rules/code.js";
import { CREDENTIAL_RULES } from "./rules/credentials.js";
import { DATABASE_RULES } from "./rules/databases.js";
import { DEFENCE_RULES } from "./rules/defences.js";
import { DELETION_RULES } from "./rules/deletion.js";
import { ESCALATION_RULES } from "./rules/escalation.js";
import { EXFILTRATION_RULES } from "./rules/exfiltration.js";
import { GENERAL_RULES } from "./rules/general.js";
import { GIT_RULES } from "./rules/git.js";
import { PERSISTENCE_RULES } from "./rules/persistence.js";
import { RECONNAISSANCE_RULES } from "./rules/reconnaissance.js";
import type { Rule } from "./rules/rule.js";
import { SERVICE_RULES } from "./rules/services.js";
import { SHELL_ESCAPE_RULES } from "./rules/shell-escapes.js";
import { SUPPLY_CHAIN_RULES } from "./rules/supply-chain.js";
import { SYSTEM_RULES } from "./rules/system.js";
import { URL_RULES } from "./rules/urls.js";

/** All rules, by topic, in the order of the documentation. */
export const RULES: readonly Rule[] = [
  ...DELETION_RULES, ...SYSTEM_RULES, ...CODE_RULES, ...SHELL_ESCAPE_RULES, ...EXFILTRATION_RULES, ...CREDENTIAL_RULES, ...PERSISTENCE_RULES, ...ESCALATION_RULES, ...DEFENCE_RULES, ...RECONNAISSANCE_RULES, ...GIT_RULES, ...CLOUD_RULES, ...SERVICE_RULES, ...DATABASE_RULES, ...SUPPLY_CHAIN_RULES, ...URL_RULES, ...CONTENT_RULES, ...GENERAL_RULES,
];

const BY_ID: ReadonlyMap<string, Rule> = new Map(RULES.map((rule) => [rule.id, rule]));

export const RULE_INDEX = new RuleIndex(RULES);

/** A rule by its id; undefined for one that this version does not have. */
export function ruleById(id: string): Rule | undefined {
  return BY_ID.get(id);
}
