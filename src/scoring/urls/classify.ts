import { isAscii } from "../../model/ascii.js";
import { decodeBase64 } from "../shell/decode.js";
import { UNKNOWN } from "../shell/invocation.js";
import { isSecretName } from "../shell/scope.js";
import { dotted, ipv4Of, networkOf } from "./address.js";
import { hostClass, imitates, isListed } from "./hosts.js";
import { isDeceptiveName } from "./names.js";

/** What a URL is, as far as it matters; the worst of what applies comes first in this list. */
export const URL_CLASSES = [
  "metadata", "collector", "secret-in-url", "internal-service", "tunnel", "file-drop", "paste", "imitation", "odd-scheme", "file", "credentials-in-url", "obscure-address", "punycode", "ip-literal", "raw-script", "plain-download", "shortener", "plain", "loopback", "private", "public",
] as const;
export type UrlClass = (typeof URL_CLASSES)[number];

export interface UrlTarget {
  readonly class: UrlClass;
  readonly host: string;
  readonly scheme: string;
  readonly url: string;
}

const SHAPE = /^([a-zA-Z][\w+.-]*):(?:\/\/)?(?:([^/?#\s@]*)@)?(\[[0-9a-fA-F:.]+\]|[^/?#\s:]*)(?::(\d*))?([^\s]*)/;
const SCRIPT = /\.(?:sh|bash|zsh|ps1|psm1|bat|cmd|vbs|py|pl|rb|php|lua|command|fish)(?:$|[?#])/i;
const EXECUTABLE = /\.(?:exe|dll|msi|dmg|pkg|deb|rpm|apk|appimage|run|bin|elf|so|jar|war|iso|img|scr|hta|cpl|lnk|ko)(?:$|[?#])/i;
const ODD = new Set(["data", "gopher", "dict", "ldap", "ldaps", "tftp", "ftp", "sftp", "ftps", "smb", "scp", "jar", "php", "phar", "expect", "javascript", "vbscript", "view-source", "netdoc", "chrome", "blob", "filesystem", "ms-msdt", "search-ms", "magnet", "ipfs", "rtsp", "telnet", "imap", "pop3", "smtp", "about"]);
/** Ports of services that answer without asking who is there: their data or their control. */
const INTERNAL_PORTS: ReadonlyMap<string, RegExp> = new Map([
  ["2375", /./], ["2376", /./], ["10250", /./], ["10255", /./], ["2379", /./], ["4243", /./], ["6379", /./], ["11211", /./], ["8500", /\/v1\//], ["8200", /\/v1\//], ["4001", /\/v2\//], ["9000", /\/minio|\.php/], ["8001", /\/api\/v1/], ["6443", /\/api/], ["5984", /\/_/], ["27017", /./], ["9229", /\/json/], ["9222", /\/json/], ["5985", /./], ["623", /./],
]);
const METADATA_PATH = /^\/(?:latest\/(?:meta-data|user-data|dynamic|api\/token)|computeMetadata\/|metadata\/(?:instance|identity)|opc\/v[12]\/|openstack\/|hetzner\/v1\/metadata|v1\/(?:metadata|user-data)|v2\/(?:metadata|credentials))/;
const METADATA_ADDRESSES = new Set(["169.254.169.254", "169.254.170.2", "169.254.170.23", "100.100.100.200", "192.0.0.192", "168.63.129.16", "169.254.169.123", "169.254.0.23"]);
/** Addresses of chat services that take a message from anyone who knows them. */
const WEBHOOK = /^(?:(?:ptb\.|canary\.)?discord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks\/|hooks\.slack\.com\/(?:services|workflows|triggers)\/|[\w-]+\.webhook\.office\.com\/|api\.telegram\.org\/bot|chat\.googleapis\.com\/v1\/spaces\/)/;
const SECRET_VALUE = /(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{20,}|glpat-[\w-]{16,}|sk-[A-Za-z0-9_-]{20,}|xox[abprs]-[\w-]{10,}|AIza[\w-]{30,}|-----BEGIN|eyJ[\w-]{10,}\.eyJ[\w-]{10,})/;

/** Class, host and scheme of a URL, or of a bare host as command-line clients take it; null where it is neither. */
export function classifyUrl(text: string): UrlTarget | null {
  const trimmed = text.trim();
  const url = /^[a-zA-Z][\w+.-]*:(?:\/\/|[^\d/])/.test(trimmed) ? trimmed : `http://${trimmed}`;
  const match = SHAPE.exec(url);
  if (match === null) return null;
  const scheme = match[1]!.toLowerCase();
  const host = match[3]!.toLowerCase().replace(/\.$/, "");
  const rest = match[5] ?? "";
  const plain = isAscii(host) ? host : host.normalize("NFKC").replaceAll("。", ".");
  const kind = classOf(scheme, match[2], plain, match[4] ?? "", rest);
  const deceives = plain !== host.normalize("NFC") || ((host.includes("xn--") || /[^!-~]/.test(host)) && !host.includes(UNKNOWN) && isDeceptiveName(plain));
  return { class: deceives && URL_CLASSES.indexOf(kind) > URL_CLASSES.indexOf("punycode") ? "punycode" : kind, host, scheme, url };
}

function classOf(scheme: string, user: string | undefined, host: string, port: string, rest: string): UrlClass {
  if (scheme === "file") return "file";
  if (ODD.has(scheme)) return "odd-scheme";
  const kind = hostClass(host);
  const address = ipv4Of(host);
  const six = host.startsWith("[") ? host.slice(1, -1) : null;
  if (kind === "metadata" || (address !== null && METADATA_ADDRESSES.has(dotted(address))) || (six !== null && /^fd00:ec2::254$|^fe80::a9fe:a9fe$|a9fe:a9fe$/.test(six))) return "metadata";
  const network = address === null ? (host === "localhost" || host.endsWith(".localhost") || six === "::1" || six === "::" ? "loopback" : six !== null && /^f[cd][0-9a-f]{2}:|^fe[89ab][0-9a-f]:/.test(six) ? "private" : null) : networkOf(address);
  if (host === "metadata" && rest.startsWith("/computeMetadata")) return "metadata";
  if (network === "link-local" || (METADATA_PATH.test(rest) && address !== null)) return "metadata";
  if (WEBHOOK.test(host + rest)) return "collector";
  if (/^kubernetes(?:\.default(?:\.svc(?:\.cluster\.local)?)?)?$/.test(host)) return "internal-service";
  if (kind !== null && documents(host, rest)) return "public";
  if (kind === "collector") return host === "api.telegram.org" && !rest.includes("/bot") ? "public" : "collector";
  if (network === null || network === "public") if (secretIn(rest)) return "secret-in-url";
  if ((network === "loopback" || network === "private") && INTERNAL_PORTS.get(port)?.test(rest) === true) return "internal-service";
  if (kind === "tunnel" || kind === "file-drop" || kind === "paste") return kind === "tunnel" && /^(?:www\.|dashboard\.)?ngrok\.com$/.test(host) ? "public" : kind;
  if (host.endsWith(".onion") || host.endsWith(".i2p")) return "tunnel";
  if (imitates(host)) return "imitation";
  if (user !== undefined && user !== "" && !/^git$/.test(user)) return /^(?:[^:]+\.[a-z]{2,})(?::|$)/.test(user) ? "imitation" : user.includes(":") ? "credentials-in-url" : "credentials-in-url";
  if (address !== null && dotted(address) !== host) return "obscure-address";
  if (network === "loopback") return "loopback";
  if (network === "private") return "private";
  if (network === "public" || (six !== null && network === null)) return "ip-literal";
  return contentClass(scheme, kind, host, rest);
}

function contentClass(scheme: string, kind: ReturnType<typeof hostClass>, host: string, rest: string): UrlClass {
  const path = rest.split("?")[0]!;
  if ((kind === "raw-code" || /\/(?:raw|-\/raw)\//.test(path)) && (SCRIPT.test(path) || /\/(?:install|setup|bootstrap|run|get)$/i.test(path))) return "raw-script";
  if (SCRIPT.test(path) && /\.(?:sh|bash|ps1|bat|vbs|cmd)$/i.test(path) && !/^(?:(?:api\.)?github\.com|gitlab\.com)$/.test(host)) return "raw-script";
  if (scheme === "http" && (EXECUTABLE.test(path) || SCRIPT.test(path))) return "plain-download";
  if (kind === "shortener") return "shortener";
  if (/\.(?:example|test|invalid)$/.test(host) && EXECUTABLE.test(path)) return "plain-download";
  return scheme === "http" ? "plain" : "public";
}

/** A service's own pages on itself: what it is and how it is used. */
function documents(host: string, rest: string): boolean {
  const own = host.replace(/^(?:docs|developers?|help|support|status)\./, "");
  if (own !== host && isListed(own)) return true;
  return isListed(host.replace(/^www\./, "")) && /^\/(?:docs?|documentation|api-?docs|doc_api|faq|about|pricing|terms|privacy|help|blog|features|support)(?:[/?#.]|$)/.test(rest);
}

/** A query or path that carries a secret away: a token's shape, a variable that says so, or base64 of one. */
function secretIn(rest: string): boolean {
  if (rest.length < 8) return false;
  if (SECRET_VALUE.test(rest)) return true;
  const query = rest.indexOf("?");
  if (query < 0) return false;
  for (const pair of rest.slice(query + 1, query + 4_096).split("&")) {
    const value = pair.slice(pair.indexOf("=") + 1);
    if (value.length < 16 || !/^[A-Za-z0-9+/_%-]+=*$/.test(value)) continue;
    const decoded = decodeBase64(value.replaceAll("%3D", "="));
    if (decoded !== null && /^[\x20-\x7e\n]{10,}$/.test(decoded) && (/[A-Za-z_]+=\S/.test(decoded) || /(?:^|\W)(?:root:|password|secret|token|key)/i.test(decoded) || isSecretName(decoded.split(/[=:]/)[0]!))) return true;
  }
  return false;
}
