import { ipv4Of } from "../../urls/address.js";

/** Hosts, addresses, hashes and paths that a person wants to hear of, in the form in which they are looked up. */
export interface Indicators {
  /** Host names and IP addresses, lower case; a name stands for the names below it, too. */
  readonly hosts: ReadonlySet<string>;
  /** Networks of IPv4: the bits that count in them, and those bits as a number. */
  readonly networks: ReadonlyMap<number, ReadonlySet<number>>;
  /** Without scheme, lower-case host, without a slash at the end. */
  readonly urls: ReadonlySet<string>;
  /** MD5, SHA-1, SHA-256 or SHA-512, lower-case hexadecimal. */
  readonly hashes: ReadonlySet<string>;
  /** Absolute paths, and names of files. */
  readonly paths: ReadonlySet<string>;
}

/** A line or an object of a list that says nothing that is understood. */
export interface IndicatorProblem {
  /** From 1; 0 where the file has no lines to speak of. */
  readonly line: number;
  readonly message: string;
}

/** Gathers the indicators of all lists. */
export class IndicatorCollector implements Indicators {
  readonly hosts = new Set<string>();
  readonly networks = new Map<number, Set<number>>();
  readonly urls = new Set<string>();
  readonly hashes = new Set<string>();
  readonly paths = new Set<string>();

  get isEmpty(): boolean {
    return this.hosts.size + this.networks.size + this.urls.size + this.hashes.size + this.paths.size === 0;
  }

  /** Adds a value of whatever kind it looks like; false where it looks like none. */
  add(value: string): boolean {
    const plain = refang(value.trim());
    if (/^[0-9a-f]{32}$|^[0-9a-f]{40}$|^[0-9a-f]{64}$|^[0-9a-f]{128}$/i.test(plain)) this.hashes.add(plain.toLowerCase());
    else if (/^[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/]/i.test(plain)) this.addUrl(plain);
    else if (/^~?\/\S/.test(plain)) return this.addPath(plain);
    else if (NETWORK.test(plain)) return this.addNetwork(plain);
    else if (isHost(plain)) this.hosts.add(hostOf(plain));
    else if (/^[^\s/]+\/\S+$/.test(plain) && isHost(plain.slice(0, plain.indexOf("/")))) this.addUrl(`https://${plain}`);
    else return false;
    return true;
  }

  addUrl(url: string): void {
    this.urls.add(normalUrl(url));
  }

  /** False for a path that no word of a text can be: words end at blanks, quotes and backslashes. */
  addPath(path: string): boolean {
    if (path === "" || /[\s"'`<>|(){},;\\]/.test(path)) return false;
    this.paths.add(path.length > 1 ? path.replace(/\/$/, "") : path);
    return true;
  }

  private addNetwork(network: string): boolean {
    const [address, size] = network.split("/") as [string, string];
    const [number, bits] = [ipv4Of(address), Number(size)];
    if (number === null || bits < 1 || bits > 32) return false;
    this.networks.set(bits, (this.networks.get(bits) ?? new Set()).add(leadingBits(number, bits)));
    return true;
  }
}

/** A network in CIDR notation; one of IPv6 is recognised, and not looked for. */
const NETWORK = /^(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f:]*:[0-9a-f:.]*)\/\d{1,3}$/i;

/** The first bits of an IPv4 address, as a number. */
export function leadingBits(address: number, bits: number): number {
  return Math.floor(address / 2 ** (32 - bits));
}

/** `hxxps://evil[.]example` is how such lists keep an address from being opened. */
export function refang(value: string): string {
  return value
    .replace(/^hxxp/i, "http")
    .replace(/\[\.\]|\(\.\)|\{\.\}|\[dot\]/gi, ".")
    .replace(/\[:\]/g, ":")
    .replace(/\[:\/\/\]/g, "://");
}

function isHost(value: string): boolean {
  return /^(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.){1,10}(?:[a-z]{2,24}|xn--[a-z0-9-]{2,59})\.?$/i.test(value) || /^(?:\d{1,3}\.){3}\d{1,3}$/.test(value) || /^[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}$/i.test(value);
}

function hostOf(value: string): string {
  return value.toLowerCase().replace(/^\*\./, "").replace(/\.$/, "");
}

/** A URL without its scheme, host in lower case, no slash at the end, no default port. */
export function normalUrl(url: string): string {
  const rest = url.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "").replace(/^[^/@\s]*@/, "");
  const end = rest.search(/[/?#]/);
  const host = (end === -1 ? rest : rest.slice(0, end)).toLowerCase().replace(/:(?:80|443)$/, "").replace(/\.$/, "");
  return (host + (end === -1 ? "" : rest.slice(end))).replace(/\/$/, "");
}
