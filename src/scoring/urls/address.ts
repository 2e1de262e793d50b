/**
 * IPv4 address of a host in any of its numeric forms: dotted, with fewer parts, decimal, octal, hexadecimal (WHATWG URL,
 * "IPv4 parser"); also an IPv4-mapped IPv6 address. Null where the host is no number.
 */
export function ipv4Of(host: string): number | null {
  const mapped = !host.includes("fff") && !host.includes("FFF") ? null : /^\[?(?:0*:)*:?ffff:([0-9a-f.:]+)\]?$/i.exec(host);
  if (mapped !== null) return mappedAddress(mapped[1]!);
  const parts = host.replace(/\.$/, "").split(".");
  if (parts.length > 4) return null;
  const numbers: number[] = [];
  for (const part of parts) {
    const value = numberOf(part);
    if (value === null) return null;
    numbers.push(value);
  }
  const last = numbers.pop()!;
  if (numbers.some((value) => value > 255) || last >= 256 ** (4 - numbers.length)) return null;
  return numbers.reduce((sum, value, index) => sum + value * 256 ** (3 - index), last);
}

function mappedAddress(text: string): number | null {
  if (text.includes(".")) return ipv4Of(text);
  const [high, low] = text.split(":").map((group) => Number.parseInt(group, 16));
  return high === undefined || low === undefined || Number.isNaN(high + low) ? null : high * 65_536 + low;
}

function numberOf(part: string): number | null {
  if (/^0[xX][0-9a-fA-F]{0,8}$/.test(part)) return Number.parseInt(part.slice(2) || "0", 16);
  if (/^0[0-7]{1,12}$/.test(part)) return Number.parseInt(part, 8);
  return /^(?:0|[1-9]\d{0,9})$/.test(part) ? Number(part) : null;
}

/** Dotted form of an address. */
export function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

/** Kind of network that an address belongs to (RFC 1918, 3927, 5735, 6598). */
export function networkOf(address: number): "loopback" | "link-local" | "private" | "public" {
  const first = Math.floor(address / 2 ** 24);
  const second = Math.floor(address / 2 ** 16) % 256;
  if (first === 127 || address === 0) return "loopback";
  if (first === 169 && second === 254) return "link-local";
  if (first === 10 || (first === 172 && second >= 16 && second < 32) || (first === 192 && second === 168)) return "private";
  return first === 100 && second >= 64 && second < 128 ? "private" : "public";
}
