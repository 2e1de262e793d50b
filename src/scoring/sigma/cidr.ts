import { ipv4Of } from "../urls/address.js";

/** Eight groups of 16 bits; an IPv4 address is its IPv4-mapped form (RFC 4291). */
type Address = readonly number[];

/** A network in CIDR notation, IPv4 or IPv6. */
export interface Network {
  readonly address: Address;
  /** Leading bits that count, of 128. */
  readonly bits: number;
}

/** Reads `10.0.0.0/8` or `fe80::/10`; an address alone is a network of one. Null where it is neither. */
export function networkOf(text: string): Network | null {
  const slash = text.indexOf("/");
  const address = addressOf(slash < 0 ? text : text.slice(0, slash));
  if (address === null) return null;
  const whole = text.includes(":") ? 128 : 32;
  const size = slash < 0 ? String(whole) : text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(size) || Number(size) > whole) return null;
  return { address, bits: Number(size) + 128 - whole };
}

/** True when a text is an address inside a network. */
export function isInside(network: Network, text: string): boolean {
  const address = addressOf(text);
  if (address === null) return false;
  for (let bit = 0; bit < network.bits; bit += 16) {
    const mask = (0xffff << Math.max(0, 16 - (network.bits - bit))) & 0xffff;
    if (((address[bit / 16]! ^ network.address[bit / 16]!) & mask) !== 0) return false;
  }
  return true;
}

function addressOf(text: string): Address | null {
  if (!text.includes(":")) {
    const four = /^\d+\.\d+\.\d+\.\d+$/.test(text) ? ipv4Of(text) : null;
    return four === null ? null : [0, 0, 0, 0, 0, 0xffff, Math.floor(four / 65_536), four % 65_536];
  }
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const four = tail === null ? null : ipv4Of(tail[2]!);
  const plain = tail === null || four === null ? text : `${tail[1]}${Math.floor(four / 65_536).toString(16)}:${(four % 65_536).toString(16)}`;
  const halves = plain.split("::");
  if (halves.length > 2) return null;
  const [head, end] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - head!.length - (end?.length ?? 0);
  if (end === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...head!, ...Array.from({ length: end === undefined ? 0 : missing }, () => "0"), ...(end ?? [])];
  return groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group)) ? groups.map((group) => Number.parseInt(group, 16)) : null;
}
