import * as v from "valibot";
import type { RiskLevel } from "../model/risk.js";

/** What a level becomes in Problems; `none` leaves it out. */
export const PROBLEM_SEVERITIES = ["error", "warning", "information", "hint", "none"] as const;
export type ProblemSeverity = (typeof PROBLEM_SEVERITIES)[number];
const EXPLORER_LEVELS = ["critical", "high", "medium", "low"] as const;

/** From which level on a finding is told at once. */
const ALERT_LEVELS = ["critical", "high", "medium", "off"] as const;

/** Whether a person is asked about a team's file of suppressions, or it is not looked at. */
const TEAM_SUPPRESSIONS = ["ask", "off"] as const;

const severity = v.picklist(PROBLEM_SEVERITIES);

/**
 * Every setting, by its key, with its check and default. package.json declares the same ones; a test compares the two.
 * What a person wrote in settings.json may be anything: a value that fails its check counts as not set.
 */
export const SETTINGS = {
  "spotter.storage.paths": { schema: v.array(v.string()), default: [] },
  "spotter.storage.exclude": { schema: v.array(v.string()), default: [] },
  "spotter.storage.reading": { schema: v.picklist(["live", "manual"]), default: "live" },
  "spotter.privacy.maskPersonalData": { schema: v.boolean(), default: false },
  "spotter.indicators.paths": { schema: v.array(v.string()), default: [] },
  "spotter.rules.paths": { schema: v.array(v.string()), default: [] },
  "spotter.retention.calls": { schema: v.pipe(v.number(), v.integer(), v.minValue(0)), default: 300_000 },
  "spotter.retention.days": { schema: v.pipe(v.number(), v.integer(), v.minValue(0)), default: 400 },
  "spotter.suppressions.team": { schema: v.picklist(TEAM_SUPPRESSIONS), default: "ask" },
  "spotter.explorer.minimumLevel": { schema: v.picklist(EXPLORER_LEVELS), default: "medium" },
  "spotter.alerts.level": { schema: v.picklist(ALERT_LEVELS), default: "critical" },
  "spotter.alerts.health": { schema: v.boolean(), default: true },
  "spotter.problems.enabled": { schema: v.boolean(), default: true },
  "spotter.problems.severity.critical": { schema: severity, default: "error" },
  "spotter.problems.severity.high": { schema: severity, default: "warning" },
  "spotter.problems.severity.medium": { schema: severity, default: "information" },
  "spotter.problems.severity.low": { schema: severity, default: "none" },
} as const;
export type SettingKey = keyof typeof SETTINGS;

/** The settings as the views use them. */
export interface Settings {
  readonly storagePaths: readonly string[];
  /** Globs of sessions, projects and directories that are left out. */
  readonly storageExclude: readonly string[];
  /** Read what changes as it happens, or only when a person asks. */
  readonly readingMode: "live" | "manual";
  /** Replace mail addresses, phone and account numbers in what is kept. */
  readonly maskPersonalData: boolean;
  /** Lists of hosts, URLs, hashes and paths to look for. */
  readonly indicatorPaths: readonly string[];
  /** Files and folders of Sigma rules. */
  readonly rulePaths: readonly string[];
  /** How many calls are kept, and for how many days; 0 sets no limit. */
  readonly retention: { readonly calls: number; readonly days: number };
  readonly teamSuppressions: (typeof TEAM_SUPPRESSIONS)[number];
  readonly explorerMinLevel: Exclude<RiskLevel, "none">;
  readonly alerts: { readonly level: (typeof ALERT_LEVELS)[number]; readonly health: boolean };
  readonly problems: {
    readonly enabled: boolean;
    readonly severity: Readonly<Record<RiskLevel, ProblemSeverity>>;
  };
}

/** Reads all settings; `get` gives a key's value, or undefined. */
export function readSettings(get: (key: SettingKey) => unknown): Settings {
  const read = <K extends SettingKey>(key: K): v.InferOutput<(typeof SETTINGS)[K]["schema"]> => {
    const parsed = v.safeParse(SETTINGS[key].schema, get(key));
    return (parsed.success ? parsed.output : SETTINGS[key].default) as v.InferOutput<(typeof SETTINGS)[K]["schema"]>;
  };
  return {
    storagePaths: read("spotter.storage.paths").map((path) => path.trim()).filter((path) => path !== ""),
    storageExclude: read("spotter.storage.exclude").map((glob) => glob.trim()).filter((glob) => glob !== ""),
    readingMode: read("spotter.storage.reading"),
    maskPersonalData: read("spotter.privacy.maskPersonalData"),
    indicatorPaths: read("spotter.indicators.paths").map((path) => path.trim()).filter((path) => path !== ""),
    rulePaths: read("spotter.rules.paths").map((path) => path.trim()).filter((path) => path !== ""),
    retention: { calls: read("spotter.retention.calls"), days: read("spotter.retention.days") },
    teamSuppressions: read("spotter.suppressions.team"),
    explorerMinLevel: read("spotter.explorer.minimumLevel"),
    alerts: { level: read("spotter.alerts.level"), health: read("spotter.alerts.health") },
    problems: {
      enabled: read("spotter.problems.enabled"),
      severity: {
        critical: read("spotter.problems.severity.critical"),
        high: read("spotter.problems.severity.high"),
        medium: read("spotter.problems.severity.medium"),
        low: read("spotter.problems.severity.low"),
        none: "none",
      },
    },
  };
}

/** The mildest level that Problems shows, or null where it shows none. */
export function problemFloor(problems: Settings["problems"]): RiskLevel | null {
  if (!problems.enabled) return null;
  return (["low", "medium", "high", "critical"] as const).find((level) => problems.severity[level] !== "none") ?? null;
}
