import type { Rule } from "./rule.js";

const base = { category: "reconnaissance", attackVector: "network", maturity: "stable" } as const;

/** Looking around where the task does not lead. */
export const RECONNAISSANCE_RULES: readonly Rule[] = [
  {
    ...base,
    id: "scan-network",
    title: "Scans a network",
    message: "{program} looks for machines and services on the network.",
    meaning: "It is the step before an attack on other machines, and may be against the law.",
    techniques: ["T1046", "T1018"],
    score: 36,
    remediation: "Ask who wanted the scan.",
    falsePositives: "Looking for a device of one's own.",
    when: [
      "nmap|masscan|zmap|rustscan|naabu|unicornscan|hping3|arp-scan|netdiscover|nbtscan|fping|angryip|sx|xprobe2|onesixtyone|enum4linux|smbmap|snmpwalk|ike-scan|dnsrecon|dnsenum|fierce|theharvester|sublist3r !--help !--version !~^(localhost|127\\.)",
      { action: "connect", with: ["scans"], url: ["plain", "public", "ip-literal", "private"], programs: ["nc", "ncat", "netcat"] },
      "dig|host|nslookup ~^axfr$|^-l$|^-type=axfr$",
      "ldapsearch|rpcclient|showmount|smbclient -b|-L|-e|-U",
    ],
    unless: ["nc ~^\\d{1,5}$ !~-\\d"],
    cases: { match: ["nmap -sS 192.168.1.0/24", "nc -z host.example 1-1000", "dig axfr example.com", "showmount -e host.example"], nearMiss: ["nmap localhost", "dig example.com", "nc -z db.example.com 5432"], evasion: ["sudo n\\map -p- host.example"] },
  },
  {
    ...base,
    id: "search-set-uid",
    title: "Looks for programs that give more rights",
    message: "{program} looks for {target}.",
    meaning: "Such programs are how more rights are got.",
    attackVector: "command",
    techniques: ["T1083", "T1548.001"],
    score: 34,
    remediation: "Ask who wanted to know.",
    falsePositives: "Hardening a machine.",
    when: [{ action: "search", with: ["setuid"] }, "getcap -r", "find ~^/(etc|usr)?$ ~^-writable$"],
    cases: { match: ["find / -perm -4000", "find / -writable -type d", "getcap -r /"], nearMiss: ["find . -perm 644", "getcap ./x"], evasion: ["find / -type f -perm -u=s 2>/dev/null"] },
  },
];
