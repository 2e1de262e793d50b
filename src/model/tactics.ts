/** A column of the matrix: a tactic of MITRE ATT&CK (Enterprise), or one of the two other catalogues that the rules cite. */
export interface Tactic {
  readonly id: string;
  readonly name: string;
}

/** In the order of an attack. */
export const TACTICS: readonly Tactic[] = [
  { id: "TA0042", name: "Resource Development" },
  { id: "TA0001", name: "Initial Access" },
  { id: "TA0002", name: "Execution" },
  { id: "TA0003", name: "Persistence" },
  { id: "TA0004", name: "Privilege Escalation" },
  { id: "TA0005", name: "Defense Evasion" },
  { id: "TA0006", name: "Credential Access" },
  { id: "TA0007", name: "Discovery" },
  { id: "TA0008", name: "Lateral Movement" },
  { id: "TA0009", name: "Collection" },
  { id: "TA0011", name: "Command and Control" },
  { id: "TA0010", name: "Exfiltration" },
  { id: "TA0040", name: "Impact" },
  { id: "ATLAS", name: "MITRE ATLAS" },
  { id: "OWASP", name: "OWASP Agentic" },
  { id: "OTHER", name: "Others" },
];

/** Tactics of a technique; a sub-technique has those of its technique, unless it is named itself. */
const TACTICS_OF: Readonly<Record<string, readonly string[]>> = {
  T1003: ["TA0006"], T1018: ["TA0007"], T1021: ["TA0008"], T1027: ["TA0005"], T1036: ["TA0005"], T1037: ["TA0003", "TA0004"], T1040: ["TA0006", "TA0007"], T1041: ["TA0010"],
  T1046: ["TA0007"], T1048: ["TA0010"], T1053: ["TA0002", "TA0003", "TA0004"], T1056: ["TA0009", "TA0006"], T1059: ["TA0002"], T1068: ["TA0004"], T1070: ["TA0005"], T1071: ["TA0011"],
  T1074: ["TA0009"], T1082: ["TA0007"], T1083: ["TA0007"], T1087: ["TA0007"], T1095: ["TA0011"], T1098: ["TA0003", "TA0004"], T1102: ["TA0011"], T1105: ["TA0011"], T1110: ["TA0006"],
  T1113: ["TA0009"], T1115: ["TA0009"], T1123: ["TA0009"], T1125: ["TA0009"], T1129: ["TA0002"], T1136: ["TA0003"], T1140: ["TA0005"], T1190: ["TA0001"], T1195: ["TA0001"],
  T1202: ["TA0005"], T1204: ["TA0002"], T1218: ["TA0005"], T1222: ["TA0005"], T1485: ["TA0040"], T1486: ["TA0040"], T1489: ["TA0040"], T1490: ["TA0040"], T1496: ["TA0040"],
  T1499: ["TA0040"], T1505: ["TA0003"], T1529: ["TA0040"], T1531: ["TA0040"], T1537: ["TA0010"], T1543: ["TA0003", "TA0004"], T1546: ["TA0003", "TA0004"], T1547: ["TA0003", "TA0004"],
  T1548: ["TA0004", "TA0005"], T1552: ["TA0006"], T1553: ["TA0005"], T1554: ["TA0003"], T1555: ["TA0006"], T1556: ["TA0006", "TA0003", "TA0005"], T1557: ["TA0006", "TA0009"],
  T1560: ["TA0009"], T1561: ["TA0040"], T1562: ["TA0005"], T1564: ["TA0005"], T1565: ["TA0040"], T1566: ["TA0001"], T1567: ["TA0010"], T1571: ["TA0011"], T1572: ["TA0011"],
  T1574: ["TA0003", "TA0004", "TA0005"], T1578: ["TA0005"], T1588: ["TA0042"], T1609: ["TA0002"], T1610: ["TA0005", "TA0002"], T1611: ["TA0004"], T1677: ["TA0002"],
};

/** Ids of a technique's tactics; `OTHER` for one that only a rule of somebody's own cites. */
export function tacticsOf(technique: string): readonly string[] {
  if (technique.startsWith("AML.")) return ["ATLAS"];
  if (/^ASI\d/.test(technique)) return ["OWASP"];
  const own = Object.hasOwn(TACTICS_OF, technique) ? TACTICS_OF[technique] : undefined;
  const parent = technique.split(".")[0]!;
  return own ?? (Object.hasOwn(TACTICS_OF, parent) ? TACTICS_OF[parent] : undefined) ?? ["OTHER"];
}
