/** Fields that a call's events have values for. `docs/user-rules.md` says of each what it is. */
export const RECORDED_FIELDS = [
  "CommandLine", "Image", "ParentImage", "ParentCommandLine", "CurrentDirectory", "User", "TargetFilename", "DestinationHostname", "DestinationIp", "DestinationPort", "Initiated", "c-uri", "tool", "agent", "model", "project", "outcome", "target.class",
] as const;
export type RecordedField = (typeof RECORDED_FIELDS)[number];

/**
 * Fields of Sigma's taxonomy for the same categories that OpenCode records nothing of: rules may name them, and they have no
 * value in any event. Source: SigmaHQ sigma-specification, appendix taxonomy.
 */
export const UNRECORDED_FIELDS = [
  "LogonId", "LogonGuid", "TerminalSessionId", "IntegrityLevel", "ProcessId", "ProcessGuid", "ParentProcessId", "ParentProcessGuid", "ParentUser", "OriginalFileName", "Hashes", "md5", "sha1", "sha256", "Imphash", "Product", "Company", "Description", "FileVersion", "UtcTime", "RuleName", "CreationUtcTime", "PreviousCreationUtcTime",
  "Protocol", "SourceIp", "SourceIsIpv6", "SourceHostname", "SourcePort", "SourcePortName", "DestinationIsIpv6", "DestinationPortName",
  "c-ip", "c-useragent", "c-uri-extension", "c-uri-query", "c-uri-stem", "cs-bytes", "cs-cookie", "cs-host", "cs-method", "cs-referrer", "cs-version", "r-dns", "sc-bytes", "sc-status", "src_ip", "dst_ip",
] as const;

export type Field = RecordedField | (typeof UNRECORDED_FIELDS)[number];

const NAMES: ReadonlySet<string> = new Set([...RECORDED_FIELDS, ...UNRECORDED_FIELDS]);
const BY_LOWER_CASE: ReadonlyMap<string, string> = new Map([...NAMES].map((name) => [name.toLowerCase(), name]));

export function isField(name: string): name is Field {
  return NAMES.has(name);
}

export function isRecordedField(name: string): name is RecordedField {
  return (RECORDED_FIELDS as readonly string[]).includes(name);
}

/** The field that is meant by a name in other capitals; undefined where there is none. */
export function similarField(name: string): string | undefined {
  return BY_LOWER_CASE.get(name.toLowerCase());
}

/** What an event is; `tool_call` is the call as a whole. */
export const EVENT_CATEGORIES = ["process_creation", "file_event", "network_connection", "proxy", "tool_call"] as const;
export type EventCategory = (typeof EVENT_CATEGORIES)[number];

/** One thing that a call did, as Sigma sees it. A field without a value is absent. */
export interface SigmaEvent {
  readonly category: EventCategory;
  readonly fields: Readonly<Partial<Record<Field, string>>>;
}
